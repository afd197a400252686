// `baseline publish`: the baseline as one object on S3, for deployments that read it there.
import { bundleBaseline, relativeSources } from '../../baseline/parse/bundle.ts';
import { objectPlace, placeProblem } from '../../model/object-place.ts';
import { print } from '../files/output.ts';
import { baselineSources, checkBounds, loadBaseline } from '../input/inputs.ts';
import { now } from '../process/clock.ts';
import { EXIT, type Exit, Failure } from '../process/failure.ts';
import { publishFailure } from './publish-failure.ts';

export interface PublishOptions {
  /** The baseline: a file or a folder. */
  readonly path: string;
  /** `s3://bucket/key`. */
  readonly url: string;
}

/** Lints a baseline and writes it as one object. An invalid baseline is not written. */
export async function publishCommand({ path, url }: PublishOptions): Promise<Exit> {
  const baseline = loadBaseline(path);
  checkBounds(baseline, now());
  const { sha256 } = baseline;
  const place = objectPlace(url);
  if (!place) throw new Failure(`\`${url}\` is no place for a baseline: ${placeProblem(url) ?? ''}`);
  // The SDK is loaded only where it is needed: it is most of the time that a command takes to start.
  const { putObject } = await import('../../aws/deployment/object-store.ts');
  const bundle = bundleBaseline(sha256, relativeSources(path, baselineSources(path)));
  const version = await putObject(place, bundle).catch((error: unknown) => {
    throw publishFailure(url, error);
  });
  print(`baseline ${sha256} published to ${url}${version === undefined ? '' : `, version ${version}`}\n`);
  return EXIT.done;
}
