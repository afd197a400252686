// Entries of a captured rule: who, what, and the conditions under which; required where machines and people rely on it.

import type { Subject } from '../../access/account/subjects.ts';
import { namesOf } from '../../ecr/actions.ts';
import { CAPABILITY_ACTIONS, CAPABILITY_RULES } from '../../ecr/capabilities.ts';
import { CAPABILITIES, type GrantPrincipal } from '../../model/access.ts';
import { type ActionMask, covers, difference, emptyMask, union } from '../../policy/logic/mask.ts';
import { compare } from '../../text/order.ts';
import { capabilityMask } from '../match/capability-selector.ts';
import type { Bounds } from './bounds.ts';
import type { Denial } from './denials.ts';
import type { Hole } from './holes.ts';
import { intentOf } from './intents.ts';
import { meansOne, type PrincipalLanguage } from './principals.ts';
import { FREELY, NEVER, type Way } from './ways.ts';
import { wordsOfMask } from './words.ts';
import type { CapturedEntry } from './yaml.ts';

/** Principals who may do the same under the same bound. */
export interface GrantedAccess {
  readonly members: readonly Subject[];
  readonly words: ReadonlySet<string>;
  readonly bound: number;
}

export interface EntryInput {
  readonly bounds: Bounds;
  readonly wordsFor: PrincipalLanguage;
  /** The account's own principals. */
  readonly own: readonly GrantPrincipal[];
  /** Whether what somebody relies on is required as well. */
  readonly require: boolean;
}

/** The entries of one rule, the widest first. `unsaid` are grants whose conditions nothing can say. */
export interface Entries {
  readonly entries: readonly CapturedEntry[];
  readonly unsaid: readonly string[];
}

/** The entries of a rule that say what is granted, and in words what no entry can say. */
export function entriesFor(granted: readonly GrantedAccess[], grounds: EntryInput): Entries {
  const made = granted.map((each): Entries => {
    const bound = grounds.bounds.at(each.bound);
    if (bound.kind === 'unsaid') return { entries: [], unsaid: unsaidOf(each) };
    return { entries: entriesOf(each, bound.ways, grounds), unsaid: [] };
  });
  const entries = made.flatMap((each) => each.entries);
  return { entries: entries.sort(byWidth), unsaid: made.flatMap((each) => each.unsaid) };
}

function byWidth(a: CapturedEntry, b: CapturedEntry): number {
  return b.capabilities.length - a.capabilities.length || compare(orderOf(a), orderOf(b));
}

function orderOf({ words, capabilities, when, policy }: CapturedEntry): string {
  return JSON.stringify([words, capabilities, when, policy]);
}

function unsaidOf({ members, words }: GrantedAccess): readonly string[] {
  const actions = wordsOfMask(capabilityMask([...words])).join(', ');
  return members.map(({ principal }) => `${principal.name} (${actions})`);
}

/** What is never granted is no access; an entry has to speak of it all the same, where it is part of a capability that is. */
function entriesOf({ members, words }: GrantedAccess, ways: readonly Way[], grounds: EntryInput): readonly CapturedEntry[] {
  const mask = capabilityMask([...words]);
  const isRequired = (subject: Subject): boolean => grounds.require && ways.length > 0 && isRelied(subject, grounds.own);
  const parts = [
    { verb: 'require' as const, those: members.filter(isRequired) },
    { verb: 'allow' as const, those: members.filter((each) => !isRequired(each)) },
  ];
  return parts.flatMap(({ verb, those }) =>
    those.length === 0
      ? []
      : (ways.length === 0 ? [NEVER] : ways).flatMap((way, index) => {
          // Whether it is there is asked once.
          const asked = index === 0 ? verb : 'allow';
          const capabilities = asked === 'require' ? requiredWords(mask) : wordsOfMask(mask);
          return intentOf(way, { mask, members: those }).map(({ when, policy, of }): CapturedEntry => {
            const wording = grounds.wordsFor(of.map(({ principal }) => principal));
            return { verb: asked, ...wording, members: of.length, capabilities, when, policy };
          });
        }),
  );
}

/** AWS acts for the account by service-linked roles; nobody is to rely on what everybody has; who was not read cannot be there. */
function isRelied({ local, principal }: Subject, own: readonly GrantPrincipal[]): boolean {
  if (principal.class === 'service-linked' || principal.class === 'public') return false;
  if (local) return true;
  return principal.class !== 'same-account' && meansOne(principal, own);
}

/** A capability of which any action will do would be there with one of several: each is asked for. */
function requiredWords(mask: ActionMask): readonly string[] {
  const whole = CAPABILITIES.filter((name) => CAPABILITY_RULES[name].needs === 'all' && covers(mask, CAPABILITY_ACTIONS[name]));
  const names = whole.includes('pull') && whole.includes('push') ? whole.filter((name) => name !== 'retag') : whole;
  const rest = difference(
    mask,
    names.reduce<ActionMask>((sum, name) => union(sum, CAPABILITY_ACTIONS[name]), emptyMask()),
  );
  return [...names, ...namesOf(rest)];
}

/** What is denied to everybody, as entries that forbid it. */
export function forbidding({ principals, parts }: Denial): readonly CapturedEntry[] {
  return parts.flatMap(({ actions, ways }) =>
    ways.flatMap((way) =>
      intentOf(way, { mask: actions, members: [] }).map(({ when, policy }): CapturedEntry => {
        const words = { words: principals, left: [], also: [] };
        return { verb: 'forbid', ...words, members: 0, capabilities: forbiddenWords(actions), when, policy };
      }),
    ),
  );
}

/** What some principals may not do, or only under conditions, as entries that forbid it. */
export function forbiddingHole({ members, words, bound, actions }: Hole, { wordsFor, bounds }: EntryInput): readonly CapturedEntry[] {
  // What is a capability no more than before may be more of one of its actions.
  const forbidden = bound === undefined ? words : [...new Set([...words, ...namesOf(actions)])];
  // INVARIANT: a hole has no bound without an opposite. All of it would be forbidden: that is told, where nothing forbidden is not.
  const ways = (bound === undefined ? undefined : bounds.oppositeAt(bound)) ?? [FREELY];
  return ways.flatMap((way) =>
    // A policy document forbids action by action, where words forbid a capability as a whole.
    intentOf(way, { mask: actions, members }).map(({ when, policy, of }): CapturedEntry => {
      const wording = wordsFor(of.map(({ principal }) => principal));
      return { verb: 'forbid', ...wording, members: of.length, capabilities: forbidden, when, policy };
    }),
  );
}

/** Not `any`, which would mean what is denied nowhere too. */
function forbiddenWords(mask: ActionMask): readonly string[] {
  const whole = CAPABILITIES.filter((name) => covers(mask, CAPABILITY_ACTIONS[name]));
  const rest = difference(
    mask,
    whole.reduce<ActionMask>((sum, name) => union(sum, CAPABILITY_ACTIONS[name]), emptyMask()),
  );
  return [...whole, ...namesOf(rest)];
}
