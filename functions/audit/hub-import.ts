// Sends the findings of an audit to Security Hub, within a time of its own; a file of its own beside the function, which loads it where it is on.
import type { Bucket } from '../../lib/aws/deployment/bucket.ts';
import { openSecurityHub, type RejectedFinding, type SecurityHub } from '../../lib/aws/deployment/security-hub.ts';
import type { HubPlace } from '../../lib/report/formats/asff.ts';
import type { AuditView } from '../../lib/report/schema.ts';
import { oneLine } from '../../lib/text/quote.ts';
import { type DueFinding, dueFindings, isForgotten } from './hub-due.ts';
import { keepLetters } from './hub-letters.ts';
import { readSent, rememberSent, type SentFinding } from './hub-memory.ts';

export interface HubImport {
  readonly view: AuditView;
  readonly place: HubPlace;
  readonly partition: string;
  readonly run: string;
  /** The URL of the queue of what Security Hub does not take; undefined where the deployment has none. */
  readonly queue: string | undefined;
  /** Milliseconds since the epoch: when the function is ended. */
  readonly deadline: number;
  readonly patience?: Parameters<typeof openSecurityHub>[0]['patience'];
}

/** What became of it; what was not taken is put into the queue, and sent again by the next audit. */
export interface HubOutcome {
  readonly imported: number;
  /** That Security Hub did not take. */
  readonly rejected: number;
  /** That it was not asked about any more. */
  readonly waiting: number;
  /** Of both, what was put into the queue. */
  readonly queued: number;
  /** Whether what was taken is remembered, and what was not is in the queue. */
  readonly kept: boolean;
  /** Why, one line; null where everything was taken. */
  readonly problem: string | null;
}

const MOST_TIME = 120_000;
/** What is left for the queue and for the end of the function. */
const RESERVE = 15_000;
const MOST_TIME_FOR_QUEUE = 5_000;
/** What is left for the end of the function alone. */
const LAST_RESERVE = 8_000;

/** Sends what is due. Rejects only where what was sent cannot be remembered. */
export async function importFindings(
  bucket: Bucket,
  { view, place, partition, run, queue, deadline, patience }: HubImport,
): Promise<HubOutcome> {
  const now = Date.now();
  const memory = await readSent(bucket, view.account);
  const known = memory.sent;
  const due = dueFindings(view, memory, { place, partition, now });
  const signal = within(MOST_TIME, deadline - RESERVE);
  const hub = openSecurityHub({ signal, ...(patience ? { patience } : {}) });
  try {
    const { taken, rejected, refusal } = await sendAll(hub, batchesOf(due));
    const waiting = waitingOf(due, { taken, rejected, refusal });
    const inTime = { url: queue, signal: within(MOST_TIME_FOR_QUEUE, deadline - LAST_RESERVE) };
    const { queued, problem: unqueued } = await keepLetters([...rejected, ...waiting], { account: view.account, run }, inTime);
    const forgotten = isForgotten(view, known);
    if (taken.size > 0) await rememberSent(bucket, view.account, new Map([...known, ...taken].filter(([id]) => !forgotten(id))));
    const problem = problemOf({ rejected, refusal, unqueued });
    return { imported: taken.size, rejected: rejected.length, waiting: waiting.length, queued, kept: unqueued === null, problem };
  } finally {
    hub.close();
  }
}

/** Over after so many milliseconds, and at that time at the latest. */
function within(most: number, end: number): AbortSignal {
  return AbortSignal.timeout(Math.max(0, Math.min(most, end - Date.now())));
}

interface Refused {
  readonly code: string;
  readonly message: string;
}

interface Sending {
  /** By id. */
  readonly taken: Map<string, SentFinding>;
  readonly rejected: RejectedFinding[];
  refusal: Refused | null;
}

/** One request after the other, until all are done or one is refused. */
async function sendAll(hub: SecurityHub, batches: Iterable<readonly DueFinding[]>): Promise<Sending> {
  const sending: Sending = { taken: new Map(), rejected: [], refusal: null };
  for (const batch of batches) {
    await send(hub, batch, sending);
    if (sending.refusal !== null) break;
  }
  return sending;
}

async function send(hub: SecurityHub, batch: readonly DueFinding[], sending: Sending): Promise<void> {
  const answer = await hub.importFindings(batch.map(({ finding }) => finding));
  switch (answer.kind) {
    case 'answered': {
      sending.rejected.push(...answer.rejected);
      const failed = new Set(answer.rejected.map(({ id }) => id));
      for (const { finding, sent } of batch) if (!failed.has(finding.Id)) sending.taken.set(finding.Id, sent);
      return;
    }
    case 'refused':
      sending.refusal = { code: answer.code, message: answer.message };
      return;
    case 'invalid': {
      const [first] = batch;
      if (batch.length === 1 && first) sending.rejected.push({ id: first.finding.Id, code: answer.code, message: answer.message });
      if (batch.length <= 1) return;
      // The others must not wait for the one that is wrong.
      const half = Math.ceil(batch.length / 2);
      await send(hub, batch.slice(0, half), sending);
      if (sending.refusal === null) await send(hub, batch.slice(half), sending);
    }
  }
}

/** What was not asked about any more, each for the reason why nothing was. */
function waitingOf(due: readonly DueFinding[], { taken, rejected, refusal }: Readonly<Sending>): readonly RejectedFinding[] {
  if (refusal === null) return [];
  const answered = new Set([...taken.keys(), ...rejected.map(({ id }) => id)]);
  return due.flatMap(({ finding: { Id: id } }) => (answered.has(id) ? [] : [{ id, ...refusal }]));
}

const MOST_FINDINGS = 100;
const MOST_BYTES = 240_000;

/** As many as a request takes; one that is larger by itself is alone. */
export function* batchesOf(due: readonly DueFinding[]): Iterable<readonly DueFinding[]> {
  let [batch, bytes]: [DueFinding[], number] = [[], 0];
  for (const each of due) {
    const size = Buffer.byteLength(JSON.stringify(each.finding)) + 1;
    if (batch.length === MOST_FINDINGS || (batch.length > 0 && bytes + size > MOST_BYTES)) {
      yield batch;
      [batch, bytes] = [[], 0];
    }
    batch.push(each);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

interface Problems {
  readonly rejected: readonly RejectedFinding[];
  readonly refusal: Refused | null;
  readonly unqueued: string | null;
}

function problemOf({ rejected: [first, ...others], refusal, unqueued }: Problems): string | null {
  const problems = [
    ...(refusal === null ? [] : [`${refusal.code}: ${refusal.message}`]),
    ...(first ? [`${others.length + 1} not taken, the first is ${first.id}: ${first.code}: ${first.message}`] : []),
    ...(unqueued === null ? [] : [unqueued]),
  ];
  return problems.length === 0 ? null : problems.map(oneLine).join('; ');
}
