// The local principals whom one condition tells apart from the others.
import type { Repository } from '../model/snapshot.ts';
import type { CompiledCondition } from '../policy/condition.ts';
import { formulaKey } from '../policy/formula.ts';
import { remembered } from '../policy/remembered.ts';
import type { Account } from './account.ts';
import type { Alike } from './directory.ts';
import { isTaggingKey, scanContext } from './scan-context.ts';
import type { Subject } from './subjects.ts';

/** What a condition comes to for a local principal, as a text that is equal for equal outcomes. */
export function outcomesOf(
  { locals, ground }: Account,
  { holds, keys }: CompiledCondition,
  repository: Repository,
): (at: number) => string {
  const { region } = repository;
  const targets = (keys.some(isTaggingKey) ? [false, true] : [false]).map((tagging) => ({ region, repository, tagging }));
  const outcome = (subject: Subject): string =>
    targets.map((target) => formulaKey(holds(scanContext(ground, subject.keys, target)))).join();
  return (position) => {
    const subject = locals[position];
    return subject ? outcome(subject) : '';
  };
}

/** The positions of those whose outcome is not that of most, with the outcome. */
export function unusualOutcomes(
  condition: CompiledCondition,
  groups: readonly Alike[],
  outcomeAt: (position: number) => string,
): ReadonlyMap<number, string> {
  const byOutcome = new Map<string, number[]>();
  const isOrdinary = ordinaryTest(condition);
  const outcomes = new Map<Alike | 'ordinary', string>();
  for (const group of groups) {
    const outcome = remembered(outcomes, isOrdinary(group) ? 'ordinary' : group, () => outcomeAt(group.positions[0] ?? -1));
    const among = remembered(byOutcome, outcome, () => []);
    for (const position of group.positions) among.push(position);
  }
  const [, ...unusual] = [...byOutcome].sort(([, a], [, b]) => b.length - a.length);
  return new Map(unusual.flatMap(([outcome, positions]) => positions.map((position) => [position, outcome] as const)));
}

/** Whether a group has the outcome of whoever matches nothing that the condition mentions. */
function ordinaryTest({ keys, beginnings }: CompiledCondition): (group: Alike) => boolean {
  if (!beginnings || keys.length > 1) return () => false;
  return ({ values: [value] }) => {
    if (value?.kind !== 'values' || value.values.length !== 1) return false;
    const [text = ''] = value.values;
    return !beginnings.some((beginning) => text.startsWith(beginning));
  };
}
