// What Security Hub did not take, as messages for the queue of it: which findings and why, and nothing of what is in them.
import { openDeadLetters } from '../../lib/aws/deployment/dead-letters.ts';
import type { RejectedFinding } from '../../lib/aws/deployment/security-hub.ts';
import { oneLine } from '../../lib/text/quote.ts';

/** Of which audit. */
export interface LetterHead {
  readonly account: string;
  readonly run: string;
}

interface LetterQueue {
  /** Undefined where the deployment has none. */
  readonly url: string | undefined;
  /** Ends every wait and every call. */
  readonly signal: AbortSignal;
}

export interface KeptLetters {
  /** How many findings are in the queue. */
  readonly queued: number;
  /** Why the others are not; null where all are. */
  readonly problem: string | null;
}

/** Puts all of them into the queue, until it does not take one. */
export async function keepLetters(
  untaken: readonly RejectedFinding[],
  head: LetterHead,
  { url, signal }: LetterQueue,
): Promise<KeptLetters> {
  if (untaken.length === 0) return { queued: 0, problem: null };
  if (url === undefined) return { queued: 0, problem: notQueued(untaken.length, 'the function knows of no queue: deploy again') };
  const queue = openDeadLetters(url, signal);
  let queued = 0;
  try {
    for (const { body, findings } of lettersOf(untaken, head)) {
      const problem = await queue.send(body);
      if (problem !== null) return { queued, problem: notQueued(untaken.length - queued, problem) };
      queued += findings;
    }
    return { queued, problem: null };
  } finally {
    queue.close();
  }
}

function notQueued(count: number, reason: string): string {
  return `${count} not put into the queue: ${reason}`;
}

interface Letter {
  readonly body: string;
  /** How many findings it names. */
  readonly findings: number;
}

interface Reason {
  readonly code: string;
  readonly message: string;
  /** Their ids. */
  readonly findings: string[];
}

/** SQS takes 256 KiB, wherever a queue says nothing of more. */
const MOST_BYTES = 256_000;

/** As few as they fit into, each finding in one of them, by what is the matter with them. */
export function* lettersOf(untaken: readonly RejectedFinding[], head: LetterHead): Iterable<Letter> {
  let [reasons, bytes]: [Reason[], number] = [[], sizeOf(letterOf(head, []).body)];
  const empty = bytes;
  for (const { code, message, ids } of byReason(untaken)) {
    const opening = sizeOf(JSON.stringify({ code, message, findings: [] })) + 1;
    let open: Reason | undefined;
    for (const id of ids) {
      const size = sizeOf(JSON.stringify(id)) + 1;
      if (bytes + size + (open ? 0 : opening) > MOST_BYTES && reasons.length > 0) {
        yield letterOf(head, reasons);
        [reasons, bytes, open] = [[], empty, undefined];
      }
      if (open === undefined) {
        open = { code, message, findings: [] };
        reasons.push(open);
        bytes += opening;
      }
      open.findings.push(id);
      bytes += size;
    }
  }
  if (reasons.length > 0) yield letterOf(head, reasons);
}

interface Alike {
  readonly code: string;
  readonly message: string;
  readonly ids: readonly string[];
}

function byReason(untaken: readonly RejectedFinding[]): readonly Alike[] {
  const said = untaken.map(({ id, code, message }) => ({ id, code: oneLine(code), message: oneLine(message) }));
  const groups = Map.groupBy(said, ({ code, message }) => JSON.stringify([code, message]));
  return [...groups.values()].flatMap((alike) => {
    const [first] = alike;
    return first === undefined ? [] : [{ code: first.code, message: first.message, ids: alike.map(({ id }) => id) }];
  });
}

function letterOf({ account, run }: LetterHead, reasons: readonly Reason[]): Letter {
  const body = JSON.stringify({ schemaVersion: 1, account, run, reasons });
  return { body, findings: reasons.reduce((total, { findings }) => total + findings.length, 0) };
}

function sizeOf(text: string): number {
  return Buffer.byteLength(text);
}
