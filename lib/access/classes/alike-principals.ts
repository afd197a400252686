// Local principals by the values of some keys, and those among them that have to be asked one by one: all others have one single value,
// and one that nothing mentions.

import { beginningWith } from '../../collections/beginning-with.ts';
import { groupBy } from '../../collections/group-by.ts';
import { memoize } from '../../collections/memoize.ts';
import type { Known } from '../../policy/match/context.ts';
import type { Account } from '../account/account.ts';
import { callerContext } from './principal-classes.ts';

/** Local principals with the same values of some keys. */
export interface AlikePrincipals {
  readonly values: readonly Known[];
  /** In `account.locals`; at least one. */
  readonly positions: readonly number[];
}

/** How the value of the first key has to be for something to differ. */
export type Mentioned =
  | { readonly kind: 'begins'; readonly beginnings: readonly string[] }
  | { readonly kind: 'is'; readonly values: readonly string[] };

export interface AlikeIndex {
  readonly groups: readonly AlikePrincipals[];
  /** Those whose value is mentioned, or is not one single value; in the order of `groups`. */
  readonly mentioned: (how: Mentioned) => readonly AlikePrincipals[];
  /** How many principals are in all groups. */
  readonly count: number;
}

/** An index over the principals of an account by some keys. */
export function alikeIndex(account: Account, keys: readonly string[]): AlikeIndex {
  const valued = account.locals.map((subject, position) => ({ position, values: keys.map(callerContext(account, subject)) }));
  const groups = [...groupBy(valued, ({ values }) => JSON.stringify(values)).values()].map((group): AlikePrincipals => {
    return { values: group[0]?.values ?? [], positions: group.map(({ position }) => position) };
  });
  return { groups, mentioned: mentionedIn(groups), count: valued.length };
}

function mentionedIn(groups: readonly AlikePrincipals[]): AlikeIndex['mentioned'] {
  const texts = groups.map(({ values: [value] }) => (value?.kind === 'values' && value.values.length === 1 ? value.values[0] : undefined));
  const odd = groups.flatMap((_, at) => (texts[at] === undefined ? [at] : []));
  const byText = new Map(texts.flatMap((text, at) => (text === undefined ? [] : [[text, at] as const])));
  const sorted = [...byText.keys()].sort((a, b) => (a < b ? -1 : 1));
  const beginning = memoize((prefix: string) => beginningWith(sorted, prefix).flatMap((text) => byText.get(text) ?? []));
  return (how) => {
    const found =
      how.kind === 'is' ? how.values.flatMap((value) => byText.get(value) ?? []) : how.beginnings.flatMap((prefix) => beginning(prefix));
    return [...new Set([...odd, ...found])].sort((a, b) => a - b).flatMap((at) => groups[at] ?? []);
  };
}
