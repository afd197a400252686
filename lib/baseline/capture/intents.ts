// A way in which something is granted as what an entry says of it: nothing, `when`, or an AWS policy document for what `when` cannot say.

import type { Subject } from '../../access/account/subjects.ts';
import { groupBy } from '../../collections/group-by.ts';
import { namesOf } from '../../ecr/actions.ts';
import { sessionArn } from '../../model/ids.ts';
import type { Condition } from '../../model/policy.ts';
import type { ActionMask } from '../../policy/logic/mask.ts';
import { isOfSessions, type Way } from './ways.ts';

/** A condition block, as AWS writes it. */
export type ConditionBlock = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

export interface EntryIntent {
  readonly when: ConditionBlock | undefined;
  /** A policy of repository style names its principals, and the entry then does not. */
  readonly policy: PolicyBlock | undefined;
  readonly of: readonly Subject[];
}

export interface PolicyBlock {
  readonly style: 'identity' | 'repository';
  readonly document: Readonly<Record<string, unknown>>;
}

interface Meant {
  readonly mask: ActionMask;
  readonly members: readonly Subject[];
}

/** One intent for all members where the words are the same for all. */
export function intentOf(way: Way, { mask, members }: Meant): readonly EntryIntent[] {
  const { holds, fails, resources } = way;
  if (fails.length + resources.length === 0 && !isOfSessions(way)) {
    return [{ when: holds.length === 0 ? undefined : blockOf(holds), policy: undefined, of: members }];
  }
  const actions = namesOf(mask);
  const isByIdentity = ({ local }: Subject): boolean => local !== undefined && !isOfSessions(way);
  const locals = members.filter(isByIdentity);
  const identity = { style: 'identity', document: documentOf(way, actions, {}) } as const;
  return [
    ...(locals.length > 0 ? [{ when: undefined, policy: identity, of: locals }] : []),
    ...members
      .filter((member) => !isByIdentity(member))
      .map((member): EntryIntent => {
        return { when: undefined, policy: { style: 'repository', document: documentOf(way, actions, { of: member }) }, of: [member] };
      }),
  ];
}

/** Conditions that would stand in each other's place are told apart by the case of their keys, which AWS does not read. */
function blockOf(conditions: readonly Condition[]): ConditionBlock {
  const sorted = conditions.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const blocks = [...groupBy(sorted, ({ operator }) => operator)].map(([operator, those]) => {
    const taken = new Set<string>();
    return [operator, Object.fromEntries(those.map(({ key, values }) => [freeCase(key, taken), [...values].sort()]))] as const;
  });
  return Object.fromEntries(blocks);
}

function keyOf({ operator, key, values }: Condition): string {
  return JSON.stringify([operator, key, values]);
}

function freeCase(key: string, taken: Set<string>): string {
  const written = [...key].map((_, at) => key.slice(0, at).toUpperCase() + key.slice(at));
  const free = written.find((each) => !taken.has(each)) ?? key.toUpperCase();
  taken.add(free);
  return free;
}

const REPOSITORY = 'arn:{PARTITION}:ecr:{REGION}:{ACCOUNT_ID}:repository/{REPOSITORY}';

interface Named {
  /** The principal that a document of repository style names. */
  readonly of?: Subject;
}

/** What the way grants: an Allow under what holds, a Deny for each condition that must not, and one for sessions that do not ask. */
function documentOf(
  { holds, fails, resources, sessions, otherSessions }: Way,
  actions: readonly string[],
  { of }: Named,
): PolicyBlock['document'] {
  const named = of && principalOf(of, sessions);
  const resource = of ? {} : { Resource: resources.length > 0 ? resources : [REPOSITORY] };
  const asked = [...holds, ...(named?.bounds ?? [])];
  const allow = {
    Effect: 'Allow',
    ...(named ? { Principal: named.principal } : {}),
    Action: actions,
    ...resource,
    ...(asked.length > 0 ? { Condition: blockOf(asked) } : {}),
  };
  const denies = fails.map((condition) => ({
    Effect: 'Deny',
    ...(of ? { Principal: '*' } : { Resource: ['*'] }),
    Action: actions,
    Condition: blockOf([condition]),
  }));
  const others =
    of && otherSessions.length > 0 ? [{ Effect: 'Deny', Principal: { AWS: sessionArns(of, otherSessions) }, Action: actions }] : [];
  return { Version: '2012-10-17', Statement: [allow, ...denies, ...others] };
}

interface NamedPrincipal {
  readonly principal: unknown;
  /** What bounds `*` to an organization or a unit of it. */
  readonly bounds?: readonly Condition[];
}

/** INVARIANT: only roles, which have ARNs, are asked by the names of their sessions. */
function sessionArns({ principal: { name } }: Subject, sessions: readonly string[]): readonly string[] {
  return sessions.flatMap((session) => sessionArn(name, session) ?? []);
}

function principalOf(subject: Subject, sessions: Way['sessions']): NamedPrincipal {
  const { name } = subject.principal;
  if (sessions) return { principal: { AWS: sessionArns(subject, sessions) } };
  const [kind, ...rest] = name.split(':');
  const id = rest.join(':');
  if (kind === 'account') return { principal: { AWS: id } };
  if (kind === 'service') return { principal: { Service: id } };
  if (kind === 'org') return { principal: '*', bounds: [bound('StringEquals', 'aws:PrincipalOrgID', id)] };
  if (kind === 'ou') return { principal: '*', bounds: [bound('ForAnyValue:StringLike', 'aws:PrincipalOrgPaths', `${id}*`)] };
  return { principal: name === '*' ? '*' : { AWS: name } };
}

function bound(operator: string, key: string, value: string): Condition {
  return { operator, base: operator.slice(operator.indexOf(':') + 1), quantifier: 'none', ifExists: false, key, values: [value] };
}
