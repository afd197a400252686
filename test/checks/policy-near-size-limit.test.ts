import { expect, test } from 'vitest';
import { present, repository } from '../snapshot/support/files.ts';
import { account, factsOf, grant, linesOf, OTHER, PULL, policy } from './support/facts.ts';

/** A policy whose text has that many characters. */
function ofSize(characters: number) {
  const sized = (Sid: string) => policy({ Sid, ...grant({ AWS: `arn:aws:iam::${OTHER}:role/ci` }, PULL, { Resource: '*' }) });
  return sized('x'.repeat(characters - JSON.stringify(sized('')).length));
}

test.each([
  [8191, []],
  [8192, ['low us-east-1 team/app - -']],
  [9727, ['low us-east-1 team/app - -']],
  [9728, ['medium us-east-1 team/app - -']],
  [10240, ['medium us-east-1 team/app - -']],
])('PolicyNearSizeLimit: %d characters', (characters, lines) => {
  const file = account({ repositories: [repository('team/app', { policy: present(ofSize(characters)) })] });
  expect(linesOf('ECRD-306', file)).toEqual(lines);
});

test('white space does not count: ECR answers with more of it than it was given', () => {
  const text = JSON.stringify(ofSize(8000), null, 10);
  expect(text.length).toBeGreaterThan(8192);
  expect(linesOf('ECRD-306', account({ repositories: [repository('team/app', { policy: present(text) })] }))).toEqual([]);
});

test('of a registry policy, and with the same subject whatever the size', () => {
  const factAt = (characters: number) => factsOf('ECRD-306', account({ registry: { registryPolicy: present(ofSize(characters)) } }))[0];
  expect(factAt(9000)).toMatchObject({
    severity: 'low',
    repository: null,
    subject: ['registry', 'us-east-1'],
    details: ['9000 of 10240 characters'],
  });
  expect(factAt(10_000)?.subject).toEqual(factAt(9000)?.subject);
});

test('a malformed policy is another finding', () => {
  expect(linesOf('ECRD-306', account({ repositories: [repository('team/app', { policy: present('{'.repeat(9000)) })] }))).toEqual([]);
});
