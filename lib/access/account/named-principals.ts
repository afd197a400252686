// The names under which policies speak of the account's own users and roles one by one, and not as everybody.

import { arnFields, roleSession } from '../../model/ids.ts';
import type { PrincipalPattern } from '../../model/policy.ts';
import type { CompiledStatement } from '../../policy/compile.ts';
import type { Subject } from './subjects.ts';

/** Names in Allow statements that list whom they are for. */
export function namedPrincipals(statements: readonly CompiledStatement[]): ReadonlySet<string> {
  return new Set(
    statements.flatMap(({ effect, source: { principal } }) =>
      effect === 'Allow' && principal.kind === 'only' ? principal.of.flatMap((pattern) => principalNamed(pattern) ?? []) : [],
    ),
  );
}

/** Whether Allow statements speak of a subject by itself, and not as one of everybody. */
export function namedTest(statements: readonly CompiledStatement[]): (subject: Subject) => boolean {
  const names = namedPrincipals(statements);
  return (subject) => names.size > 0 && namesOf(subject).some((name) => names.has(name));
}

const OF_SESSIONS = [':assumed-role', ':federated-user'] as const;

/** Of the ARN of a session only the role's name tells whose it is; what a federated user is called, its session chooses. */
export function principalNamed(pattern: PrincipalPattern): string | undefined {
  if (pattern.kind === 'uniqueId') return pattern.id;
  if (pattern.kind !== 'entity') return undefined;
  // Of most names nothing has to be taken apart.
  if (!OF_SESSIONS.some((part) => pattern.arn.includes(part))) return pattern.arn;
  const session = roleSession(pattern.arn);
  if (session) return sessionsOf(session.role);
  return arnFields(pattern.arn)?.resource.startsWith('federated-user/') ? undefined : pattern.arn;
}

/** All that may be written for a user or role of the account. */
export function namesOf({ local }: Subject): readonly string[] {
  if (!local) return [];
  return local.kind === 'role' ? [local.arn, local.uniqueId, sessionsOf(local.name)] : [local.arn, local.uniqueId];
}

/** What stands for every session of a role of the account. */
export function sessionsOf(role: string): string {
  return `session of ${role}`;
}
