import type { ObjectPlace } from '../aws/object-store.ts';
import { bundleBaseline, relativeSources } from '../baseline/bundle.ts';
import { now } from './clock.ts';
import { EXIT, type Exit, Failure } from './failure.ts';
import { baselineSources, checkBounds, loadBaseline } from './inputs.ts';
import { print } from './output.ts';

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
  // The SDK is loaded only where it is needed: it is most of the time that a command takes to start.
  const { objectPlace, putObject } = await import('../aws/object-store.ts');
  const place = objectPlace(url);
  if (!place) throw new Failure(`\`${url}\` is no place for a baseline: use s3://bucket/key`);
  const version = await written(place, url, () => putObject(place, bundleBaseline(sha256, relativeSources(path, baselineSources(path)))));
  print(`baseline ${sha256} published to ${url}${version === undefined ? '' : `, version ${version}`}\n`);
  return EXIT.done;
}

async function written(place: ObjectPlace, url: string, write: () => Promise<string | undefined>): Promise<string | undefined> {
  try {
    return await write();
  } catch (error) {
    const name = error instanceof Error ? error.name : 'unknown error';
    throw new Failure(`cannot write ${url}: ${name}: ${REASONS.get(name) ?? 'see the AWS documentation'} (bucket ${place.bucket})`, {
      cause: error,
    });
  }
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ['CredentialsProviderError', 'there are no AWS credentials: set a profile or the AWS_* variables'],
  ['ExpiredToken', 'the credentials have expired: sign in again'],
  ['AccessDenied', 'allow s3:PutObject on it'],
  ['NoSuchBucket', 'there is no such bucket'],
  ['PermanentRedirect', 'the bucket is in another region: set AWS_REGION'],
]);
