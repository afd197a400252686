// `snapshot`: the live account into a file.
import { ORGANIZATION } from '../../access/account/coverage.ts';
import { incompleteness } from '../../report/completeness.ts';
import { unreadView } from '../../report/unread-view.ts';
import { snapshotChunks } from '../../snapshot/chunks.ts';
import { gapsOf, organizationErrors } from '../../snapshot/gaps.ts';
import type { SnapshotFile } from '../../snapshot/schema.ts';
import { complain, print } from '../files/output.ts';
import { checkOutput } from '../files/targets.ts';
import { writeChunks } from '../files/write-chunks.ts';
import { withLiveAccount } from '../input/live.ts';
import type { LiveOptions } from '../input/live-options.ts';
import { EXIT, type Exit } from '../process/failure.ts';

export interface SnapshotOptions extends LiveOptions {
  /** `-` is standard output. */
  readonly output: string;
}

const STANDARD_OUTPUT = '-';

/** Saves what AWS answered. 3: something was not read. */
export function snapshotCommand(options: SnapshotOptions): Promise<Exit> {
  const { output } = options;
  if (output !== STANDARD_OUTPUT) checkOutput(output);
  return withLiveAccount(options, async (file, signal) => {
    if (output === STANDARD_OUTPUT) for (const chunk of snapshotChunks(file)) print(chunk);
    else await writeChunks(output, { chunks: snapshotChunks(file), signal });
    for (const line of lacks(file)) complain(line);
    if (output !== STANDARD_OUTPUT) complain(`snapshot written to ${output}`);
    return gapsOf(file).length === 0 ? EXIT.done : EXIT.incomplete;
  });
}

function lacks(file: SnapshotFile): readonly string[] {
  const gaps = gapsOf(file);
  const organization = organizationErrors(file).map(({ code, message = '', api = '' }) => ({ part: ORGANIZATION, code, message, api }));
  return incompleteness({ complete: gaps.length === 0, unread: [...organization, ...gaps].map(unreadView) });
}
