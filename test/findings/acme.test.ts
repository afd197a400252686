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
      'ECRD-101 medium open user/interns/ines push storefront/checkout eu-west-1',
      'ECRD-101 medium open user/interns/ines retag storefront/checkout eu-west-1',
      'ECRD-101 medium open user/staff/ben delete storefront/web eu-west-1',
      'ECRD-101 low open service:lambda.amazonaws.com pull storefront/web eu-west-1',
    ].sort(),
  );
});

test('the example account gives exactly the findings of the table in its README', () => {
  const promised = promisedIn(README);
  expect(promised.length).toBe(Number(/reports (\d+) findings/.exec(README)?.[1]));
  expect(
    FINDINGS.map(({ principal, capability, repository, region }) => [principal, capability, repository, region].join(' ')).sort(),
  ).toEqual(promised.toSorted());
});

test('the grant on everything names the repositories where it is drift, and no others', () => {
  const evidence = FINDINGS.flatMap(({ capability, repository, drift }) =>
    repository === '*' && 'everywhere' in drift ? [[capability, drift.everywhere?.repositories.length]] : [],
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
  const [table = ''] = /^\| who \| can .*\n(?:\|.*\n)+/m.exec(readme) ?? [];
  const rows = table.trimEnd().split('\n').slice(2);
  return rows.flatMap((row) => {
    const [, who = '', can = '', where = ''] = row.split('|').map((cell) => cell.trim());
    const capabilities = can === 'all eight capabilities' ? CAPABILITIES : can.replace(/ \(.*/, '').split(', ');
    const place = where === 'every repository' ? '* *' : where.replaceAll('`', '').replace(',', '');
    return capabilities.map((capability) => `${principalOf(who)} ${capability} ${place}`);
  });
}

function principalOf(who: string): string {
  const [, kind, name = ''] = /^(user |role |)`(.*)`$/.exec(who) ?? [];
  return kind ? `arn:aws:iam::111111111111:${kind.trim()}/${name}` : name;
}
