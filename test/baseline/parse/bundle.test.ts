// A published baseline is the same baseline.
import { expect, test } from 'vitest';
import { bundleBaseline, readBundle, relativeSources } from '../../../lib/baseline/parse/bundle.ts';
import { parseBaseline } from '../../../lib/baseline/parse/parse.ts';
import type { SourceFile } from '../../../lib/model/baseline.ts';
import { policy } from '../../support/baseline.ts';

const RULES = policy('rules: [{ id: r, repositories: ["**"], allow: [{ policy: policies/pull.json }] }]\n');
const PULL = '{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Principal": "*", "Action": "ecr:BatchGetImage" }] }';

function filesIn(folder: string): readonly SourceFile[] {
  return [
    { path: `${folder}rules.yaml`, text: RULES },
    { path: `${folder}policies/pull.json`, text: PULL },
  ];
}

function digestOf(path: string, files: readonly SourceFile[]): string {
  const parsed = parseBaseline(path, files);
  if (parsed.kind === 'invalid') throw new Error(parsed.issues.map(({ reason }) => reason).join());
  return parsed.baseline.sha256;
}

test('a baseline has one digest wherever its folder is, and as a single file', () => {
  const digest = digestOf('baseline', filesIn('baseline/'));
  expect(digestOf('/home/ann/images/', filesIn('/home/ann/images/'))).toBe(digest);
  expect(digestOf('other/rules.yaml', filesIn('other/'))).toBe(digest);
  expect(
    digestOf('baseline', [{ path: 'baseline/rules.yaml', text: RULES.replace('id: r', 'id: s') }, ...filesIn('baseline/').slice(1)]),
  ).not.toBe(digest);
});

test('what was published is read as the same files with the same digest', () => {
  const published = relativeSources('baseline', filesIn('baseline/'));
  const digest = digestOf('baseline', filesIn('baseline/'));
  // INVARIANT: what parseBaseline gives is a Digest.
  const reading = readBundle(Buffer.from(bundleBaseline(digest as never, published)));
  const read = reading.kind === 'files' ? reading.files : [];
  expect(read).toEqual(published.toSorted((a, b) => (a.path < b.path ? -1 : 1)));
  expect(digestOf('.', read)).toBe(digest);
});

const PUBLISH = ': write it with `ecr-drift baseline publish`';

test.each([
  ['nothing', '', `not JSON: the text is empty${PUBLISH}`],
  ['no JSON', 'no JSON', `not JSON: invalid symbol at column 1${PUBLISH}`],
  ['a list', '[]', `$: expected an object, got a list${PUBLISH}`],
  [
    'another document',
    '{"apiVersion":"ecr-drift/v1","kind":"AccessPolicy"}',
    `kind: expected \`BaselineBundle\`, got \`AccessPolicy\`${PUBLISH}`,
  ],
  ['a bundle with a key twice', '{"kind":"BaselineBundle","kind":"BaselineBundle"}', `the key \`kind\` is given twice${PUBLISH}`],
  ['bytes that are not UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), `not UTF-8 text${PUBLISH}`],
])('%s is no published baseline, and the reason says what to do', (_, content, reason) => {
  expect(readBundle(Buffer.from(content))).toEqual({ kind: 'problem', reason: `not a published baseline: ${reason}` });
});

test('a bundle of another version is named as one', () => {
  expect(readBundle(Buffer.from('{"apiVersion":"ecr-drift/v2","kind":"BaselineBundle","tree":{}}'))).toEqual({
    kind: 'problem',
    reason: 'a published baseline of `ecr-drift/v2`: deploy the ecr-drift that wrote it, or publish it with this one',
  });
});
