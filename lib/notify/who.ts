// Who did what an alert tells, in a line; and, once and not for each finding, that it is not known.

import type { AttributionSource } from '../model/actor.ts';
import { ENDED_BY_WRITES } from '../model/state.ts';
import { type ActorMembers, actorLine } from '../report/actor-words.ts';
import type { FindingView } from '../report/schema.ts';
import type { Alert } from './schema.ts';
import type { NoticeKind } from './transition.ts';

export interface Who {
  readonly isKnown: boolean;
  /** Plain text: whoever prints it makes it inert. */
  readonly line: string;
}

interface Asked {
  readonly kind: NoticeKind;
  readonly alert: Alert;
  /** All findings that are told, where the alert may have been cut, or others that stand for them. */
  readonly told?: readonly ToldOf[];
  /** Left out where nobody has been asked: then it is not said that it is not known. */
  readonly source?: AttributionSource | undefined;
}

type ToldOf = ActorMembers & Partial<Pick<FindingView, 'code' | 'because' | 'unverifiedSince' | 'reopenedAfter'>>;

/** So long that it is an attribute in one piece. */
const LONGEST = 250;

/** The line of an alert; undefined where there is nobody to name and nothing that somebody did. */
export function whoOf({ kind, alert, told = alert.findings, source }: Asked): Who | undefined {
  const line = actorLine(alert, LONGEST);
  const unknown = told.filter((each) => !isAttributed(each));
  if (line !== undefined) return { isKnown: true, line: unknown.length === 0 ? line : `in part ${line}` };
  if (source === undefined || !CHANGES.has(kind) || !unknown.some(isSomebodysDoing)) return undefined;
  return { isKnown: false, line: notKnown(source) };
}

/** `who: not known (events are off)`. */
export function notKnown(source: AttributionSource): string {
  return `who: not known (${source === 'off' ? 'events are off' : 'no such write was found'})`;
}

const CHANGES: ReadonlySet<NoticeKind> = new Set(['opened', 'updated', 'reopened', 'resolved']);

function isAttributed({ actor, actors }: ActorMembers): boolean {
  return actor !== undefined || actors !== undefined;
}

/** What the baseline says, what was not read or is not watched is nobody's write. */
function isSomebodysDoing({ code = '', because, unverifiedSince, reopenedAfter }: ToldOf): boolean {
  if (unverifiedSince !== undefined || reopenedAfter === 'not-watched' || OF_NO_POLICY.test(code)) return false;
  return because === undefined || ENDED_BY_WRITES.has(because);
}

const OF_NO_POLICY = /^ECRD-[45]/;
