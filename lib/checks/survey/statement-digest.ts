// What a statement says as a short text: equal when only its Sid, its place, its spelling or the order of its lists differ.
import { createHash } from 'node:crypto';
import type { Account } from '../../access/account/account.ts';
import type { Condition, PrincipalPattern, Scope, Statement } from '../../model/policy.ts';

const LENGTH = 20;

/** Twenty hexadecimal digits. `account` knows whose a unique id is. */
export function statementDigest(account: Account, { effect, principal, action, resource, conditions }: Statement): string {
  const said = [
    effect,
    canonical(principal, (pattern) => principalText(account, pattern)),
    canonical(action, (text) => text.toLowerCase()),
    // B20: without Resource a repository policy speaks of its repository, as with `*`.
    resource.kind === 'every' ? ['only', ['*']] : canonical(resource, (text) => text),
    conditions.map(conditionText).sort(),
  ];
  return createHash('sha256').update(JSON.stringify(said)).digest('hex').slice(0, LENGTH);
}

function canonical<T>(scope: Scope<T>, textOf: (item: T) => string): readonly unknown[] {
  return scope.kind === 'every' ? [scope.kind] : [scope.kind, [...new Set(scope.of.map(textOf))].sort()];
}

/** B26: AWS may give the unique id of a principal for its ARN. */
function principalText({ locals }: Account, pattern: PrincipalPattern): string {
  switch (pattern.kind) {
    case 'everyone':
      return '*';
    case 'account':
      return pattern.account;
    case 'entity':
      return pattern.arn;
    case 'service':
      return pattern.service;
    case 'uniqueId':
      return locals.find(({ local }) => local?.uniqueId === pattern.id)?.principal.name ?? pattern.id;
    case 'nobody':
      return pattern.text;
  }
}

function conditionText({ quantifier, base, ifExists, key, values }: Condition): string {
  return JSON.stringify([quantifier, base, ifExists, key.toLowerCase(), [...values].sort()]);
}
