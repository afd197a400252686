// The names of accounts that a baseline writes, and where.
import type { Baseline, SourceLocation } from '../../model/baseline.ts';

export interface WrittenName {
  readonly name: string;
  readonly at: SourceLocation;
}

/** Each name once, where it is first used. */
export function writtenNames({ rules, exceptions }: Pick<Baseline, 'rules' | 'exceptions'>): readonly WrittenName[] {
  const entries = rules.flatMap((rule) => rule.entries.flatMap((entry) => [entry, ...entry.except]));
  const matches = exceptions.flatMap(({ match, at }) => (match.kind === 'selector' ? [{ principals: match.principals, at }] : []));
  const first = new Map<string, SourceLocation>();
  for (const { principals, at } of [...entries, ...matches]) {
    for (const selector of principals) if (selector.kind === 'accountName' && !first.has(selector.name)) first.set(selector.name, at);
  }
  return [...first].map(([name, at]) => ({ name, at }));
}
