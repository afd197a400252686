// Statements by whom they name, so that not every statement is asked about every principal.

import { namesOf, principalNamed } from '../../access/account/named-principals.ts';
import type { Subject } from '../../access/account/subjects.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import type { PrincipalPattern } from '../../model/policy.ts';
import type { CompiledStatement } from '../../policy/compile.ts';

/** Those that can name a subject, in their order: more than do, and none left out. Only users and roles of the account are looked up by name. */
export function statementsNaming(statements: readonly CompiledStatement[]): (subject: Subject) => readonly CompiledStatement[] {
  const byName = new Map<string, number[]>();
  const anybody: number[] = [];
  statements.forEach((statement, number) => {
    const names = namesIn(statement);
    if (!names) anybody.push(number);
    for (const name of new Set(names)) getOrCreate(byName, name, () => []).push(number);
  });
  return (subject) => {
    const { local, principal } = subject;
    if (!local) return statements;
    const keys = [...namesOf(subject), accountKey(principal.account ?? '')];
    const numbers = new Set([...anybody, ...keys.flatMap((key) => byName.get(key) ?? [])]);
    return [...numbers].sort((a, b) => a - b).flatMap((number) => statements[number] ?? []);
  };
}

/** Undefined where a statement speaks of more than it lists. */
function namesIn({ source: { principal } }: CompiledStatement): readonly string[] | undefined {
  if (principal.kind !== 'only') return undefined;
  const names = principal.of.map(nameOf);
  return names.every((name) => name !== undefined) ? names : undefined;
}

function nameOf(pattern: PrincipalPattern): string | undefined {
  return pattern.kind === 'account' ? accountKey(pattern.account) : principalNamed(pattern);
}

function accountKey(account: string): string {
  return `account ${account}`;
}
