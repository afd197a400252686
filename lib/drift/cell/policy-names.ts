// Whom a policy document of repository style means: a baseline can have one for each repository, and each names a few.
import type { AuditScope } from '../../access/account/request-context.ts';
import { fillPlaceholders } from '../../baseline/read/placeholder.ts';
import type { RuleEntry } from '../../model/baseline.ts';
import type { Policy } from '../../model/policy.ts';
import { parsePolicy } from '../../policy/parse/parse.ts';
import { writtenNames } from '../../policy/principal-match.ts';

/** What is of one repository stays as it is written. */
const OF_REPOSITORY = { region: '{REGION}', repository: '{REPOSITORY}' };

/**
 * The names under which the Allows of an entry's document mean callers, as `namesOf` of a caller gives them: to whoever has none of them it
 * grants nothing anywhere. Undefined where it may mean others, and where the entry has no document that names principals.
 */
export function namesInPolicy({ policy }: Pick<RuleEntry, 'policy'>, { account, partition }: AuditScope): readonly string[] | undefined {
  if (policy?.style !== 'repository') return undefined;
  const reading = parsePolicy(fillPlaceholders(policy.text, { account, partition, ...OF_REPOSITORY }), 'resource');
  return reading.kind === 'policy' ? namesInAllows(reading.policy) : undefined;
}

function namesInAllows({ statements }: Policy): readonly string[] | undefined {
  const names = new Set<string>();
  for (const { effect, principal } of statements) {
    if (effect === 'Deny') continue;
    const written = writtenNames(principal);
    if (!written || isOfRepository(JSON.stringify(principal))) return undefined;
    for (const name of written) names.add(name);
  }
  return [...names];
}

function isOfRepository(text: string): boolean {
  return Object.values(OF_REPOSITORY).some((placeholder) => text.includes(placeholder));
}
