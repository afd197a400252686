// Local principals by the values of some keys, and those among them that have to be asked one by one: all others have one single value,
// and one that nothing mentions.

import { getOrCreate } from '../../collections/get-or-create.ts';
import { groupBy } from '../../collections/group-by.ts';
import { type Likeness, textIndex } from '../../collections/text-index.ts';
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
  | { readonly kind: 'like'; readonly likenesses: readonly Likeness[] }
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
  const first = groups.map(({ values: [value] }) => value);
  const whole = placesBy(first.map((value) => (value?.kind === 'values' && value.values.length === 1 ? value.values[0] : undefined)));
  // Of a session only the beginning is known, and it differs where one value may begin as another one does.
  const begun = placesBy(first.map((value) => (value?.kind === 'prefix' ? value.prefix : undefined)));
  const open = first.flatMap((value, at) => (value?.kind === 'prefix' ? [at] : []));
  const odd = groups.flatMap((_, at) => (whole.has(at) || begun.has(at) ? [] : [at]));
  const known = new Map<string, readonly number[]>();
  const like = (likeness: Likeness): readonly number[] => {
    const { beginning, holding } = likeness;
    const begunAlike = (): readonly number[] => [...begun.like({ beginning, holding: '' }), ...begun.beginningsOf(beginning)];
    return getOrCreate(known, JSON.stringify([beginning, holding]), () => [...whole.like(likeness), ...begunAlike()]);
  };
  return (how) => {
    const found = how.kind === 'is' ? [...open, ...how.values.flatMap(whole.of)] : how.likenesses.flatMap(like);
    return [...new Set([...odd, ...found])].sort((a, b) => a - b).flatMap((at) => groups[at] ?? []);
  };
}

/** Where a text stands in a list in which no text stands twice. */
interface TextPlaces {
  readonly has: (at: number) => boolean;
  readonly of: (text: string) => readonly number[];
  readonly like: (likeness: Likeness) => readonly number[];
  /** Of the texts with which `text` begins. */
  readonly beginningsOf: (text: string) => readonly number[];
}

function placesBy(texts: readonly (string | undefined)[]): TextPlaces {
  const byText = new Map(texts.flatMap((text, at) => (text === undefined ? [] : [[text, at] as const])));
  const index = textIndex(byText.keys());
  const lengths = [...new Set([...byText.keys()].map(({ length }) => length))];
  const of = (text: string): readonly number[] => {
    const at = byText.get(text);
    return at === undefined ? [] : [at];
  };
  return {
    has: (at) => texts[at] !== undefined,
    of,
    like: (likeness) => index(likeness).flatMap(of),
    beginningsOf: (text) => lengths.flatMap((length) => (length < text.length ? of(text.slice(0, length)) : [])),
  };
}
