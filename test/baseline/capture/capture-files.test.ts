// Captured rules in several files: each is small enough to be read, and together they are what one file would be.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accessMatrix } from '../../../lib/access/matrix/matrix.ts';
import { judgeSnapshot } from '../../../lib/audit.ts';
import { captureFiles, captureRules } from '../../../lib/baseline/capture/capture.ts';
import { dividedRules } from '../../../lib/baseline/capture/divide.ts';
import { canBeListed } from '../../../lib/baseline/capture/files.ts';
import type { CapturedEntry, CapturedRule } from '../../../lib/baseline/capture/yaml.ts';
import { compareBaselines } from '../../../lib/baseline/review/compare.ts';
import { comparisonMarkdown } from '../../../lib/baseline/review/compare-markdown.ts';
import type { Baseline } from '../../../lib/model/baseline.ts';
import { baselineOf } from '../../support/baseline.ts';
import { generateAccount } from '../../support/generate-account.ts';
import { holds } from '../../support/property.ts';
import { snapshotOf } from '../../support/small-account.ts';
import { world } from './support/captured-worlds.ts';

const LARGE = snapshotOf(generateAccount({ repositories: 200, principals: 150 }));
/** The names of the repositories and a good many rules. */
const LIMIT = 16_000;

function filesOf(matrix: ReturnType<typeof accessMatrix>, limit: number): Readonly<Record<string, string>> {
  return Object.fromEntries(captureFiles(matrix, { limit }).map(({ name, text }) => [name, text]));
}

/** What it says that the other does not, in the order of one of them. */
function difference(one: Baseline, other: Baseline): string {
  return comparisonMarkdown(compareBaselines(one, other));
}

describe('captured rules', () => {
  const matrix = accessMatrix(LARGE);

  test('that fit are one file, the same as ever', () => {
    expect(captureFiles(matrix)).toEqual([{ name: 'captured.yaml', text: captureRules(matrix) }]);
  });

  test('that do not fit are files that do, and mean the same', () => {
    const files = filesOf(matrix, LIMIT);
    const names = Object.keys(files);
    expect(names.length).toBeGreaterThan(2);
    expect(names).toEqual(names.map((_, at) => (at === 0 ? 'captured.yaml' : `captured-${at + 1}.yaml`)));
    for (const text of Object.values(files)) expect(Buffer.byteLength(text)).toBeLessThanOrEqual(LIMIT);
    const [one, several] = [baselineOf({ 'captured.yaml': captureRules(matrix) }), baselineOf(files)];
    expect(difference(one, several)).toBe('No semantic change: only the text of the baseline differs.\n');
    const told = judgeSnapshot(LARGE, several).findings.filter(({ drift, code }) => drift.kind !== 'hygiene' || code.startsWith('ECRD-40'));
    expect(told).toEqual([]);
  });

  test('list as known only the repositories that they are about, and in the first file all', () => {
    const files = Object.values(filesOf(matrix, LIMIT)).filter((text) => /^known:$/m.test(text));
    const counts = files.map((text) => text.slice(text.indexOf('\nknown:\n')).match(/"/g)?.length ?? 0);
    expect(counts[0]).toBe(400);
    expect(Math.max(...counts.slice(1))).toBeLessThan(400);
  });
});

// Seen failing: one class of repositories not listed as known, after 1 run; the third file and those after it left out, after 3.
test('whatever there is, files of any size are as silent about it as one', () => {
  const property = fc.property(world, fc.constantFrom(1_500, 2_500, 4_000), (file, limit) => {
    const matrix = accessMatrix(snapshotOf(file));
    const [one, several] = [baselineOf({ 'captured.yaml': captureRules(matrix) }), baselineOf(filesOf(matrix, limit))];
    expect(difference(one, several)).toMatch(/^No /);
    const told = judgeSnapshot(snapshotOf(file), several).findings.filter(
      ({ drift, code }) => drift.kind !== 'hygiene' || code.startsWith('ECRD-40'),
    );
    expect(told).toEqual([]);
  });
  holds(property, { runs: 60, show: (file) => JSON.stringify(file) });
});

test('a rule that holds more values than a reader takes is several about the same, each with an id of its own', () => {
  const entry = (at: number): CapturedEntry => ({
    ...{ verb: 'allow', members: 1, capabilities: ['pull'], when: undefined, policy: undefined, left: [], also: [] },
    words: Array.from({ length: 1_000 }, (_, each) => `arn:aws:iam::111111111111:role/r-${at}-${each}`),
  });
  const rule = (id: string, entries: number): CapturedRule => ({
    ...{ id, globs: ['**'], left: [], regions: [], repositories: 1, classes: undefined, isNew: true },
    entries: Array.from({ length: entries }, (_, at) => entry(at)),
  });
  const divided = dividedRules([rule('a', 50), rule('a-2', 1)], () => Number.POSITIVE_INFINITY);
  expect(divided.map(({ id, entries }) => [id, entries.length])).toEqual([
    ['a', 18],
    ['a-3', 18],
    ['a-4', 14],
    ['a-2', 1],
  ]);
});

test('repositories whose names alone fill a file are refused before anything is worked out', () => {
  const { repositoryClasses } = accessMatrix(LARGE);
  expect(canBeListed(repositoryClasses)).toBe(true);
  expect(canBeListed(repositoryClasses, 5_000)).toBe(false);
});
