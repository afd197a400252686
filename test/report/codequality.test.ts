// GitLab's code-quality report: by what GitLab documents of it, and with what every other format tells.
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { checkProposal } from '../../lib/check.ts';
import type { ProposedChange } from '../../lib/proposal/change.ts';
import { rendered } from '../../lib/report/index.ts';
import type { AuditView } from '../../lib/report/schema.ts';
import { sourceOf } from '../proposal/support/checked.ts';
import { acmeBaseline, acmeFile } from '../support/audited.ts';
import { textOf } from '../support/stored-text.ts';
import { toldBy } from './support/formats.ts';
import { aged, namedBy } from './support/states.ts';
import { auditOf } from './support/views.ts';

/** As docs.gitlab.com/ci/testing/code_quality has it on 2026-11-26: paths are relative and without `./`, severities are five words. */
const report = z.array(
  z.strictObject({
    description: z.string().regex(/^[^\r\n]+$/),
    check_name: z.string().regex(/^ECRD-\d{3}$/),
    fingerprint: z.string().min(1),
    severity: z.enum(['info', 'minor', 'major', 'critical', 'blocker']),
    location: z.strictObject({ path: z.string().regex(/^(?!\.\/)[^\r\n]+$/), lines: z.strictObject({ begin: z.int().min(1) }) }),
  }),
);

const ACME = auditOf(acmeFile(), acmeBaseline());
const OUTSIDER = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::999999999999:root' }, Action: 'ecr:BatchGetImage' }],
};
const CHANGE: ProposedChange = { kind: 'repositoryPolicy', region: 'us-east-1', repository: 'ml/trainer', document: OUTSIDER };

function ofAudit(view: AuditView) {
  return report.parse(JSON.parse(textOf(rendered('audit', 'codequality', { view, printed: view, remarks: [] }))));
}

function ofChange(address: string, file?: string) {
  const proposal = [{ address, what: 'policy', action: 'update' as const, changes: [CHANGE], ...(file === undefined ? {} : { file }) }];
  const { result } = checkProposal(sourceOf(acmeFile()), acmeBaseline(), proposal);
  const around = { accountName: undefined, names: new Map(), source: 'from a test', repositories: 1 };
  return { result, entries: report.parse(JSON.parse(textOf(rendered('check', 'codequality', { ...result, around })))) };
}

describe('a code-quality report', () => {
  test('has every open finding once, with its code and how grave it is, and nothing that is accepted or over', () => {
    for (const view of [ACME, aged(ACME)]) {
      const entries = ofAudit(view);
      expect(entries.map(({ fingerprint }) => fingerprint).toSorted()).toEqual(toldBy(view.findings).open.toSorted());
      expect(new Set(entries.map(({ fingerprint }) => fingerprint)).size).toBe(entries.length);
    }
    expect(ofAudit(ACME)[0]).toMatchObject({ severity: 'blocker', location: { path: 'baseline/registry.yaml', lines: { begin: 71 } } });
    expect(ofAudit({ ...ACME, findings: [] })).toEqual([]);
  });

  test.each(['</a>\r\n', '\u202e\u0000', '\ud800', '[x](y)'])('stays one where everything is called %j', (text) => {
    expect(ofAudit(namedBy(ACME, text)).length).toBe(ACME.findings.filter(({ state }) => state === 'open').length);
  });

  test('of a change has what it opens, at the file of its policy, else at the rule or at its address', () => {
    const { result, entries } = ofChange('aws_ecr_repository_policy.x', './policies/x.json');
    expect(entries.map(({ fingerprint }) => fingerprint)).toEqual(result.head.opened.map(({ id }) => id));
    expect(new Set(entries.map(({ location }) => location.path))).toEqual(new Set(['policies/x.json']));
    const paths = ofChange('aws_ecr_repository_policy.x').entries.map(({ location }) => location.path);
    expect(paths.length).toBeGreaterThan(0);
    expect(paths.filter((path) => path !== 'aws_ecr_repository_policy.x' && !path.endsWith('.yaml'))).toEqual([]);
  });
});
