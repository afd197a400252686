// Proofs that say the same are one object, and each still says what it said.
import { expect, test } from 'vitest';
import type { Proof } from '../../../lib/access/matrix/proofs.ts';
import { sharedProofs } from '../../../lib/access/matrix/shared-proofs.ts';
import type { Reason, Residual } from '../../../lib/model/decision.ts';
import type { PolicyRef } from '../../../lib/model/policy-ref.ts';
import { parsePolicy } from '../../../lib/policy/parse/parse.ts';

const TEXT = JSON.stringify({
  Version: '2012-10-17',
  Statement: ['ecr:BatchGetImage', 'ecr:PutImage'].map((action) => ({ Effect: 'Allow', Principal: '*', Action: action })),
});
const READING = parsePolicy(TEXT, 'resource');
const SOURCES = READING.kind === 'policy' ? READING.policy.statements : [];
const POLICIES: readonly PolicyRef[] = ['a', 'b'].map((name) => ({ kind: 'repository', region: 'us-east-1', repository: name }));
const VALUES = [['true'], ['true']];

const REASONS = SOURCES.flatMap((source) =>
  POLICIES.flatMap((policy) => (['resource', 'identity'] as const).map((layer): Reason => ({ layer, policy, source }))),
);
const RESIDUALS: readonly Residual[] = [
  ...POLICIES.flatMap((policy) =>
    VALUES.flatMap((values) =>
      (['Allow', 'Deny'] as const).flatMap((effect) =>
        [0, 1].flatMap((index) =>
          ['Bool', 'StringEquals'].flatMap((operator) =>
            ['aws:SecureTransport', 'aws:ViaAWSService'].map((key): Residual => ({ effect, operator, key, values, policy, index })),
          ),
        ),
      ),
    ),
  ),
  { account: '111111111111' },
  { account: '222222222222' },
];

function lists<T>(items: readonly T[]): readonly (readonly T[])[] {
  return [[], ...items.map((item) => [item]), ...items.flatMap((one) => items.map((other) => [one, other]))];
}

const PROOFS: readonly Proof[] = [
  ...lists(REASONS).map((via): Proof => ({ via, conditions: [] })),
  ...lists(RESIDUALS).map((conditions): Proof => ({ via: [], conditions })),
];

/** The same in other objects, but for statements, policies and values. */
function copied({ via, conditions }: Proof): Proof {
  return { via: via.map((each) => ({ ...each })), conditions: conditions.map((each) => ({ ...each })) };
}

// Seen failing: with the layer, the policy, the index, the key, the operator or the effect left out of what is compared, and by the first items of lists alone.
test('equal proofs are one object, and others are not', () => {
  const shared = sharedProofs();
  const first = PROOFS.map((proof) => shared(copied(proof)));
  expect(first).toEqual(PROOFS);
  PROOFS.forEach((proof, at) => {
    const again = shared(copied(proof));
    expect(again.via).toBe(first[at]?.via);
    expect(again.conditions).toBe(first[at]?.conditions);
  });
  // Values are known by their object, so that no list but the empty one is met twice.
  expect(new Set(first.map(({ via }) => via)).size).toBe(lists(REASONS).length);
  expect(new Set(first.map(({ conditions }) => conditions)).size).toBe(lists(RESIDUALS).length);
});
