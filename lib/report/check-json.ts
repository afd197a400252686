// A check as JSON: one grant or finding a line, so that large results can be read and compared line by line.
import { joinedChunks } from '../text/chunks.ts';
import type { CheckResult } from './check-result.ts';

/** In the order of the format: what was proposed, what is given and taken, what that means; ends in a newline. */
export function checkJson(result: CheckResult): Iterable<string> {
  return joinedChunks(pieces(result));
}

function* pieces({ head, gained, lost, changed }: CheckResult): Iterable<string> {
  const { changes, unresolved, opened, resolved, causes, summary, ...first } = head;
  yield `${JSON.stringify(first).slice(0, -1)},`;
  yield* list('changes', changes);
  yield* list('unresolved', unresolved);
  yield* list('gained', gained());
  yield* list('lost', lost());
  yield* list('changed', changed());
  yield* list('opened', opened);
  yield* list('resolved', resolved);
  yield* list('causes', causes);
  yield `"summary":${JSON.stringify(summary)}}\n`;
}

function* list(name: string, entries: Iterable<unknown>): Iterable<string> {
  yield `${JSON.stringify(name)}:[`;
  let isFirst = true;
  for (const entry of entries) {
    yield `${isFirst ? '' : ','}\n${JSON.stringify(entry)}`;
    isFirst = false;
  }
  yield `${isFirst ? '' : '\n'}],`;
}
