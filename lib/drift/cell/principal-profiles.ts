// Which entries of a baseline are about a principal. Entries that name the same principals are found together, and their lists are shared by all
// whom they are about: a rule for each repository that forbids something to everybody makes thousands of entries for each principal.

import type { AuditScope } from '../../access/account/request-context.ts';
import type { Subject } from '../../access/account/subjects.ts';
import { applies, selects } from '../../baseline/match/selector.ts';
import { selectorIndex } from '../../baseline/match/selector-index.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import { groupBy } from '../../collections/group-by.ts';
import type { GrantPrincipal } from '../../model/access.ts';
import type { PrincipalSelector, Rule, RuleEntry } from '../../model/baseline.ts';
import type { Caller } from '../../model/principal.ts';
import type { ActionMask } from '../../policy/logic/mask.ts';
import { namesOf } from '../../policy/principal-match.ts';
import { namesInPolicy } from './policy-names.ts';

export interface PrincipalProfile {
  /** The entries that select the principal; a requirement allows what it requires. */
  readonly allows: readonly PlacedEntry[];
  /** Those that have expired. */
  readonly lapsed: readonly PlacedEntry[];
  readonly forbids: readonly PlacedEntry[];
}

/** One entry of a rule. */
export interface PlacedEntry {
  readonly number: number;
  readonly entry: RuleEntry;
  readonly actions: ActionMask;
  readonly rule: Rule;
  readonly ruleNumber: number;
  readonly isLapsed: boolean;
}

/** Entries of one kind that are about the same principals. */
interface Together {
  readonly number: number;
  readonly kind: keyof PrincipalProfile;
  readonly entries: readonly PlacedEntry[];
  readonly example: RuleEntry;
}

/** The profile of each principal; principals that the same entries select have one object, and equal lists are one object. */
export function principalProfiles(entries: readonly PlacedEntry[], scope: AuditScope): (subject: Subject) => PrincipalProfile {
  const lists = togetherIn(entries);
  const naming = listsBySelector(lists);
  const candidates = selectorIndex([...naming.keys()]);
  const namingThemselves = listsByWrittenName(lists, scope);
  const profiles = new Map<string, PrincipalProfile>();
  const known = new Map<string, readonly PlacedEntry[]>();
  return ({ principal, caller }) => {
    const found = candidates(principal).flatMap((selector) => {
      const [allows, forbids] = [applies('allow', selector, principal), applies('forbid', selector, principal)];
      return (naming.get(selector) ?? []).filter(({ example: { verb } }) => (verb === 'forbid' ? forbids : allows));
    });
    const selected = [...new Set([...found, ...namingThemselves(caller)])].filter(({ example }) => !isExempt(example, principal));
    const ofKind = (kind: Together['kind']): Listed => listed(selected.filter((list) => list.kind === kind));
    const [allows, lapsed, forbids] = [ofKind('allows'), ofKind('lapsed'), ofKind('forbids')];
    const entriesOf = ({ key, together }: Listed): readonly PlacedEntry[] => getOrCreate(known, key, () => inOrder(together));
    return getOrCreate(profiles, [allows.key, lapsed.key, forbids.key].join(), () => ({
      allows: entriesOf(allows),
      lapsed: entriesOf(lapsed),
      forbids: entriesOf(forbids),
    }));
  };
}

/** By selector the lists that have it: many entries may name the same thousands of principals. */
function listsBySelector(lists: readonly Together[]): ReadonlyMap<PrincipalSelector, readonly Together[]> {
  const naming = new Map<PrincipalSelector, Together[]>();
  for (const list of lists) {
    for (const selector of list.example.principals) getOrCreate(naming, selector, () => []).push(list);
  }
  return naming;
}

/** The lists whose policy documents name their principals themselves, and may mean a caller. */
function listsByWrittenName(lists: readonly Together[], scope: AuditScope): (caller: Caller) => readonly Together[] {
  const always: Together[] = [];
  const byName = new Map<string, Together[]>();
  for (const list of lists.filter(({ example }) => example.policy?.style === 'repository')) {
    const names = namesInPolicy(list.example, scope);
    if (names) for (const name of names) getOrCreate(byName, name, () => []).push(list);
    else always.push(list);
  }
  return (caller) => [...always, ...namesOf(caller).flatMap((name) => byName.get(name) ?? [])];
}

interface Listed {
  readonly key: string;
  readonly together: readonly Together[];
}

function listed(together: readonly Together[]): Listed {
  const sorted = together.toSorted((a, b) => a.number - b.number);
  return { key: sorted.map(({ number }) => number).join(' '), together: sorted };
}

function inOrder(together: readonly Together[]): readonly PlacedEntry[] {
  return together.flatMap(({ entries }) => entries).sort((a, b) => a.number - b.number);
}

function togetherIn(entries: readonly PlacedEntry[]): readonly Together[] {
  const alike = groupBy(entries, (placed) => `${kindOf(placed)} ${selectionKey(placed)}`);
  return [...alike.values()].flatMap((those, number) => {
    const [first] = those;
    return first ? [{ number, kind: kindOf(first), entries: those, example: first.entry }] : [];
  });
}

function kindOf({ entry, isLapsed }: PlacedEntry): keyof PrincipalProfile {
  if (isLapsed) return 'lapsed';
  return entry.verb === 'forbid' ? 'forbids' : 'allows';
}

/** Long lists are not compared: what many entries have alike are the few words for everybody. */
const MOST_COMPARED = 8;

function selectionKey({ number, entry: { verb, principals, policy, except } }: PlacedEntry): string {
  if (principals.length > MOST_COMPARED || except.length > 0 || policy) return String(number);
  return JSON.stringify([verb, principals]);
}

function isExempt({ except }: RuleEntry, principal: GrantPrincipal): boolean {
  return except.some(({ principals }) => principals.some((selector) => selects(selector, principal)));
}
