// A published baseline is the same baseline.
import { expect, test } from 'vitest';
import { bundleBaseline, bundledFiles, relativeSources } from '../../lib/baseline/bundle.ts';
import { parseBaseline } from '../../lib/baseline/parse.ts';
import type { SourceFile } from '../../lib/model/baseline.ts';
import { policy } from './support/baseline.ts';

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
  const read = bundledFiles(bundleBaseline(digest as never, published)) ?? [];
  expect(read).toEqual(published.toSorted((a, b) => (a.path < b.path ? -1 : 1)));
  expect(digestOf('.', read)).toBe(digest);
});

test.each(['', 'no JSON', '[]', '{"apiVersion":"ecr-drift/v1","kind":"AccessPolicy"}'])('`%s` is no published baseline', (text) => {
  expect(bundledFiles(text)).toBeUndefined();
});
