// Statements by whom they name, so that not every statement is asked about every principal.

import { namesOf, principalNamed } from '../../access/account/named-principals.ts';
import type { Subject } from '../../access/account/subjects.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import type { PrincipalPattern } from '../../model/policy.ts';
import type { CompiledStatement } from '../../policy/compile.ts';

/** Those that can name a subject, in their order: more than do, and none left out. */
export function statementsNaming(statements: readonly CompiledStatement[]): (subject: Subject) => readonly CompiledStatement[] {
  const byName = new Map<string, number[]>();
  const anybody: number[] = [];
  statements.forEach((statement, number) => {
    const names = namesIn(statement);
    if (!names) anybody.push(number);
    for (const name of new Set(names)) getOrCreate(byName, name, () => []).push(number);
  });
  return (subject) => {
    const { local, caller } = subject;
    const account = 'account' in caller ? caller.account : '';
    // Of outsiders only the account is looked up: what names a role may let its sessions in.
    const keys = [accountKey(account), ...(local ? namesOf(subject) : [membersKey(account)])];
    const numbers = new Set([...anybody, ...keys.flatMap((key) => byName.get(key) ?? [])]);
    return [...numbers].sort((a, b) => a - b).flatMap((number) => statements[number] ?? []);
  };
}

/** Undefined where a statement speaks of more than it lists. */
function namesIn({ source: { principal } }: CompiledStatement): readonly string[] | undefined {
  if (principal.kind !== 'only') return undefined;
  const names = principal.of.map(keysOf);
  return names.every((keys) => keys !== undefined) ? names.flat() : undefined;
}

function keysOf(pattern: PrincipalPattern): readonly string[] | undefined {
  if (pattern.kind === 'account') return [accountKey(pattern.account)];
  const name = principalNamed(pattern);
  if (name === undefined) return undefined;
  return pattern.kind === 'entity' ? [name, membersKey(pattern.account)] : [name];
}

function membersKey(account: string): string {
  return `members of ${account}`;
}

function accountKey(account: string): string {
  return `account ${account}`;
}
