// A record of CloudTrail becomes what it touched and who did it, or is refused with a reason: whoever writes a record may write anything.
import type { Actor } from '../model/actor.ts';
import { homeRegionOf } from '../model/regions.ts';
import { readUniqueJson } from '../text/json.ts';
import { actorOf } from './actor.ts';
import { type EventRecord, recordSchema } from './record.ts';
import type { Touched } from './touched.ts';
import type { EventScope } from './write.ts';
import { EVENT_SOURCES, type KnownWrite, writeNamed } from './writes.ts';

/**
 * `unknown`: no table has this call. `malformed`: what a record cannot lack is not there. `otherAccount`: it is of another account.
 * `forged`: its parts contradict each other, or what AWS writes.
 */
export type EventRefusal = 'unknown' | 'malformed' | 'otherAccount' | 'forged';

export type EventReading =
  /** INVARIANT: something was touched. */
  | { readonly kind: 'write'; readonly region: string; readonly touched: readonly Touched[]; readonly actor: Actor }
  /** AWS denied it or let it fail, or no verdict hangs on it. */
  | { readonly kind: 'nothing'; readonly because: 'failed' | 'noVerdict' }
  | { readonly kind: 'refused'; readonly as: EventRefusal; readonly reason: string };

/** The same for a record as text. */
export function readEventText(text: string, scope: EventScope): EventReading {
  const reading = readUniqueJson(text);
  return reading.kind === 'value' ? readEvent(reading.value, scope) : refused('malformed', reading.reason);
}

/** What a record says. Nothing is thrown, whatever it is. */
export function readEvent(value: unknown, scope: EventScope): EventReading {
  const { data: record, error } = recordSchema.safeParse(value);
  if (error) return refused('malformed', problemOf(error.issues[0]));
  const write = writeNamed(record.eventSource, record.eventName);
  if (write === undefined) return refused('unknown', `${record.eventName} of ${record.eventSource} is in no table`);
  if (record.recipientAccountId !== scope.account) return refused('otherAccount', `it is of account ${record.recipientAccountId}`);
  const odd = oddityOf(record, write, scope);
  if (odd !== undefined) return refused('forged', odd);
  const actor = actorOf(record, scope);
  if (actor === undefined) return refused('forged', 'what it says of who acted contradicts itself');
  if (record.errorCode) return { kind: 'nothing', because: 'failed' };
  return write === 'nothing' ? { kind: 'nothing', because: 'noVerdict' } : touchedBy(record, write, { actor, scope });
}

interface Known {
  readonly actor: Actor;
  readonly scope: EventScope;
}

function touchedBy(record: EventRecord, write: KnownWrite, { actor, scope }: Known): EventReading {
  const region = record.awsRegion;
  const touched = write.read({ ...scope, region, parameters: record.requestParameters ?? {}, response: record.responseElements ?? {} });
  if (touched === 'malformed') return refused('malformed', `it does not say what ${write.name} was about`);
  if (touched === 'otherAccount') return refused(touched, `${write.name} was about another account`);
  if (touched === 'forged') return refused('forged', `${write.name} here cannot be about what it names`);
  return touched.length === 0 ? { kind: 'nothing', because: 'noVerdict' } : { kind: 'write', region, touched, actor };
}

/** What AWS would not write of a call that writes; undefined where nothing is odd. */
function oddityOf(
  { eventType, eventCategory, readOnly, awsRegion }: EventRecord,
  write: KnownWrite | 'nothing',
  scope: EventScope,
): string | undefined {
  if (eventType !== 'AwsApiCall') return 'it is no call of an API';
  if (eventCategory && eventCategory !== 'Management') return 'a write of policies is a management event';
  if (readOnly === true) return 'it says of a write that it reads';
  const home = homeRegionOf(scope.partition);
  const isElsewhere = write !== 'nothing' && write.service !== 'ecr' && home !== undefined && awsRegion !== home;
  return isElsewhere ? `${EVENT_SOURCES[write.service]} is recorded in ${home}` : undefined;
}

function refused(as: EventRefusal, reason: string): EventReading {
  return { kind: 'refused', as, reason };
}

function problemOf(issue: { readonly path: readonly PropertyKey[]; readonly message: string } | undefined): string {
  const path = issue?.path.map(String).join('.') ?? '';
  return path === '' ? (issue?.message ?? 'it is no record') : `${path}: ${issue?.message}`;
}
