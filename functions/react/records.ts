// Events of EventBridge, as a queue hands them on, become what was touched in each account; what is not believed is counted.
import * as z from 'zod';
import { type EventRefusal, readEvent } from '../../lib/events/read-event.ts';
import type { Touched } from '../../lib/events/touched.ts';
import type { WriteCandidate } from '../../lib/events/write-candidate.ts';
import { readUniqueJson } from '../../lib/text/json.ts';
import { account } from '../runtime/events.ts';

export interface QueuedMessage {
  readonly messageId: string;
  readonly body: string;
}

/** Whose events are wanted, and in which partition. */
export interface Listening {
  readonly accounts: ReadonlySet<string>;
  readonly partition: string;
}

export interface TouchedAccount {
  readonly account: string;
  /** By the id of their event and what that touched: what comes twice is one. */
  readonly writes: ReadonlyMap<string, WriteCandidate>;
  /** The messages that they came with. */
  readonly messages: readonly string[];
}

export interface RefusedMessage {
  readonly messageId: string;
  readonly as: EventRefusal;
  readonly reason: string;
}

export interface Sorted {
  readonly touched: readonly TouchedAccount[];
  readonly refused: readonly RefusedMessage[];
  /** Events that no verdict hangs on: calls that failed, for instance. */
  readonly ofNothing: number;
  /** Events that had come before. */
  readonly repeated: number;
}

/** What EventBridge puts around a record of CloudTrail. */
const envelope = z.object({
  'detail-type': z.literal('AWS API Call via CloudTrail'),
  source: z.string().regex(/^aws\.[a-z]+$/),
  account,
  region: z.string(),
  detail: z.looseObject({ eventID: z.string(), eventSource: z.string(), recipientAccountId: account, awsRegion: z.string() }),
});

/** Each message once, by account. What is forged or broken is refused: it would be no better the next time. */
export function sortMessages(messages: readonly QueuedMessage[], audited: Listening): Sorted {
  const readings = messages.map((message) => ({ message, reading: readMessage(message, audited) }));
  const found = new Map<string, { readonly writes: Map<string, WriteCandidate>; readonly messages: string[] }>(
    [...audited.accounts].map((each) => [each, { writes: new Map(), messages: [] }]),
  );
  const seen = new Set<string>();
  let repeated = 0;
  for (const { message, reading } of readings) {
    if (reading.kind !== 'write') continue;
    const key = `${reading.write.actor.eventId} ${JSON.stringify(reading.write.touched)}`;
    if (seen.has(key)) repeated += 1;
    seen.add(key);
    for (const [touchedAccount, touched] of reading.byAccount) {
      const of = found.get(touchedAccount);
      of?.writes.set(key, { ...reading.write, touched });
      of?.messages.push(message.messageId);
    }
  }
  return {
    touched: [...found].flatMap(([of, rest]) => (rest.writes.size === 0 ? [] : [{ account: of, ...rest }])),
    refused: readings.flatMap(({ message: { messageId }, reading }) =>
      reading.kind === 'refused' ? [{ messageId, as: reading.as, reason: reading.reason }] : [],
    ),
    ofNothing: readings.filter(({ reading }) => reading.kind === 'nothing').length,
    repeated,
  };
}

type MessageReading =
  | { readonly kind: 'write'; readonly write: WriteCandidate; readonly byAccount: ReadonlyMap<string, readonly Touched[]> }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'refused'; readonly as: EventRefusal; readonly reason: string };

function readMessage({ body }: QueuedMessage, { accounts, partition }: Listening): MessageReading {
  const json = readUniqueJson(body);
  if (json.kind === 'problem') return { kind: 'refused', as: 'malformed', reason: json.reason };
  const { data, error } = envelope.safeParse(json.value);
  if (error) return { kind: 'refused', as: 'malformed', reason: `it is no event of a call: ${error.issues[0]?.path.join('.')}` };
  const { detail } = data;
  const odd = oddityOf(data);
  if (odd !== undefined) return { kind: 'refused', as: 'forged', reason: odd };
  const reading = readEvent(detail, { account: detail.recipientAccountId, partition });
  if (reading.kind !== 'write') return reading.kind === 'refused' ? reading : { kind: 'nothing' };
  const { actor, region, touched } = reading;
  const byAccount = touchedIn(touched, data.account, accounts);
  if (byAccount.size === 0) return { kind: 'refused', as: 'otherAccount', reason: `account ${data.account} is none that is audited` };
  return { kind: 'write', write: { actor, region, touched }, byAccount };
}

/** What EventBridge says of an event has to be what the record says. */
function oddityOf({ source, account: of, region, detail }: z.output<typeof envelope>): string | undefined {
  if (detail.recipientAccountId !== of) return `it came from account ${of}, and its record is of ${detail.recipientAccountId}`;
  if (detail.awsRegion !== region) return `it came from ${region}, and its record is of ${detail.awsRegion}`;
  if (detail.eventSource !== `${source.slice('aws.'.length)}.amazonaws.com`)
    return `it came from ${source}, and its record is of ${detail.eventSource}`;
  return undefined;
}

/** What the management account does to an organization bears on every account of it, and nobody says which are. */
function touchedIn(touched: readonly Touched[], of: string, accounts: ReadonlySet<string>): ReadonlyMap<string, readonly Touched[]> {
  const everywhere = touched.filter(({ kind }) => kind === 'organization');
  const wanted = [...accounts].map((each) => [each, each === of ? touched : everywhere] as const);
  return new Map(wanted.filter(([, some]) => some.length > 0));
}
