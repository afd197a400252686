// What an entry of a rule is, wherever it stands and until whenever it holds: findings about it are told apart by that.
import type { Rule, RuleEntry } from '../../model/baseline.ts';
import type { Condition } from '../../model/policy.ts';
import { compare } from '../../text/order.ts';

/**
 * The subjects of findings about the entries of a rule, by entry. An entry is what it says: to whom, what, under which conditions.
 * Neither its dates nor its place count, nor why and for whom it was written. Of entries that say the same, the one that ends first
 * comes first, so that each has a subject of its own in any order.
 */
export function entrySubjects({ id, entries }: Rule): ReadonlyMap<RuleEntry, string> {
  const alike = new Map<string, number>();
  const byEnd = entries.toSorted((a, b) => compare(a.expires ?? NEVER, b.expires ?? NEVER));
  return new Map(
    byEnd.map((entry) => {
      const said = saidBy(entry);
      const number = (alike.get(said) ?? 0) + 1;
      alike.set(said, number);
      return [entry, JSON.stringify(['entry', id, said, number])] as const;
    }),
  );
}

/** After every instant. */
const NEVER = '~';

function saidBy({ verb, principals, capabilities, policy, when }: RuleEntry): string {
  const document = policy ? [policy.style, policy.name, policy.text] : null;
  return JSON.stringify([
    verb,
    sorted(principals.map((each) => JSON.stringify(each))),
    sorted(capabilities),
    document,
    sorted(when.map(conditionText)),
  ]);
}

function conditionText({ quantifier, base, ifExists, key, values }: Condition): string {
  return JSON.stringify([quantifier, base, ifExists, key.toLowerCase(), sorted(values)]);
}

/** Order and repetition say nothing. */
function sorted(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}
