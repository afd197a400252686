// Against a small world in which every request is decided one by one: what is proved is broken by none of them, and what is broken is broken in a
// scenario too.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { prove } from '../../lib/prove/prove.ts';
import { type PolicyType, readPolicy } from '../../lib/prove/read-policy.ts';
import { decisionOn } from '../support/proof-scenarios.ts';
import { holds } from '../support/property.ts';

const [ALICE, BOB, ROLE] = [
  'arn:aws:iam::111111111111:user/alice',
  'arn:aws:iam::222222222222:user/bob',
  'arn:aws:iam::111111111111:role/r',
] as const;
const ACTIONS = ['s3:Get', 's3:Put', 'ecr:Get'];
const RESOURCES = ['arn:aws:s3:::a/x', 'arn:aws:s3:::a/y', 'arn:aws:s3:::b', 'arn:aws:ecr:us-east-1:333333333333:a'];
const CONTEXTS = [
  {},
  { 'aws:SourceVpce': ['vpce-1'] },
  { 'aws:SourceVpce': ['vpce-2'] },
  { 'aws:SourceIp': ['10.1.2.3'] },
  { 'aws:SourceIp': ['10.2.2.3'] },
];

const CONDITIONS = [
  {},
  { StringEquals: { 'aws:SourceVpce': 'vpce-1' } },
  { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } },
  { StringLikeIfExists: { 'aws:SourceVpce': 'vpce-?' } },
  { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } },
  { NotIpAddress: { 'aws:SourceIp': '10.1.0.0/16' } },
  { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::111111111111:*' } },
  { StringEquals: { 'aws:PrincipalAccount': '222222222222' } },
];
const PRINCIPALS = ['*', { AWS: '111111111111' }, { AWS: [ALICE, ROLE] }, { AWS: BOB }, { Service: 'lambda.amazonaws.com' }];

function statement(type: PolicyType): fc.Arbitrary<object> {
  return fc
    .record({
      Effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
      principal: fc.constantFrom(...PRINCIPALS),
      action: fc.constantFrom({ Action: '*' }, { Action: 's3:*' }, { Action: ['s3:Get', 'ecr:*'] }, { NotAction: 's3:Put' }),
      resource: fc.constantFrom({ Resource: '*' }, { Resource: 'arn:aws:s3:::a/*' }, { NotResource: 'arn:aws:s3:::a/x' }),
      Condition: fc.constantFrom(...CONDITIONS),
    })
    .map(({ Effect, principal, action, resource, Condition }) => {
      return { Effect, ...(type === 'resource' ? { Principal: principal } : {}), ...action, ...resource, Condition };
    });
}

function policies(type: PolicyType): fc.Arbitrary<readonly [object, object]> {
  const policy = fc.array(statement(type), { minLength: 1, maxLength: 3 }).map((Statement) => ({ Version: '2012-10-17', Statement }));
  return fc.tuple(policy, policy);
}

function proofOf(policy: object, other: object, type: PolicyType) {
  const [a, b] = [readPolicy(policy, type), readPolicy(other, type)];
  if (a.kind === 'problem' || b.kind === 'problem') throw new Error('a policy of the test is malformed');
  return prove(a.policy, { kind: 'implies', other: b.policy });
}

// Seen failing: every second request that breaks the claim passed over, after 8 runs and after 1.
test.each(['identity', 'resource'] as const)('a claim about an %s policy', (type) => {
  holds(
    fc.property(policies(type), ([policy, other]) => {
      const proof = proofOf(policy, other, type);
      const breaks = (request: Parameters<typeof decisionOn>[0]): boolean =>
        decisionOn(request, policy, type) === 'allowed' && decisionOn(request, other, type).endsWith('Deny');
      if (proof.kind === 'no') {
        if (proof.request.principal !== 'anonymous') expect(breaks(proof.request)).toBe(true);
        return;
      }
      expect(proof.kind).toBe('yes');
      for (const principal of type === 'identity' ? [ALICE] : [ALICE, BOB, ROLE, 'lambda.amazonaws.com'])
        for (const action of ACTIONS)
          for (const resource of type === 'identity' ? RESOURCES.slice(0, 3) : RESOURCES)
            for (const context of CONTEXTS)
              expect({ principal, action, resource, context, breaks: breaks({ principal, action, resource, context }) }).toMatchObject({
                breaks: false,
              });
    }),
    { runs: 1_500, show: (pair) => JSON.stringify(pair, null, 1) },
  );
});
