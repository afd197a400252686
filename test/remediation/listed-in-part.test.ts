// What findings do not tell of, because there is too much of it, goes with the rest; what the baseline lets be does not.
import { describe, expect, test } from 'vitest';
import { judgeSnapshot } from '../../lib/audit.ts';
import { parseBaseline } from '../../lib/baseline/parse/parse.ts';
import { causesOf } from '../../lib/findings/causes/causes.ts';
import type { Baseline } from '../../lib/model/baseline.ts';
import { causeRemediations, UNBOUNDED } from '../../lib/remediation/remediation.ts';
import { auditView } from '../../lib/report/view.ts';
import { region, repository } from '../snapshot/support/files.ts';
import { snapshotFrom } from '../support/audited.ts';
import { accountFile, arn, exception, pulling, roleArn } from '../support/following.ts';
import { brokenInPart } from '../support/remediation-law.ts';

const NAMES = ['a1', 'a2', 'a3', 'a4', 'a5'];
const FILE = accountFile({
  roles: [pulling('dev', ...NAMES)],
  regions: [
    region(
      'us-east-1',
      NAMES.map((name) => repository(name)),
    ),
  ],
});

/** Whom it lets pull where; everything else is drift. */
function allowing(names: readonly string[]): Baseline {
  const allow = `[{ principals: ["${roleArn('dev')}"], capabilities: [pull] }]`;
  const rules = [
    '  - { id: all, repositories: ["**"], allow: [{ principals: ["account:000000000000"], capabilities: [list] }] }',
    ...names.map((name) => `  - { id: ${name}, repositories: [${name}], allow: ${allow} }`),
  ];
  const text = `apiVersion: ecr-drift/v1\nkind: AccessPolicy\nrules:\n${rules.join('\n')}\n`;
  const parsed = parseBaseline('b.yaml', [{ path: 'b.yaml', text }]);
  if (parsed.kind !== 'baseline') throw new Error(JSON.stringify(parsed.issues));
  return parsed.baseline;
}

function remediationIn(baseline: Baseline, most: number) {
  const judged = judgeSnapshot(snapshotFrom(FILE), baseline, { most });
  const view = auditView({ ...judged, followed: undefined });
  return { ...view, remediation: view.causes.find(({ kind }) => kind === 'statement')?.remediation };
}

describe('a statement that gives one role five repositories, of which findings tell of two', () => {
  test('goes whole where none of them is meant', () => {
    const { leftOut, findings, remediation } = remediationIn(allowing([]), 2);
    expect([leftOut, findings.filter(({ code }) => code === 'ECRD-101').length]).toEqual([3, 2]);
    expect(remediation).toMatchObject({ leaves: [], changes: [{ target: 'inlinePolicy' }] });
    expect(JSON.stringify(remediation)).not.toMatch(/"after":"[^"]*repository\/a/);
  });

  // Seen failing: what findings do not tell of taken for drift whatever the baseline says.
  test.each([[['a5']], [['a1']], [['a1', 'a3']]])('keeps %j, which are meant', (meant) => {
    expect(brokenInPart(FILE, allowing(meant), 2)).toEqual([]);
    expect(JSON.stringify(remediationIn(allowing(meant), 2).remediation)).toContain('changes');
  });

  // An exception may accept any of what findings do not tell of.
  test('keeps all that findings do not tell of where there are exceptions', () => {
    const exceptions = [exception({ kind: 'selector', principals: [arn(roleArn('ops'))] }, '2027-01-01')];
    const { remediation } = remediationIn({ ...allowing([]), exceptions }, 2);
    const left = remediation && 'changes' in remediation ? remediation.changes.map(({ after }) => after ?? '').join() : NAMES.join();
    const kept = NAMES.filter((name) => left.includes(name));
    expect(kept.length).toBeGreaterThanOrEqual(3);
  });

  // Seen failing: what findings do not tell of taken for meant.
  test('is worked out on demand in the same way', () => {
    const judged = judgeSnapshot(snapshotFrom(FILE), allowing([]), { most: 2 });
    const [cause] = causesOf(judged.matrix.account, judged.findings).filter(({ kind }) => kind === 'statement');
    const [told, untold] = [true, false].map((hasUntold) => cause && causeRemediations({ ...judged, hasUntold }, UNBOUNDED)(cause));
    expect(told).toMatchObject({ kind: 'change' });
    expect(untold).not.toEqual(told);
  });
});
