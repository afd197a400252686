import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readSnapshot } from '../../lib/snapshot/parse.ts';
import { rounds } from '../support/property.ts';
import { type Fields, PULL, present, problemOf, problemOfText, region, repository, snapshotFile, UNREAD, user } from './support/files.ts';

const without = (file: Fields, key: string): Fields => ({ ...file, [key]: undefined });
const inRegion = (fields: Fields, ...repositories: readonly unknown[]) =>
  snapshotFile({ regions: [region('us-east-1', repositories, fields)] });

describe('text that is no JSON object is refused', () => {
  test.each([
    ['nothing', '', 'not JSON: the text is empty (line 1)'],
    ['a missing comma', '{\n  "a": 1\n  "b": 2\n}', 'not JSON: comma expected at column 3 (line 3)'],
    ['a comma too many', '{"a":1,}', 'not JSON: property name expected at column 8 (line 1)'],
    ['a list', '[]', '$: expected a snapshot (a JSON object), got a list'],
    ['null', 'null', '$: expected a snapshot (a JSON object), got null'],
    ['a deep list', '['.repeat(100_000) + ']'.repeat(100_000), '$: expected a snapshot (a JSON object), got a list'],
    ['a deep list without end', '['.repeat(100_000), 'not JSON: nested too deeply (line 1)'],
  ])('%s', (_, text, reason) => {
    expect(problemOfText(text)).toBe(reason);
  });
});

test('a key that is given twice is refused wherever it is', () => {
  const text = JSON.stringify(inRegion({}, repository('app', { policy: present(PULL) })), null, 1);
  expect(problemOfText(text.replace('"Effect": "Allow"', '"Effect": "Deny", "Effect": "Allow"'))).toBe(
    'the key `regions[0].repositories.value[0].policy.value.Statement[0].Effect` is given twice (line 36)',
  );
});

describe('what may not be left out is named with its path', () => {
  const app = repository('team/app');
  const others = [repository('a'), repository('b'), repository('c')];

  test.each<[Fields, string]>([
    [
      inRegion({}, ...others, without(app, 'policy')),
      'regions[0].repositories.value[3].policy is missing: every repository needs a policy with a status (present, absent or unknown)',
    ],
    [
      snapshotFile({ regions: [without(region('us-east-1'), 'repositories')] }),
      'regions[0].repositories is missing: every region needs its repositories with a status (present, absent or unknown)',
    ],
    [
      snapshotFile({ regions: [without(region('us-east-1'), 'registryPolicy')] }),
      'regions[0].registryPolicy is missing: every region needs a registry policy with a status (present, absent or unknown)',
    ],
    [
      without(snapshotFile(), 'identity'),
      'identity is missing: expected the output of `aws iam get-account-authorization-details`, with a status (present, absent or unknown)',
    ],
    [without(snapshotFile(), 'regions'), 'regions is missing: expected a list of regions'],
    [without(snapshotFile(), 'schemaVersion'), 'schemaVersion is missing: this version of ecr-drift reads version 1'],
    [without(snapshotFile(), 'partition'), 'partition is missing: expected a partition such as `aws`'],
    [
      inRegion({}, without(app, 'repositoryArn')),
      'regions[0].repositories.value[0].repositoryArn is missing: expected the ARN of the repository',
    ],
    [snapshotFile({ identity: {} }), 'identity.status is missing: expected `present`, `absent`, `unknown`'],
    [
      snapshotFile({ identity: { status: 'present' } }),
      'identity.value is missing: expected the output of `aws iam get-account-authorization-details`',
    ],
    [
      snapshotFile({ organization: { status: 'unknown' } }),
      'organization.error is missing: an unknown part needs the error that AWS gave, with its code',
    ],
    [
      snapshotFile({ organization: { status: 'unknown', error: {} } }),
      'organization.error.code is missing: expected the error code that AWS gave',
    ],
    [
      inRegion({ replication: { status: 'present' } }),
      'regions[0].replication.value is missing: expected what AWS answered about replication',
    ],
  ])('%#', (file, reason) => {
    expect(problemOf(file)).toBe(reason);
  });
});

describe('what is wrong is named with its path, what was expected and what was there', () => {
  test.each<[string, Fields, string]>([
    ['another version', { schemaVersion: 2 }, 'schemaVersion: this version of ecr-drift reads version 1, got the number `2`'],
    ['a short account id', { account: '1111' }, 'account: expected a string of 12 digits, got `1111`'],
    ['an account id without quotes', { account: 111111111111 }, 'account: expected a string of 12 digits, got the number `111111111111`'],
    [
      'a time without a zone',
      { collectedAt: '2026-11-21T20:00:00' },
      'collectedAt: expected an RFC 3339 time such as `2026-11-21T20:00:00Z`, got `2026-11-21T20:00:00`',
    ],
    [
      'a day that does not exist',
      { collectedAt: '2026-02-30T20:00:00Z' },
      'collectedAt: expected an RFC 3339 time such as `2026-11-21T20:00:00Z`, got `2026-02-30T20:00:00Z`',
    ],
    ['a slip in a status', { identity: { status: 'presnt' } }, 'identity.status: unknown status `presnt`: did you mean `present`?'],
    [
      'a part that is read again and is of no kind',
      { reread: [{ part: { kind: 'nonsense' }, asOf: '2026-11-21T21:00:00Z' }] },
      'reread[0].part.kind: expected a part that can be read by itself, got `nonsense`',
    ],
    ['a status of its own', { identity: { status: 'maybe' } }, 'identity.status: expected `present`, `absent`, `unknown`, got `maybe`'],
    [
      'a status that is no word',
      { identity: { status: 1 } },
      'identity.status: expected `present`, `absent`, `unknown`, got the number `1`',
    ],
    [
      'a part without a status',
      { organization: [] },
      'organization: expected the organization with a status (present, absent or unknown), got a list',
    ],
    ['regions as an object', { regions: {} }, 'regions: expected a list of regions, got an object'],
    [
      'a slip in a key that may be left out',
      { organisation: UNREAD, organization: undefined },
      'unknown key `organisation`: did you mean `organization`?',
    ],
  ])('%s', (_, fields, reason) => {
    expect(problemOf(snapshotFile(fields))).toBe(reason);
  });

  test.each<[string, Fields, string]>([
    [
      'the ARN of another region',
      repository('app', {}, 'eu-west-1'),
      'repositoryArn: expected `arn:aws:ecr:us-east-1:111111111111:repository/app`, got `arn:aws:ecr:eu-west-1:111111111111:repository/app`',
    ],
    [
      'the ARN of another name',
      { ...repository('app'), repositoryName: 'other' },
      'repositoryArn: expected `arn:aws:ecr:us-east-1:111111111111:repository/other`, got `arn:aws:ecr:us-east-1:111111111111:repository/app`',
    ],
    ['a tag that is a number', repository('app', { tags: present({ n: 1 }) }), 'tags.value.n: expected a string, got the number `1`'],
    ['no name', repository(''), 'repositoryName: expected the name of the repository, got ``'],
  ])('a repository with %s', (_, wrong, reason) => {
    expect(problemOf(inRegion({}, wrong))).toBe(`regions[0].repositories.value[0].${reason}`);
  });

  test('a slip in a key of a region', () => {
    expect(problemOf(inRegion({ registrypolicyscope: UNREAD }))).toBe(
      'regions[0]: unknown key `registrypolicyscope`: did you mean `registryPolicyScope`?',
    );
  });
});

test('a region is given once', () => {
  expect(problemOf(snapshotFile({ regions: [region('us-east-1'), region('us-east-1')] }))).toBe(
    'regions[1].region: `us-east-1` is given twice',
  );
});

test('a repository is given once in a region, and may have a namesake in another', () => {
  expect(problemOf(inRegion({}, repository('app'), repository('app')))).toBe(
    'regions[0].repositories.value[1].repositoryName: `app` is given twice',
  );
  const regions = ['us-east-1', 'eu-west-1'].map((name) => region(name, [repository('app', {}, name)]));
  expect(readSnapshot(JSON.stringify(snapshotFile({ regions }))).kind).toBe('snapshot');
});

test('of several problems the first is told, with the number of the others', () => {
  expect(problemOf(snapshotFile({ account: '1', partition: '', regions: 5 }))).toBe(
    'partition: expected a partition such as `aws`, got `` (and 2 more)',
  );
});

test('what the file says is cut at 80 characters', () => {
  expect(problemOf(snapshotFile({ account: 'x'.repeat(81) }))).toBe(
    `account: expected a string of 12 digits, got \`${'x'.repeat(80)}...\``,
  );
});

test('what the file says cannot break the line or the terminal', () => {
  expect(problemOf(snapshotFile({ account: '1\n\u001b[2J\u202e\u2028' }))).toBe(
    'account: expected a string of 12 digits, got `1\\u{a}\\u{1b}[2J\\u{202e}\\u{2028}`',
  );
});

test('a reason stays short however long the path in it is', () => {
  const reason = problemOfText(`${'['.repeat(10_000)}{"a":1,"a":2}${']'.repeat(10_000)}`);
  expect(reason).toMatch(/^the key `(\[0\])+/);
  expect(reason.length).toBeLessThan(600);
});

test('a document that nests without end is refused', () => {
  const text = JSON.stringify(inRegion({}, repository('app', { policy: present({ Statement: 'DEEP' }) })));
  for (const depth of [150, 100_000]) {
    expect(problemOfText(text.replace('"DEEP"', '{"a":['.repeat(depth) + ']}'.repeat(depth)))).toBe(
      'regions[0].repositories.value[0].policy: nested more than 100 levels deep',
    );
  }
});

test('whatever one part of a snapshot is replaced by, the answer is a snapshot or one line', () => {
  const file = snapshotFile({
    identity: present({ UserDetailList: [user('alice', { GroupList: ['devs'] })], GroupDetailList: [], RoleDetailList: [], Policies: [] }),
    organization: present({ id: 'o-abc', managementAccount: '999999999999', serviceControlPolicies: [[PULL]], path: UNREAD }),
    regions: [region('us-east-1', [repository('app', { tags: present({ a: 'b' }), policy: present(PULL) })], { replication: UNREAD })],
  });
  const places = placesOf(file);
  const kinds = new Set<string>();
  fc.assert(
    fc.property(fc.nat(places.length - 1), fc.jsonValue(), (place, value) => {
      const reading = readSnapshot(JSON.stringify(replaced(file, places[place]!, value)));
      kinds.add(reading.kind);
      return reading.kind === 'snapshot' || (/^.{1,600}$/u.test(reading.reason) && !reading.reason.includes('Invalid input'));
    }),
    { numRuns: rounds(2000) },
  );
  expect(kinds).toEqual(new Set(['snapshot', 'problem']));
});

type Path = readonly string[];

function placesOf(value: unknown): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [[]];
  return [[], ...Object.entries(value).flatMap(([key, inner]) => placesOf(inner).map((path) => [key, ...path]))];
}

function replaced(value: unknown, [key, ...path]: Path, by: unknown): unknown {
  if (key === undefined) return by;
  const change = { [key]: replaced(Reflect.get(Object(value), key), path, by) };
  return Array.isArray(value) ? Object.assign([...value], change) : { ...Object(value), ...change };
}
