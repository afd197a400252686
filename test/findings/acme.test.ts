// The example account, whose README promises its findings to everyone who tries the product.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { judgeSnapshot } from '../../lib/audit.ts';
import { CAPABILITIES } from '../../lib/model/access.ts';
import { acmeBaseline, acmeFile, snapshotFrom } from '../support/audited.ts';

const README = readFileSync(join(import.meta.dirname, '../../examples/acme/README.md'), 'utf8');
const FINDINGS = judgeSnapshot(snapshotFrom(acmeFile()), acmeBaseline()).findings;

test('the example account gives exactly the findings that were planted', () => {
  const shown = FINDINGS.map(({ code, severity, principal, region, repository, capability, state }) =>
    [code, severity, state, principal?.replace('arn:aws:iam::111111111111:', ''), capability, repository, region].join(' '),
  );
  expect(shown.sort()).toEqual(
    [
      'ECRD-103 critical open user/contractors/kurt admin ml/trainer us-east-1',
      'ECRD-202 high open account:333333333333 pull payments/api eu-west-1',
      'ECRD-203 high open account:444444444444 replicate mirror/nginx us-east-1',
      'ECRD-101 high open role/batch/nightly-report admin * *',
      'ECRD-101 medium open role/batch/nightly-report configure * *',
      'ECRD-101 medium open role/batch/nightly-report delete * *',
      'ECRD-101 low open role/batch/nightly-report list * *',
      'ECRD-101 low open role/batch/nightly-report pull * *',
      'ECRD-101 medium open role/batch/nightly-report push * *',
      'ECRD-101 medium open role/batch/nightly-report replicate * *',
      'ECRD-101 medium open role/batch/nightly-report retag * *',
      'ECRD-104 high open user/interns/ines push storefront/checkout eu-west-1',
      'ECRD-104 high open user/interns/ines retag storefront/checkout eu-west-1',
      'ECRD-104 high open user/staff/ben delete storefront/web eu-west-1',
      'ECRD-101 low open service:lambda.amazonaws.com pull storefront/web eu-west-1',
      'ECRD-106 medium open user/machines/legacy-uploader pull * *',
      'ECRD-106 medium open user/machines/legacy-uploader push * *',
      'ECRD-204 medium open account:333333333333  payments/api eu-west-1',
      'ECRD-204 medium open account:444444444444   us-east-1',
      'ECRD-304 low open AROAFEATUREBLDEXAMPLE  data/features us-east-1',
      'ECRD-307 medium open user/contractors/kurt admin  ',
    ].sort(),
  );
});

test('the example account gives exactly the findings of the tables in its README', () => {
  const promised = promisedIn(README);
  const facts = tableAfter(README, 'code').map(([code = '', who = '', where = '']) => [code, principalOf(who), placeOf(where)].join(' '));
  expect(promised.length + facts.length).toBe(Number(/reports (\d+) findings/.exec(README)?.[1]));
  const drifts = FINDINGS.filter(({ drift }) => drift.kind !== 'hygiene');
  expect(
    drifts.map(({ principal, capability, repository, region }) => [principal, capability, repository, region].join(' ')).sort(),
  ).toEqual(promised.toSorted());
  const told = FINDINGS.filter(({ drift }) => drift.kind === 'hygiene');
  expect(
    told.map(({ code, principal, repository, region }) => [code, principal, repository ?? '-', region ?? '-'].join(' ')).sort(),
  ).toEqual(facts.toSorted());
});

test('the grant on everything names the repositories where it is drift, and no others', () => {
  const evidence = FINDINGS.flatMap(({ capability, repository, drift }) =>
    repository === '*' && 'everywhere' in drift ? [[capability, drift.everywhere?.repositories.count]] : [],
  );
  expect(Object.fromEntries(evidence)).toEqual({
    list: 14,
    pull: 10,
    push: 13,
    retag: 13,
    delete: 14,
    configure: 14,
    admin: 14,
    replicate: 14,
  });
});

/** `principal capability repository region` of each row of the first table: who, can, where. */
function promisedIn(readme: string): readonly string[] {
  return tableAfter(readme, 'who').flatMap(([who = '', can = '', where = '']) => {
    const capabilities = can === 'all eight capabilities' ? CAPABILITIES : can.replace(/ \(.*/, '').split(', ');
    return capabilities.map((capability) => `${principalOf(who)} ${capability} ${placeOf(where)}`);
  });
}

/** The cells of the table whose first column is headed so. */
function tableAfter(readme: string, heading: string): readonly (readonly string[])[] {
  const lines = readme.split('\n');
  const start = lines.findIndex((line) => line.startsWith(`| ${heading} |`)) + 2;
  const end = lines.findIndex((line, at) => at >= start && !line.startsWith('|'));
  return lines.slice(start, end).map((row) =>
    row
      .split('|')
      .slice(1)
      .map((cell) => cell.trim()),
  );
}

function placeOf(where: string): string {
  if (where === 'every repository') return '* *';
  if (where === 'the account') return '- -';
  return where
    .replace(/^registry of /, '- ')
    .replaceAll('`', '')
    .replace(',', '');
}

function principalOf(who: string): string {
  const [, kind, name = ''] = /^(user |role |)`(.*)`$/.exec(who) ?? [];
  return kind ? `arn:aws:iam::111111111111:${kind.trim()}/${name}` : name;
}
