// Whom a statement names, with what is known of them for good: not tags, nor the organization that an account is in.
import { type AuditScope, accountKeys, type CallerKeys, foreignKeys, serviceKeys } from '../../access/account/request-context.ts';
import { arnFields, roleSession } from '../../model/ids.ts';
import type { PrincipalPattern, Scope } from '../../model/policy.ts';
import { ANYTHING } from '../../policy/match/context.ts';

export interface Addressee {
  readonly keys: CallerKeys;
  readonly isService: boolean;
}

const ANYBODY: Addressee = { keys: () => ANYTHING, isService: false };

/** One for each name; for everybody, or for everybody but some, somebody of whom nothing is known. */
export function addressees(scope: Scope<PrincipalPattern>, ground: AuditScope): readonly Addressee[] {
  if (scope.kind !== 'only') return [ANYBODY];
  return scope.of.filter((pattern) => !isImpossible(pattern, ground.partition)).map((pattern) => addressee(pattern, ground));
}

function addressee(pattern: PrincipalPattern, ground: AuditScope): Addressee {
  switch (pattern.kind) {
    case 'account':
      return member(accountKeys(ground, pattern.account));
    case 'entity':
      return member(entityKeys(foreignKeys(ground, pattern.arn, pattern.account), pattern.arn));
    case 'service':
      return { keys: serviceKeys(pattern.service), isService: true };
    case 'everyone':
    case 'uniqueId':
    case 'nobody':
      return ANYBODY;
  }
}

/** A53: the ARN of a session leaves out the path that the ARN of its role has. */
function entityKeys(keys: CallerKeys, arn: string): CallerKeys {
  if (!roleSession(arn)) return keys;
  return (key) => (key === 'aws:principalarn' ? ANYTHING : keys(key));
}

function member(keys: CallerKeys): Addressee {
  return { keys: (key) => (key.startsWith('aws:principalorg') ? ANYTHING : keys(key)), isService: false };
}

/** Whether a principal matches nobody whatever there is: A31, A51, grammar that matches nobody, and principals of another partition. */
export function isImpossible(pattern: PrincipalPattern, partition: string): boolean {
  if (pattern.kind === 'nobody') return true;
  if (pattern.kind === 'account') return (pattern.partition ?? partition) !== partition;
  return pattern.kind === 'entity' && arnFields(pattern.arn)?.partition !== partition;
}
