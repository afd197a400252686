// Sends the findings of an audit to Security Hub, within a time of its own; a file of its own beside the function, which loads it where it is on.
import type { Bucket } from '../../lib/aws/deployment/bucket.ts';
import { openSecurityHub, type RejectedFinding, type SecurityHub } from '../../lib/aws/deployment/security-hub.ts';
import type { HubPlace } from '../../lib/report/formats/asff.ts';
import type { AuditView } from '../../lib/report/schema.ts';
import { oneLine } from '../../lib/text/quote.ts';
import { type DueFinding, dueFindings, isForgotten } from './hub-due.ts';
import { readSent, rememberSent, type SentFinding } from './hub-memory.ts';

export interface HubImport {
  readonly view: AuditView;
  readonly place: HubPlace;
  readonly partition: string;
  /** Milliseconds since the epoch: when the function is ended. */
  readonly deadline: number;
  readonly patience?: Parameters<typeof openSecurityHub>[0]['patience'];
}

/** What became of it; what was not taken is sent again by the next audit. */
export interface HubOutcome {
  readonly imported: number;
  /** That Security Hub did not take. */
  readonly rejected: number;
  /** That it was not asked about any more. */
  readonly waiting: number;
  /** Why, one line; null where everything was taken. */
  readonly problem: string | null;
}

const MOST_TIME = 120_000;
/** What is left for the end of the function. */
const RESERVE = 15_000;

/** Sends what is due. Rejects only where what was sent cannot be remembered. */
export async function importFindings(bucket: Bucket, { view, place, partition, deadline, patience }: HubImport): Promise<HubOutcome> {
  const now = Date.now();
  const memory = await readSent(bucket, view.account);
  const known = memory.sent;
  const due = dueFindings(view, memory, { place, partition, now });
  const signal = AbortSignal.timeout(Math.max(0, Math.min(MOST_TIME, deadline - RESERVE - now)));
  const hub = openSecurityHub({ signal, ...(patience ? { patience } : {}) });
  try {
    const { taken, rejected, refusal } = await sendAll(hub, batchesOf(due));
    const forgotten = isForgotten(view, known);
    if (taken.size > 0) await rememberSent(bucket, view.account, new Map([...known, ...taken].filter(([id]) => !forgotten(id))));
    const waiting = due.length - taken.size - rejected.length;
    return { imported: taken.size, rejected: rejected.length, waiting, problem: problemOf(rejected, refusal) };
  } finally {
    hub.close();
  }
}

interface Sending {
  /** By id. */
  readonly taken: Map<string, SentFinding>;
  readonly rejected: RejectedFinding[];
  refusal: string | null;
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
      sending.refusal = `${answer.code}: ${answer.message}`;
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

function problemOf(rejected: readonly RejectedFinding[], refusal: string | null): string | null {
  const [first] = rejected;
  const named = first === undefined ? [] : [`${rejected.length} not taken, the first is ${first.id}: ${first.code}: ${first.message}`];
  const problems = [...(refusal === null ? [] : [refusal]), ...named];
  return problems.length === 0 ? null : oneLine(problems.join('; '));
}
