// Who did it, in a line: as plain text of strangers, which whoever prints it makes inert.
import type { ActorView } from '../events/schema.ts';
import type { Attribution } from '../model/actor.ts';
import { arnFields, roleSession } from '../model/ids.ts';
import { cut } from '../text/quote.ts';
import type { FindingView } from './schema.ts';

/** How a finding, an alert and the answer of `who` say it: one candidate, or several; neither where nobody knows. */
export interface ActorMembers {
  readonly actor?: ActorView | undefined;
  readonly actors?: ActorView[] | undefined;
  /** How many older ones are left out. */
  readonly moreActors?: number | undefined;
}

/** Members for what is remembered of who did it. */
export function actorMembers(attribution: Attribution | undefined): ActorMembers {
  if (!attribution) return {};
  const { actors, more } = attribution;
  return membersOf(
    actors.map((each) => ({ ...each, touched: [...each.touched] })),
    more,
  );
}

function membersOf(actors: readonly ActorView[], more: number): ActorMembers {
  const [first, ...others] = actors;
  if (!first) return {};
  if (others.length === 0 && more === 0) return { actor: first };
  return { actors: [first, ...others], ...(more > 0 ? { moreActors: more } : {}) };
}

const MOST_TOGETHER = 5;

/** The candidates of several findings together, the newest first. Of those that a finding left out no more is known than how many they were. */
export function actorsTogether(findings: readonly ActorMembers[]): ActorMembers {
  const all = new Map(findings.flatMap(actorsIn).map((each) => [each.eventId, each]));
  const sorted = [...all.values()].sort((a, b) => (a.at === b.at ? order(a.eventId, b.eventId) : order(b.at, a.at)));
  const leftOut = findings.reduce((most, { moreActors = 0 }) => Math.max(most, moreActors), 0);
  return membersOf(sorted.slice(0, MOST_TOGETHER), Math.max(0, sorted.length - MOST_TOGETHER) + leftOut);
}

function order(a: string, b: string): number {
  return a < b ? -1 : 1;
}

function actorsIn({ actor, actors = [] }: ActorMembers): readonly ActorView[] {
  return actor ? [actor] : actors;
}

const MOST_NAMED = 3;

/**
 * `by role deploy (session ci-1234) with SetRepositoryPolicy, 2026-11-21 09:14 UTC`; undefined where nobody knows. Of several as many are named
 * as `longest` has room for, and one at least.
 */
export function actorLine(members: ActorMembers, longest: number = Number.POSITIVE_INFINITY): string | undefined {
  const actors = actorsIn(members);
  const [first] = actors;
  if (!first) return undefined;
  const total = actors.length + (members.moreActors ?? 0);
  if (total === 1) return `by ${doing(first)}`;
  const lines = Array.from({ length: MOST_NAMED }, (_, less) => oneOf(total, actors.slice(0, MOST_NAMED - less)));
  return lines.find(({ length }) => length <= longest) ?? lines.at(-1);
}

function oneOf(total: number, actors: readonly ActorView[]): string {
  const more = total - actors.length;
  return `by one of ${total}: ${[...actors.map(doing), ...(more > 0 ? [`and ${more} more`] : [])].join('; ')}`;
}

/** The line of a finding, or of several together; none where nobody knows. */
export function actorLines(findings: readonly FindingView[]): readonly string[] {
  const line = actorLine(actorsTogether(findings));
  return line === undefined ? [] : [line];
}

function doing(actor: ActorView): string {
  const { event, at } = actor;
  return `${whoIs(actor)} with ${cut(event)}, ${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;
}

function whoIs({ kind, arn, account, issuer, via }: ActorView): string {
  const through = via === null || kind === 'service' ? '' : ` through ${cut(via)}`;
  return `${named({ kind, arn, account, issuer, via })}${through}`;
}

/** Accounts are named where an ARN does not say by itself whose somebody is. */
function named({ kind, arn, account, issuer, via }: Pick<ActorView, 'kind' | 'arn' | 'account' | 'issuer' | 'via'>): string {
  switch (kind) {
    case 'user':
      return `user ${nameIn(arn)}`;
    case 'role': {
      const session = roleSession(arn ?? '');
      const role = issuer === null ? (session?.role ?? '') : nameIn(issuer);
      return `role ${cut(role)}${session ? ` (session ${cut(session.session)})` : ''}`;
    }
    case 'root':
      return `the ROOT USER${account === null ? '' : ` of account ${account}`}`;
    case 'federated':
      return arn === null ? 'a federated user whom the record does not name' : `federated user ${nameIn(arn)}`;
    case 'service':
      return `the service ${cut(via ?? '')}`;
    case 'account':
      return `somebody of account ${account ?? ''}`;
    case 'other':
      return arn === null ? 'somebody whom the record does not name' : cut(arn);
  }
}

/** The last part of the name of a user or role, without its path. */
function nameIn(arn: string | null): string {
  const resource = arnFields(arn ?? '')?.resource ?? arn ?? '';
  return cut(resource.slice(resource.lastIndexOf('/') + 1));
}
