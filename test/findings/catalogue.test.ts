// One definition for each code, and findings that keep to it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { judgeSnapshot } from '../../lib/audit.ts';
import { BASELINE_CHECKS, POLICY_CHECKS } from '../../lib/checks/registry.ts';
import { reaches } from '../../lib/drift/severity.ts';
import { CATALOGUE, isFindingCode } from '../../lib/findings/catalogue.ts';
import { FINDING_CODES, isAcceptable } from '../../lib/model/codes.ts';
import type { Finding } from '../../lib/model/finding.ts';
import { snapshotOf } from '../support/account-shorthand.ts';
import { DRIFT_CASES, intentOf } from '../support/drift-cases.ts';
import { acme, small } from '../support/worlds.ts';

const LIB = join(import.meta.dirname, '../../lib');

test('the catalogue has every code once, each under a name of its own', () => {
  expect(Object.keys(CATALOGUE).sort()).toEqual([...FINDING_CODES].sort());
  expect(FINDING_CODES).toEqual([...new Set(FINDING_CODES)].sort());
  expect(new Set(Object.values(CATALOGUE).map(({ name }) => name)).size).toBe(FINDING_CODES.length);
});

test('a check stands in the file of its name, and no code is defined twice', () => {
  const files = readdirSync(LIB, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
  const definitions = files.flatMap((path) =>
    [...readFileSync(join(LIB, path), 'utf8').matchAll(/\bcode: '(ECRD-[0-9]{3})',\s+name: /g)].map(([, code]) => ({ code, path })),
  );
  expect(definitions.map(({ code }) => code).sort()).toEqual([...FINDING_CODES]);
  const misplaced = Object.values({ ...POLICY_CHECKS, ...BASELINE_CHECKS }).filter(({ code, name }) => {
    const file = name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
    return !definitions.some((each) => each.code === code && each.path.endsWith(`${file}.ts`));
  });
  expect(misplaced.map(({ code, name }) => `${code} ${name}`)).toEqual([]);
});

test('findings have a severity that their definition allows', () => {
  expect(
    allFindings()
      .filter((finding) => !isWithin(finding))
      .map(({ code, severity, message }) => `${code} ${severity}: ${message}`),
  ).toEqual([]);
});

test('remedies and meanings are sentences of one line', () => {
  const texts = Object.values(CATALOGUE).flatMap(({ meaning, remedy }) => [meaning, remedy]);
  expect(texts.filter((text) => text === '' || text.includes('\n') || text.includes('|'))).toEqual([]);
  expect(Object.values(CATALOGUE).filter(({ meaning, remedy }) => !meaning.endsWith('.') || remedy.endsWith('.'))).toEqual([]);
});

test('an exception accepts everything but what a rule forbids', () => {
  expect(FINDING_CODES.filter((code) => !isAcceptable(code)).map((code) => CATALOGUE[code].name)).toEqual(['ForbiddenAccess']);
});

test('what another version found is not in the catalogue', () => {
  expect(isFindingCode('ECRD-999')).toBe(false);
  expect(isFindingCode('toString')).toBe(false);
});

function allFindings(): readonly Finding[] {
  const cases = DRIFT_CASES.flatMap((file) => file.cases);
  const judged = cases.map((each) => judgeSnapshot(snapshotOf(each), each.rules || each.lock ? intentOf(each) : undefined));
  const worlds = [acme(), small()].flatMap(({ snapshot, baseline }) => [
    judgeSnapshot(snapshot, baseline),
    judgeSnapshot(snapshot, undefined),
  ]);
  return [...judged, ...worlds].flatMap(({ findings }) => findings);
}

function isWithin({ code, severity }: Finding): boolean {
  const allowed = isFindingCode(code) ? CATALOGUE[code].severity : undefined;
  if (allowed === undefined || typeof allowed === 'string') return severity === allowed;
  return reaches(severity, allowed.from) && reaches(allowed.to, severity);
}
