// What the compiler refuses. `npm run types` checks these; running them only shows that the values are what the types say.
import { describe, expectTypeOf, test } from 'vitest';
import type { Grant, GrantPrincipal } from '../../lib/model/access.ts';
import type { Decision, DecisionKind } from '../../lib/model/decision.ts';
import type { Drift } from '../../lib/model/drift.ts';
import type { Finding } from '../../lib/model/finding.ts';
import {
  type AccountId,
  type Arn,
  accountId,
  arnOf,
  type Digest,
  type FindingId,
  type Instant,
  type RepositoryArn,
  repositoryArn,
} from '../../lib/model/ids.ts';
import type { Caller } from '../../lib/model/principal.ts';
import type { Severity } from '../../lib/model/severity.ts';
import type { Collected, Repository } from '../../lib/model/snapshot.ts';
import type { Formula } from '../../lib/policy/logic/formula.ts';

describe('brands', () => {
  test('a text is no account id until it has been checked', () => {
    expectTypeOf<string>().not.toExtend<AccountId>();
    expectTypeOf<AccountId>().toExtend<string>();
    expectTypeOf(accountId).returns.toEqualTypeOf<AccountId | undefined>();
    expectTypeOf(arnOf).returns.toEqualTypeOf<Arn | undefined>();
  });

  test('one kind of name does not pass for another', () => {
    expectTypeOf<AccountId>().not.toExtend<Arn>();
    expectTypeOf<Arn>().not.toExtend<AccountId>();
    expectTypeOf<Digest>().not.toExtend<FindingId>();
    expectTypeOf<Instant>().not.toExtend<Digest>();
  });

  test('the ARN of a repository is an ARN, and not every ARN is one', () => {
    expectTypeOf<RepositoryArn>().toExtend<Arn>();
    expectTypeOf<Arn>().not.toExtend<RepositoryArn>();
    expectTypeOf(repositoryArn).parameter(2).toEqualTypeOf<AccountId>();
  });

  test('brands add up and do not collapse', () => {
    expectTypeOf<Arn & RepositoryArn>().not.toBeNever();
    expectTypeOf<AccountId & Digest>().not.toBeNever();
  });
});

describe('three values', () => {
  test('what was collected has a value only where it is present, and a gap only where it is unknown', () => {
    expectTypeOf<Collected<number>['kind']>().toEqualTypeOf<'present' | 'absent' | 'unknown'>();
    expectTypeOf<Extract<Collected<number>, { kind: 'present' }>['value']>().toBeNumber();
    expectTypeOf<Extract<Collected<number>, { kind: 'absent' }>>().not.toHaveProperty('value');
    expectTypeOf<Extract<Collected<number>, { kind: 'unknown' }>>().not.toHaveProperty('value');
    expectTypeOf<Repository['policy']>().not.toExtend<undefined>();
  });
});

describe('unions are closed', () => {
  test('decisions', () => {
    expectTypeOf<DecisionKind>().toEqualTypeOf<'allowed' | 'explicitDeny' | 'implicitDeny' | 'conditional' | 'unknown'>();
    expectTypeOf<Grant['decision']>().toEqualTypeOf<Exclude<DecisionKind, 'explicitDeny' | 'implicitDeny'>>();
  });

  test('drift', () => {
    expectTypeOf<Drift['kind']>().toEqualTypeOf<
      'unexpected' | 'raised' | 'weakened' | 'forbidden' | 'coming' | 'missing' | 'unsettled' | 'unmanaged' | 'hygiene' | 'unverified'
    >();
    expectTypeOf<Extract<Drift, { kind: 'unverified' }>>().not.toHaveProperty('grant');
  });

  test('formulas', () => {
    expectTypeOf<Formula['kind']>().toEqualTypeOf<'true' | 'false' | 'atom' | 'not' | 'all' | 'any'>();
  });

  test('severities', () => {
    expectTypeOf<Severity>().toEqualTypeOf<'info' | 'low' | 'medium' | 'high' | 'critical'>();
  });

  test('callers: a service has no account, and nobody knows whose anybody is', () => {
    expectTypeOf<Extract<Caller, { kind: 'service' }>>().not.toHaveProperty('account');
    expectTypeOf<Extract<Caller, { kind: 'anyone' }>>().not.toHaveProperty('account');
    expectTypeOf<GrantPrincipal['account']>().toEqualTypeOf<string | undefined>();
  });
});

test('results are read-only', () => {
  expectTypeOf<Decision['statements']>().not.toExtend<unknown[]>();
  expectTypeOf<Decision>().toEqualTypeOf<Readonly<Decision>>();
  expectTypeOf<Finding>().toEqualTypeOf<Readonly<Finding>>();
});
