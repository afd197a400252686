// Small accounts on which an earlier version was wrong, as whole audits: what is told, what to do, and what the command leaves.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Judged, judgeSnapshot } from '../../lib/audit.ts';
import type { Remediation } from '../../lib/remediation/remediation.ts';
import { readSnapshot } from '../../lib/snapshot/parse.ts';
import { baselineOf } from '../support/baseline.ts';
import { remediationsOf } from '../support/lone-cause.ts';

const FOLDER = join(import.meta.dirname, 'cases');

function judgedCase(name: string): Judged {
  const reading = readSnapshot(readFileSync(join(FOLDER, `${name}.json`), 'utf8'));
  if (reading.kind === 'problem') throw new Error(reading.reason);
  return judgeSnapshot(reading.snapshot, baselineOf({ 'b.yaml': readFileSync(join(FOLDER, `${name.slice(0, 2)}-baseline.yaml`), 'utf8') }));
}

function told(judged: Judged, code: string): { readonly message: string; readonly remediation: string; readonly mend: Remediation } {
  const finding = judged.findings.find((each) => each.code === code);
  if (!finding) throw new Error(`no ${code} among ${judged.findings.map((each) => each.code).join()}`);
  return { ...finding, mend: remediationsOf(judged)(finding) };
}

test('a push that a Deny with NotPrincipal leaves open is told, with the statement, the rule and how to write it (A49, A50)', () => {
  const judged = judgedCase('02-notprincipal-deny');
  expect(judged.coverage).toEqual({ complete: true, unread: [] });
  expect(judged.findings.map(({ code, severity, capability }) => [code, severity, capability])).toEqual([
    ['ECRD-108', 'medium', 'push'],
    ['ECRD-303', 'medium', null],
  ]);
  const { message, remediation, mend } = told(judged, 'ECRD-108');
  expect(message).toMatch(
    /^whether arn:aws:iam::314159265358:role\/ci can push to team\/app in eu-west-1 cannot be verified, and rule `all` requires it/,
  );
  expect(message).toMatch(/statement 0 \(OnlyCiPushes\) of the repository policy leaves it open, .*\(A49\)$/);
  expect(remediation).toMatch(/^deny `"Principal": "\*"` and spare by the condition `ArnNotEquals` on `aws:PrincipalArn`/);
  expect(mend).toMatchObject({ kind: 'change', alsoRemoves: [expect.any(String)] });
  expect(JSON.stringify(mend)).toContain('ArnNotEquals');
});

test('a missing replication right is mended in the registry policy (E15)', () => {
  const { remediation, mend } = told(judgedCase('09-replicate-required'), 'ECRD-102');
  expect(remediation).toBe('allow it in the registry policy of eu-west-1, on base/py, or take it out of the baseline');
  expect(mend).toMatchObject({ changes: [{ target: 'registryPolicy', name: 'eu-west-1', before: null }] });
});

test('a condition that is lost is written back', () => {
  const { mend } = told(judgedCase('16-weakened-service'), 'ECRD-105');
  expect(mend).toMatchObject({
    changes: [{ target: 'repositoryPolicy', after: expect.stringContaining('"aws:SourceAccount": "314159265358"') }],
  });
});
