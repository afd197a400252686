// Entries that another entry makes superfluous or contradicts.
import type { BaselineIssue, Rule, RuleEntry, SourceLocation } from '../model/baseline.ts';
import { allowCovers, type Budget, type Comparable, comparable, forbidCovers, repositoriesCover } from './lint-cover.ts';
import { quoted } from './parse-quote.ts';

/** Beyond it nothing more is compared: what is told stays certain. */
const MAX_COMPARISONS = 2_000_000;

/** What is wrong with rules that are in force together. */
export function overlaps(rules: readonly Rule[]): readonly BaselineIssue[] {
  const repeated = repetitions(rules);
  const budget: Budget = { left: MAX_COMPARISONS };
  const known = new Set(repeated.map(({ entry }) => entry));
  return [
    ...repeated.map(({ issue }) => issue),
    ...rules.flatMap((rule) => coveredAllows(rule, known, budget)),
    ...forbidden(rules, budget),
  ];
}

interface Repetition {
  readonly entry: RuleEntry;
  readonly issue: BaselineIssue;
}

/** The same selector and verb a second time. */
function repetitions(rules: readonly Rule[]): readonly Repetition[] {
  const first = new Map<string, SourceLocation>();
  return rules.flatMap(({ repositories, entries }) =>
    entries.flatMap((entry): readonly Repetition[] => {
      const key = JSON.stringify([repositories, meaningOf(entry)]);
      const known = first.get(key);
      if (!known) first.set(key, entry.at);
      return known ? [{ entry, issue: { reason: `this ${entry.verb} is already in ${placeOf(known)}`, at: entry.at } }] : [];
    }),
  );
}

function meaningOf({ verb, principals, capabilities, policy, when }: RuleEntry): readonly unknown[] {
  const selectors = principals.map((selector) => JSON.stringify(selector));
  return [verb, selectors.toSorted(), capabilities.toSorted(), policy?.text, when];
}

/** Allows that another allow of the same rule makes superfluous; of two that say the same the later one. */
function coveredAllows({ entries }: Rule, known: ReadonlySet<RuleEntry>, budget: Budget): readonly BaselineIssue[] {
  const allows = entries.filter(({ verb, policy }) => verb === 'allow' && !policy).map(comparable);
  return allows.flatMap((narrow, index): readonly BaselineIssue[] => {
    if (known.has(narrow.entry)) return [];
    const wide = allows.find((each, position) => {
      if (position === index || !allowCovers(each, narrow, budget)) return false;
      return position < index || !allowCovers(narrow, each, budget);
    });
    return wide ? [{ reason: `the allow in ${placeOf(wide.entry.at)} covers this one`, at: narrow.entry.at }] : [];
  });
}

interface Placed extends Comparable {
  readonly rule: Rule;
}

/** Allows and requires that some forbid always beats. */
function forbidden(rules: readonly Rule[], budget: Budget): readonly BaselineIssue[] {
  const all = rules.flatMap((rule) =>
    rule.entries.filter(({ policy }) => !policy).map((entry): Placed => ({ rule, ...comparable(entry) })),
  );
  const forbids = all.filter(({ entry }) => entry.verb === 'forbid');
  return all.flatMap((wanted): readonly BaselineIssue[] => {
    const { verb, at } = wanted.entry;
    if (verb === 'forbid') return [];
    const wins = forbids.find((forbid) => {
      return forbidCovers(forbid, wanted, budget) && repositoriesCover(forbid.rule.repositories, wanted.rule.repositories);
    });
    return wins ? [{ reason: `rule ${quoted(wins.rule.id)} forbids what this ${verb} means: ${placeOf(wins.entry.at)} wins`, at }] : [];
  });
}

function placeOf({ file, line }: SourceLocation): string {
  return `${file}:${line}`;
}
