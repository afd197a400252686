// An audit as Markdown, and in short.
import { describe, expect, test } from 'vitest';
import { openBySeverity } from '../../lib/report/counts.ts';
import { markdownOf } from '../../lib/report/markdown.ts';
import { markdownCode, markdownText } from '../../lib/report/markdown-text.ts';
import { type AuditView, storedAuditSchema } from '../../lib/report/schema.ts';
import { reportSummary } from '../../lib/report/summary.ts';
import { causes, finding, findings } from '../support/alerts.ts';

function view(fields: Partial<AuditView> = {}): AuditView {
  const all = fields.findings ?? [finding()];
  return {
    schemaVersion: 1,
    account: '111111111111',
    asOf: '2026-11-21T14:02:00Z',
    complete: true,
    unread: [],
    baseline: { path: 'baseline', sha256: 'f'.repeat(64) },
    summary: {
      bySeverity: openBySeverity(all),
      byCode: { 'ECRD-202': all.length },
      byState: { open: all.length, accepted: 0, resolved: 0 },
      unverified: 0,
    },
    observed: null,
    events: null,
    notes: [],
    causes: causes(all),
    findings: all,
    ...fields,
  };
}

const UNREAD = { part: 'repository policy of a in eu-west-1', api: 'ecr:GetRepositoryPolicy', code: 'AccessDenied', message: 'no' };

test('an audit is its counts, what was read, and the findings by severity with their proof', () => {
  const low = finding({
    severity: 'low',
    id: `ecrd-${'b'.repeat(20)}`,
    evidence: { details: ['created by `template`'] },
    state: 'accepted',
    acceptance: { exception: 'EXC-1', until: '2027-01-01T00:00:00Z' },
  });
  const over = finding({ state: 'resolved', id: `ecrd-${'c'.repeat(20)}` });
  expect(
    markdownOf(view({ findings: [finding(), over, low], complete: false, unread: [UNREAD] })),
  ).toBe(`# ECR access of account 111111111111

baseline \`baseline\`, sha256 \`${'f'.repeat(64)}\`

2 causes: 3 open, 0 accepted, 0 resolved, 0 not verified

| severity | open |
|---|---:|
| critical | 0 |
| high | 1 |
| medium | 0 |
| low | 0 |
| info | 0 |

## Completeness

- INCOMPLETE: 1 part not read, nothing is concluded from them
- repository policy of a in eu-west-1, ecr:GetRepositoryPolicy, AccessDenied

## high

### ECRD-202 ExternalAccountAccess

account:464622532012 can pull from payments/api in eu-west-1: no rule allows it

- through repository policy, statement 2 (ScannerPull)
- fix: remove the statement or narrow it to the role that needs it, or allow it in the baseline
- \`ecrd-aaaaaaaaaaaaaaaaaaaa\`, open, first seen 2026-11-21T14:02:00Z

## low

### ECRD-202 ExternalAccountAccess

account:464622532012 can pull from payments/api in eu-west-1: no rule allows it

- created by \`template\`
- fix: remove the statement or narrow it to the role that needs it, or allow it in the baseline
- \`ecrd-bbbbbbbbbbbbbbbbbbbb\`, accepted until 2027-01-01 by exception \`EXC-1\`, first seen 2026-11-21T14:02:00Z
`);
});

test('an audit without baseline says so, and what a baseline could capture', () => {
  const text = markdownOf(view({ baseline: null, findings: [], observed: { grants: 3, principals: 1, repositories: 1 } }));
  expect(text).toContain('\nno baseline\n');
  expect(text).toContain(
    '\nObserving: a baseline could capture 3 grants of 1 principal; until there is one, only what outsiders have is told, and what policies show by themselves\n',
  );
  expect(text).toContain('\n- scan complete\n');
});

describe('the mend of a finding', () => {
  const mend = { why: 'it names ``` and\n# more', accept: 'ecr-drift accept ecrd-a' };

  test('is a block of code that nothing in it ends', () => {
    expect(markdownOf(view({ findings: [finding({ mend })] }))).toContain(
      '\n````\nno change by itself: it names ``` and\\u{a}# more\nkeep it instead: ecr-drift accept ecrd-a\n````\n',
    );
  });

  test('is left out where the finding is accepted', () => {
    const acceptance = { exception: 'EXC-1', until: '2027-01-01T00:00:00Z' };
    expect(markdownOf(view({ findings: [finding({ mend, state: 'accepted', acceptance })] }))).not.toContain('keep it instead');
  });
});

describe('the size', () => {
  test('of ten thousand findings is at most 60 kB, and the cut is visible', () => {
    const text = markdownOf(view({ findings: findings(10_000) }));
    const shown = text.split('\n').filter((line) => line.startsWith('### ')).length;
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(60_000);
    expect(shown).toBeGreaterThan(50);
    expect(text.trimEnd().split('\n').at(-1)).toBe(
      `**CUT: ${10_000 - shown} findings left out here, the gravest are above; see the JSON report**`,
    );
  });

  test('of names and gaps without end is at most 60 kB as well', () => {
    const long = '\u20ac`'.repeat(10_000);
    const unread = Array.from({ length: 500 }, () => ({ part: long, api: long, code: long, message: long }));
    const text = markdownOf(view({ account: long, complete: false, unread, findings: findings(100, { message: long, repository: long }) }));
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(60_000);
    expect(text).toMatch(/\*\*CUT: \d+ findings left out here/);
  });
});

/** What is left of Markdown when its code spans are taken out, as CommonMark finds them: a run of backticks up to the next as long. */
function outsideCode(line: string): string {
  const [, before, fence] = /^([^`]*)(`+)/.exec(line) ?? [];
  if (before === undefined || fence === undefined) return line;
  const rest = line.slice(before.length + fence.length);
  const end = [...rest.matchAll(/`+/g)].find(([run]) => run === fence);
  if (!end) throw new Error(`a code span that does not end: ${line}`);
  return before + outsideCode(rest.slice(end.index + fence.length));
}

describe('strangers\u2019 text is inert', () => {
  test.each([
    ['a link', '[AWS console](https://evil.example)'],
    ['an image', '![x](https://evil.example/x.png)'],
    ['a bare link', 'https://evil.example www.evil.example'],
    ['a mention', '@octocat/team fixes #123'],
    ['HTML', '<script>alert(1)</script> <img src=x>'],
    ['markup', '# *bold* _italic_ ~~gone~~ > quoted | cell'],
    ['a line of its own', 'one\n# two\n\n---\n- three'],
    ['line breaks of Unicode', 'one\u2028# two\u0085three'],
    ['the end of a code span', '` <b> ``'],
    ['many backticks', '``` a ` b `` c'],
    ['a backtick at the end of a word', 'a` <b> `c'],
    ['only backticks', '` ` `` ```'],
    ['bidi controls', '\u202enimda\u202c'],
    ['an entity', '&lt;b&gt; &#42;'],
    ['an escape', '\\*x\\* \\'],
    ['ten thousand characters', 'Sid<'.repeat(2_500)],
  ])('%s', (_, text) => {
    const evidence = { via: [{ policy: text, sid: text, index: 0 }], details: [text], rule: { id: text, file: text, line: 1 } };
    const unread = [{ part: text, api: text, code: text, message: text }];
    const hostile = view({
      findings: [finding({ message: text, evidence })],
      complete: false,
      unread,
      baseline: { path: text, sha256: text },
    });
    const printed = markdownOf(hostile).split('\n');
    expect(printed).toHaveLength(
      markdownOf(view({ ...hostile, findings: [finding({ message: 'calm', evidence })], unread })).split('\n').length,
    );
    for (const line of printed) {
      const rest = outsideCode(line).replace(/^(?:#{1,3}|-) |^\|.*\|$/, '');
      expect(rest).not.toMatch(/[`*_~<>[\]!@#|\\&]|:\/\/|www\.|[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    }
  });

  test('a code span is fenced by more backticks than it holds', () => {
    expect(markdownCode('a`b``c', 80)).toBe('```a`b``c```');
    expect(markdownCode('`a', 80)).toBe('`` `a ``');
    expect(markdownCode('', 80)).toBe('`  `');
  });

  test('plain words stay plain', () => {
    expect(markdownText('team/app can pull: rule `x_y` and arn:aws:iam::1:role/a', 80)).toBe(
      'team/app can pull: rule `x_y` and `arn:aws:iam::1:role/a`',
    );
  });
});

describe('the short answer', () => {
  const accepted = finding({ state: 'accepted', severity: 'critical' });
  const over = finding({ state: 'resolved', severity: 'critical' });

  test('says when the audit was made, counts what is open, names the worst of it, and says how much was read', () => {
    const unread = Array.from({ length: 30 }, () => UNREAD);
    const long = view({ findings: [accepted, over, ...findings(40)], complete: false, unread });
    const { worst, ...rest } = reportSummary(long);
    expect(rest).toEqual({
      account: '111111111111',
      asOf: '2026-11-21T14:02:00Z',
      open: '40 open findings from 40 causes: 40 high; INCOMPLETE, 30 parts not read',
      causesLeftOut: 30,
      worstLeftOut: 30,
      complete: false,
      unreadParts: 30,
      unread: unread.slice(0, 10),
      baseline: long.baseline,
      summary: { ...long.summary, bySeverity: { critical: 0, high: 40, medium: 0, low: 0, info: 0 } },
      observed: null,
      causes: findings(10).map(({ id, severity, message }) => ({
        ...{ id: id.replace('ecrd-', 'ecrc-'), severity, kind: 'statement', message },
        ...{ open: 1, principals: 1, repositories: 1 },
      })),
    });
    expect(worst).toEqual(findings(10).map(({ id, code, severity, message }) => ({ id, code, severity, message })));
  });

  test('says that nothing is open where all is accepted or over', () => {
    expect(reportSummary(view({ findings: [accepted, over] })).open).toBe('no open findings');
  });

  test('names what could not be verified as such', () => {
    const [first] = reportSummary(view({ findings: [finding({ unverifiedSince: '2026-11-20T14:02:00Z' })] })).worst;
    expect(first).toMatchObject({ unverifiedSince: '2026-11-20T14:02:00Z' });
  });

  test('of a report that an earlier version stored counts what is open all the same', () => {
    const { asOf, causes: _, ...stored } = view({ findings: [accepted, over, finding()] });
    const counted = { ...stored.summary, bySeverity: { critical: 2, high: 1, medium: 0, low: 0, info: 0 } };
    const read = storedAuditSchema.parse({ ...stored, summary: counted });
    expect(reportSummary(read)).toMatchObject({
      asOf: null,
      open: '1 open finding: 1 high',
      causes: [],
      summary: { bySeverity: { critical: 0, high: 1 } },
    });
  });
});
