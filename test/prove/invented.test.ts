// Requests that break a claim are about what there is, where something there fits, and say what is made up.
import { expect, test } from 'vitest';
import { readNever } from '../../lib/prove/never.ts';
import { prove } from '../../lib/prove/prove.ts';
import { readPolicy } from '../../lib/prove/read-policy.ts';

function brokenBy(Action: string, Resource: string, claim: string) {
  const reading = readPolicy({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource }] }, 'identity');
  const claimed = readNever(claim);
  if (reading.kind === 'problem' || claimed.kind === 'problem') throw new Error('the test is malformed');
  const proof = prove(reading.policy, claimed);
  if (proof.kind !== 'no') throw new Error(proof.kind);
  const { action, resource, invented } = proof.request;
  return { action, resource, invented };
}

test.each([
  { note: 'an action of ECR', asked: ['ecr:*', '*', '* on *'], action: /^ecr:[A-Z][A-Za-z]+$/, isInvented: false },
  { note: 'any action', asked: ['*', '*', '* on *'], action: /^ecr:[A-Z][A-Za-z]+$/, isInvented: false },
  { note: 'an action that the claim names', asked: ['s3:*', '*', 's3:PutObject on *'], action: /^s3:PutObject$/, isInvented: false },
  { note: 'no action that anybody names', asked: ['s3:*', 'arn:aws:s3:::b/*', 's3:* on *'], action: /^s3:something$/, isInvented: true },
] as const)('$note', ({ asked, action, isInvented }) => {
  const [written, resource, claim] = asked;
  const found = brokenBy(written, resource, claim);
  expect(found.action).toMatch(action);
  expect(found.invented.includes('action')).toBe(isInvented);
});

test('a resource that the policy names is not made up', () => {
  expect(brokenBy('s3:GetObject', 'arn:aws:s3:::b/*', 's3:* on *')).toMatchObject({ resource: 'arn:aws:s3:::b/x', invented: [] });
});
