// The formats that other tools read: each is what its makers say it is, with everything that strangers named, and all tell the same.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { judgeSnapshot } from '../../lib/audit.ts';
import { csvCell } from '../../lib/report/formats/csv.ts';
import { type FormatName, rendered } from '../../lib/report/index.ts';
import type { AuditView } from '../../lib/report/schema.ts';
import { snapshotOf } from '../support/account-shorthand.ts';
import { arbitraryAccount } from '../support/arbitrary-account.ts';
import { acmeBaseline, acmeFile, NOBODY, viewOf } from '../support/audited.ts';
import { holds } from '../support/property.ts';
import { textOf } from '../support/stored-text.ts';
import { asffRequests, csvRows, problemsOfAsff, problemsOfOcsf, problemsOfSarif, TOLD, toldBy } from './support/formats.ts';
import { aged, namedBy } from './support/states.ts';
import { accessOf, auditOf } from './support/views.ts';

const ACME = auditOf(acmeFile(), acmeBaseline());
const AGED = aged(ACME);
const HOSTILE = [
  '=cmd|"/c calc"!A0',
  '</failure><script>alert(1)</script>',
  ']]>&lt;\u0000\u202e',
  '[a](javascript:alert(1)) \ud800 "',
  '\r\n,;\t|',
];

function inFormat(format: FormatName, view: AuditView): string {
  return textOf(rendered('audit', format, { view, printed: view, remarks: [] }));
}

function ocsfEvents(view: AuditView) {
  return JSON.parse(inFormat('ocsf', view));
}

/** Every problem that a maker's schema has with the formats of a view. */
function problemsWith(view: AuditView): readonly string[] {
  return [
    ...problemsOfSarif(JSON.parse(inFormat('sarif', view))),
    ...asffRequests(inFormat('asff', view)).flatMap((request) => problemsOfAsff(request)),
    ...ocsfEvents(view).flatMap(problemsOfOcsf),
  ];
}

describe('by the schemas of their makers', () => {
  test('SARIF, ASFF and OCSF of the example account are valid, at first and later', () => {
    expect(problemsWith(ACME)).toEqual([]);
    expect(problemsWith(AGED)).toEqual([]);
  });

  test.each(HOSTILE)('they are where everything is called %j', (text) => {
    expect(problemsWith(namedBy(AGED, text))).toEqual([]);
  });

  test('the schemas refuse what is wrong', () => {
    expect(problemsOfSarif({ version: '2.1.0', runs: [{ results: [] }] })).not.toEqual([]);
    expect(problemsOfAsff({ Findings: [{ Id: '1' }] })).not.toEqual([]);
    expect(problemsOfOcsf({ ...ocsfEvents(ACME)[0], another: 1 })).not.toEqual([]);
  });

  // Seen failing: SARIF without the ids of accepted findings taken out, after 5 runs; JUnit that passes what is accepted, after 5; CSV without the first row, after 1.
  test('and every format tells the same findings in the same states, of every account', () => {
    const property = fc.property(arbitraryAccount, fc.boolean(), (words, isAged) => {
      const fresh = viewOf(judgeSnapshot(snapshotOf(words), NOBODY));
      const view = isAged ? aged(fresh) : fresh;
      expect(problemsWith(view)).toEqual([]);
      const told = toldBy(view.findings);
      const { open, accepted, resolved } = view.summary.byState;
      expect([told.open.length, told.accepted.length, told.resolved.length]).toEqual([open, accepted, resolved]);
      for (const format of ['json', 'html', 'csv', 'junit', 'asff', 'ocsf'] as const)
        expect(TOLD[format](inFormat(format, view))).toEqual(told);
      expect(TOLD.sarif(inFormat('sarif', view))).toEqual({ ...told, accepted: [], resolved: [] });
    });
    holds(property, { runs: 60, show: (words) => stringify([words], { lineWidth: 0, aliasDuplicateObjects: false }) });
  });
});

describe('CSV', () => {
  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '  =1', '\uff1d1', "'=1", '"=1'])('never lets a spreadsheet compute %j', (text) => {
    expect(csvCell(text)).toMatch(/^"'/);
  });

  test('keeps a cell on one line and in its place, and is cut where a spreadsheet could not hold it', () => {
    expect(csvCell('one\ntwo')).toBe('"one\\u{a}two"');
    expect(csvCell('say "so", twice')).toBe('"say ""so"", twice"');
    expect(csvCell('x'.repeat(100_000)).length).toBeLessThan(32_767);
  });

  test('has one row for each finding, in the order of the audit, and its proof', () => {
    const rows = csvRows(inFormat('csv', ACME));
    expect(rows.map(({ id }) => id)).toEqual(ACME.findings.map(({ id }) => id));
    expect(rows[0]).toMatchObject({ ruleFile: 'baseline/registry.yaml', via: 'repository policy, statement 1 (ContractorSelfService)' });
    expect(Object.keys(rows[0]!).length).toBeLessThanOrEqual(30);
  });

  test('has one row for each grant of effective access', () => {
    const { grants, ...head } = accessOf(acmeFile());
    const rows = csvRows(textOf(rendered('access', 'csv', { head, grants: () => grants, lines: () => [], by: 'repository' })));
    expect(rows.map(({ repository, principal, capability }) => [repository, principal, capability])).toEqual(
      grants.map(({ repository, principal, capability }) => [repository, principal, capability]),
    );
  });
});

describe('SARIF', () => {
  test('shows where in the baseline the intent is written, and the ARN of the repository that violates it', () => {
    const [result] = JSON.parse(inFormat('sarif', ACME)).runs[0].results;
    expect(result.locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: 'baseline/registry.yaml', uriBaseId: '%SRCROOT%' },
      region: { startLine: 71 },
    });
    expect(result.locations[0].logicalLocations[0].fullyQualifiedName).toBe('arn:aws:ecr:us-east-1:111111111111:repository/ml/trainer');
    expect(result.partialFingerprints).toEqual({ 'ecrDriftFinding/v1': ACME.findings[0]!.id });
  });

  test('makes no link of a name', () => {
    const text = inFormat('sarif', namedBy(ACME, '[a](javascript:alert(1))'));
    for (const { message } of JSON.parse(text).runs[0].results) expect(message.text).not.toMatch(/(?<!\\)\[/);
  });

  test('says what was not read', () => {
    const unread = [{ part: 'organization', api: 'organizations:DescribeOrganization', code: 'AccessDenied', message: 'no' }];
    const [run] = JSON.parse(inFormat('sarif', { ...ACME, complete: false, unread })).runs;
    expect(run.invocations[0].toolExecutionNotifications[0].message.text).toContain('AccessDenied');
    expect(run.properties.complete).toBe(false);
  });
});

describe('JUnit', () => {
  test.each(HOSTILE)('has no markup but its own where everything is called %j', (text) => {
    const xml = inFormat('junit', namedBy(AGED, text));
    const bare = inFormat('junit', AGED);
    const tagsIn = (of: string) => [...of.matchAll(/<\/?([a-z]+)/g)].map(([, name]) => name);
    expect(tagsIn(xml)).toEqual(tagsIn(bare));
    // XML 1.0 has no other characters.
    expect(xml).toMatch(/^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u);
  });

  test('is an error where something was not read, whatever else there is', () => {
    const unread = [{ part: 'identity', api: 'iam:GetAccountAuthorizationDetails', code: 'AccessDenied', message: '' }];
    const xml = inFormat('junit', { ...ACME, complete: false, unread });
    expect(xml).toMatch(/^<\?xml [^>]*>\n<testsuites [^>]*tests="22" failures="21" errors="1"/);
    expect(xml).toContain('<error message="1 parts were not read');
  });
});

describe('ASFF', () => {
  const long = namedBy(AGED, 'x'.repeat(5_000));

  test('archives what is over, and nothing else', () => {
    const states = asffRequests(inFormat('asff', AGED)).flatMap(({ Findings }) => Findings.map(({ Id, RecordState }) => [Id, RecordState]));
    expect(states).toEqual(AGED.findings.map(({ id, state }) => [id, state === 'resolved' ? 'ARCHIVED' : 'ACTIVE']));
  });

  test('names the repository as a resource of Security Hub', () => {
    const [request] = asffRequests(inFormat('asff', ACME));
    expect(request?.Findings[0]?.Resources[0]).toMatchObject({
      Type: 'AwsEcrRepository',
      Id: 'arn:aws:ecr:us-east-1:111111111111:repository/ml/trainer',
    });
  });

  test('keeps a finding below 240 KB, and a request at 100 of them', () => {
    const many = Array.from({ length: 250 }, (_, at) => ({ ...long.findings[at % long.findings.length]!, id: `ecrd-${at}` }));
    const repositories = Array.from({ length: 3_000 }, (_, at) => ({ region: 'us-east-1', repository: `${'x'.repeat(400)}${at}` }));
    const wide = many.map((finding) => ({ ...finding, evidence: { ...finding.evidence, repositories } }));
    const requests = asffRequests(inFormat('asff', { ...long, findings: wide }));
    expect(requests.map(({ Findings }) => Findings.length)).toEqual([100, 100, 50]);
    expect(requests.flatMap((request) => problemsOfAsff(request))).toEqual([]);
    for (const finding of requests.flatMap(({ Findings }) => Findings)) {
      expect(Buffer.byteLength(JSON.stringify(finding))).toBeLessThan(240 * 1024);
      expect(finding.Resources.length).toBeLessThanOrEqual(32);
    }
  });
});
