// Entries that another entry makes superfluous or contradicts.

import type { BaselineIssue, Rule, RuleEntry, SourceLocation } from '../../model/baseline.ts';
import { quoted } from '../../text/quote.ts';
import { allowCovers, type Budget, type Comparable, comparable, forbidCovers, repositoriesCover, selectorText } from './entry-cover.ts';

/** Seconds of hostile text. Beyond it nothing more is compared: what is told stays certain. */
const MAX_COMPARISONS = 5_000_000;

/** What is wrong with rules that are in force together. */
export function overlaps(rules: readonly Rule[]): readonly BaselineIssue[] {
  const repeated = repetitions(rules);
  const known = new Set(repeated.map(({ entry }) => entry));
  const budget: Budget = { left: MAX_COMPARISONS };
  const placed = rules.map(({ entries, ...rule }) =>
    entries.filter(({ policy }) => !policy).map((entry): Placed => ({ rule, ...comparable(entry) })),
  );
  return [
    ...repeated.map(({ issue }) => issue),
    ...placed.flatMap((entries) => coveredAllows(entries, known, budget)),
    ...forbidden(placed.flat(), budget),
  ];
}

interface Placed extends Comparable {
  readonly rule: Pick<Rule, 'id' | 'repositories'>;
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

function meaningOf({ verb, principals, capabilities, policy, when, except }: RuleEntry): readonly unknown[] {
  const selectors = principals.map(selectorText);
  return [
    verb,
    selectors.toSorted(),
    capabilities.toSorted(),
    policy?.text,
    when,
    except.map(({ principals: exempt, expires }) => [exempt.map(selectorText), expires]),
  ];
}

/** Allows that another allow of the same rule makes superfluous; of two that say the same the later one. */
function coveredAllows(entries: readonly Placed[], known: ReadonlySet<RuleEntry>, budget: Budget): readonly BaselineIssue[] {
  const allows = entries.filter(({ entry }) => entry.verb === 'allow');
  return allows.flatMap((narrow, index): readonly BaselineIssue[] => {
    if (known.has(narrow.entry)) return [];
    const wide = allows.find((each, position) => {
      if (position === index || !allowCovers(each, narrow, budget)) return false;
      return position < index || !allowCovers(narrow, each, budget);
    });
    return wide ? [{ reason: `the allow in ${placeOf(wide.entry.at)} covers this one`, at: narrow.entry.at }] : [];
  });
}

/** Allows and requires that some forbid always beats. */
function forbidden(entries: readonly Placed[], budget: Budget): readonly BaselineIssue[] {
  const forbids = entries.filter(({ entry }) => entry.verb === 'forbid');
  return entries.flatMap((wanted): readonly BaselineIssue[] => {
    const { verb, at } = wanted.entry;
    if (verb === 'forbid') return [];
    const wins = forbids.find((forbid) => {
      return forbidCovers(forbid, wanted, budget) && repositoriesCover(forbid.rule.repositories, wanted.rule.repositories, budget);
    });
    return wins ? [{ reason: `rule ${quoted(wins.rule.id)} forbids what this ${verb} means: ${placeOf(wins.entry.at)} wins`, at }] : [];
  });
}

function placeOf({ file, line }: SourceLocation): string {
  return `${file}:${line}`;
}
