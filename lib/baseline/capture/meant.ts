// How much the entries of captured rules mean where groups are spelled out: what a baseline may mean has a bound.
import type { Rule } from '../../model/baseline.ts';

/** How many principals the entries of one file mean, each counted for each entry. */
export function principalsMeant(rules: readonly Rule[], file: string): number {
  const entries = rules.flatMap((rule) => (rule.at.file === file ? rule.entries : []));
  return entries.reduce((sum, { principals }) => sum + principals.length, 0);
}
