// What a rule forbids, and how the messages of grants end.
import type { Drift, RuleRef } from '../model/drift.ts';

/** The rule that forbids what a finding is about: no exception accepts it, only `except` of the forbid exempts from it. */
export function forbiddingRule(drift: Drift): RuleRef | undefined {
  if (drift.kind === 'forbidden') return drift.rule;
  return drift.kind === 'coming' && drift.verdict === 'forbidden' ? drift.rule : undefined;
}

/** How the message of access ends for which nobody has said yet what is meant. */
export const UNSTATED = 'there is no baseline that allows it';

/** How the message of a forbidden grant ends. */
export function forbiddenBy(rule: string): string {
  return `rule \`${rule}\` forbids it`;
}
