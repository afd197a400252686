// The page as text: it needs nothing from elsewhere, nothing in it runs but its own script, and what it embeds is the audit.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { grantsOf } from '../../lib/access/matrix/grants.ts';
import { judgeSnapshot } from '../../lib/audit.ts';
import { isCapability } from '../../lib/model/access.ts';
import { cellVerdicts } from '../../lib/report/html/cell-verdicts.ts';
import { groupedAccess } from '../../lib/report/html/grouped-access.ts';
import { namesInGroups, PRINCIPAL_GROUPINGS, REPOSITORY_GROUPINGS } from '../../lib/report/html/name-groups.ts';
import { wholeAccess } from '../../lib/report/html/page-access.ts';
import type { PageAccess } from '../../lib/report/html/page-view.ts';
import { rendered } from '../../lib/report/index.ts';
import { snapshotOf } from '../support/account-shorthand.ts';
import { arbitraryAccount } from '../support/arbitrary-account.ts';
import { acmeBaseline, acmeFile, NOBODY, snapshotFrom, viewOf } from '../support/audited.ts';
import { baselineOf, policy } from '../support/baseline.ts';
import { embeddedIn, pageOf } from '../support/page.ts';
import { holds } from '../support/property.ts';
import { textOf } from '../support/stored-text.ts';
import { hostile } from './support/hostile-account.ts';
import { aged, namedBy } from './support/states.ts';

const ASSETS = { script: 'window.drawn=1', style: 'p{color:red}' };
const ACME = pageOf(snapshotFrom(acmeFile()), acmeBaseline(), ASSETS);
const ALICE = 'arn:aws:iam::111111111111:user/alice';
const LOGIN = { Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' };
const PULL = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchCheckLayerAvailability'];
const HEAD = { totals: { grants: 0, principals: 0, repositories: 0 }, closed: 0 };

const show = (words: object): string => stringify([words], { lineWidth: 0, aliasDuplicateObjects: false });

function hashOf(text: string, encoding: 'base64' | 'hex'): string {
  return createHash('sha256').update(text).digest(encoding);
}

describe('the page', () => {
  test('allows its own script and style by their hashes, and nothing else', () => {
    const [, allowed] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(ACME.html)!;
    expect(allowed).toBe(
      `default-src 'none'; script-src 'sha256-${hashOf(ASSETS.script, 'base64')}'; style-src 'sha256-${hashOf(ASSETS.style, 'base64')}'; img-src data:; base-uri 'none'; form-action 'none'`,
    );
    expect(ACME.html.indexOf('Content-Security-Policy')).toBeLessThan(ACME.html.indexOf('<style>'));
  });

  test('loads nothing from anywhere, and has no handlers and no styles within its markup', () => {
    const markup = ACME.html.replace(/<script type="application\/json".*?<\/script>/s, '');
    expect(markup.match(/ (?:src|srcset|action|on\w+|style)=|href="(?!data:,")/g)).toBeNull();
  });

  test('says first of all that something was not read, whether or not its script runs', () => {
    const unread = [{ part: 'identity', api: 'iam:GetAccountAuthorizationDetails', code: 'AccessDenied', message: 'no' }];
    const { html } = pageOf(snapshotFrom(acmeFile()), acmeBaseline(), ASSETS, (view) => ({ ...view, complete: false, unread }));
    const banner = html.indexOf('INCOMPLETE: 1 part not read');
    expect(banner).toBeGreaterThan(0);
    expect(banner).toBeLessThan(html.indexOf('<div id="report">'));
  });

  test('is signed with the hash of the same audit as JSON', () => {
    const json = textOf(rendered('audit', 'json', { view: ACME.view, printed: ACME.view, remarks: [] }));
    expect(embeddedIn(ACME.html).sha256).toBe(hashOf(json, 'hex'));
  });

  test('can be read without a script, where nobody has the sources of its pictures', () => {
    const html = textOf(rendered('audit', 'html', { view: ACME.view, printed: ACME.view, remarks: [] }));
    expect(html).toContain("script-src 'none'");
    for (const { id } of ACME.view.causes) expect(html).toContain(`<li id="${id}">`);
  });

  test.each([
    '<img src=x onerror=alert(1)>',
    '</script><script>alert(1)</script>',
    '<!-- <script>',
    '"\'><b>',
    '&lt;b&gt;\u202e\u0000\ud800',
  ])('has no markup but its own where everything is called %j', (text) => {
    const tagsIn = (of: string) => [...of.matchAll(/<\/?([a-z!][a-z0-9]*)/gi)].map(([, name]) => name);
    const calm = pageOf(snapshotFrom(acmeFile()), acmeBaseline(), ASSETS, aged).html;
    const { html } = pageOf(snapshotFrom(acmeFile()), acmeBaseline(), ASSETS, (view) => namedBy(aged(view), text));
    expect(tagsIn(html)).toEqual(tagsIn(calm));
    for (const char of ['\u0000', '\u202e', '\ud800']) expect(html).not.toContain(char);
    // And the script finds what it looks for.
    expect(embeddedIn(html).causes.total).toBe(embeddedIn(calm).causes.total);
  });
});

test.each(['<b>', '</script><script>', '"onload=', '<!--'])(
  'the page of an account in which strangers write %j has no markup but its own',
  (text) => {
    const tagsIn = (name: string) => {
      const { html } = pageOf(snapshotFrom(hostile(name)), NOBODY, ASSETS);
      return [...html.replaceAll(/<li[^>]*>.*?<\/li>/gs, '').matchAll(/<\/?([a-z!][a-z0-9]*)/gi)].map(([, tag]) => tag);
    };
    expect(tagsIn(text)).toEqual(tagsIn('calm'));
  },
);

describe('a large audit', () => {
  const { view, html } = pageOf(snapshotFrom(acmeFile()), acmeBaseline(), ASSETS, (small) => {
    const findings = Array.from({ length: 4_000 }, (_, at) => ({ ...small.findings[at % small.findings.length]!, id: `ecrd-${at}` }));
    const causes = findings.map(({ id }, at) => ({ ...small.causes[at % small.causes.length]!, id: `ecrc-${at}`, findings: [id] }));
    return { ...small, findings, causes };
  });

  test('is rolled up: the counts are of all, the gravest are there, and the complete file is known by its hash', () => {
    const page = embeddedIn(html);
    expect([page.findings.total, page.causes.total]).toEqual([4_000, 4_000]);
    expect(page.findings.first.map(({ id }) => id)).toEqual(view.findings.slice(0, 1_500).map(({ id }) => id));
    expect(page.causes.first.map(({ id }) => id)).toEqual(view.causes.slice(0, 400).map(({ id }) => id));
    expect(page.summary).toEqual(view.summary);
    expect(page.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  test('stays below 5 MB', () => {
    expect(Buffer.byteLength(html)).toBeLessThan(5 * 1024 * 1024);
  });
});

describe('the picture of the matrix', () => {
  // Seen failing: rights of the first repository of a class alone, after 6 runs.
  test('has every right of everybody, and no other', () => {
    const property = fc.property(arbitraryAccount, (words) => {
      const judged = judgeSnapshot(snapshotOf(words), NOBODY);
      const verdicts = cellVerdicts(viewOf(judged), { ...judged, assets: ASSETS });
      const access = wholeAccess(judged.matrix, verdicts, HEAD);
      const grants = grantsOf(judged.matrix).filter(({ capability }) => isCapability(capability));
      expect(rightsIn(access)).toEqual(
        grants.map((grant) => [grant.region, grant.repository, grant.principal.name, grant.capability, grant.decision].join(' ')).sort(),
      );
    });
    holds(property, { runs: 60, show });
  });

  // Seen failing: the repositories of a group counted as one, after 6 runs.
  test('in groups counts every right once', () => {
    const room = fc.record({ rows: fc.integer({ min: 1, max: 4 }), columns: fc.integer({ min: 1, max: 4 }) });
    const property = fc.property(arbitraryAccount, room, (words, most) => {
      const judged = judgeSnapshot(snapshotOf(words), NOBODY);
      const verdicts = cellVerdicts(viewOf(judged), { ...judged, assets: ASSETS });
      const access = groupedAccess(judged.matrix, verdicts, HEAD, most);
      const counted = access.cells.flatMap(([, , at]) => access.rights[at]!.map(({ pairs = 0 }) => pairs));
      expect(counted.reduce((sum, pairs) => sum + pairs, 0)).toBe(
        grantsOf(judged.matrix).filter(({ capability }) => isCapability(capability)).length,
      );
      expect(access.rows.reduce((sum, { size }) => sum + size, 0)).toBe(
        judged.matrix.repositoryClasses.flatMap(({ members }) => members).length,
      );
    });
    holds(property, { runs: 60, show });
  });

  test('counts as closed what the first screen does, and nothing that was not read', () => {
    expect(embeddedIn(ACME.html).access?.closed).toBe(9);
    const unread = snapshotOf({ repositories: { app: {}, web: { policy: 'unknown' } } });
    expect(embeddedIn(pageOf(unread, NOBODY, ASSETS).html).access?.closed).toBe(1);
  });

  test('marks what findings tell of, and what is missing', () => {
    const { view, html } = ACME;
    const { access } = embeddedIn(html);
    for (const { region, repository, principal, capability, code } of view.findings) {
      if (code !== 'ECRD-101' || region === '*' || repository === null) continue;
      expect(verdictAt(access!, [repository, region!, principal!, capability!])).toBe('unexpected');
    }
    expect(verdictAt(access!, ['public/base-node', 'eu-west-1', '*', 'pull'])).toBe('expected');
  });
});

describe('a right of the matrix', () => {
  const RULES = policy(
    `rules: [{ id: web, repositories: [web], allow: [{ principals: ["${ALICE}"], capabilities: [pull] }], require: [{ principals: ["${ALICE}"], capabilities: [push] }] }]`,
  );
  const EXCEPTION =
    'apiVersion: ecr-drift/v1\nkind: Exception\nitems: [{ id: for-now, match: { code: ECRD-101, principals: ["arn:aws:iam::111111111111:user/alice"] }, reason: until the move, owner: team, expires: 2026-12-31 }]\n';
  const words = {
    users: { alice: { policies: [[LOGIN, { Effect: 'Allow', Action: [...PULL, 'ecr:DeleteRepository'], Resource: '*' }]] } },
    repositories: { web: {} },
  } as const;
  const drawn = (files: Readonly<Record<string, string>>) => embeddedIn(pageOf(snapshotOf(words), baselineOf(files), ASSETS).html);

  test('is expected where a rule allows it, missing where one requires it, and unexpected where none does', () => {
    const { access } = drawn({ 'rules.yaml': RULES });
    const verdicts = ['pull', 'push', 'delete'].map((capability) => verdictAt(access!, ['web', 'us-east-1', ALICE, capability]));
    expect(verdicts).toEqual(['expected', 'missing', 'unexpected']);
  });

  test('is accepted where an exception accepts its finding, which the page counts', () => {
    const { access, baseline } = drawn({ 'rules.yaml': RULES, 'exceptions.yaml': EXCEPTION });
    expect(verdictAt(access!, ['web', 'us-east-1', ALICE, 'delete'])).toBe('accepted');
    expect(baseline?.exceptions).toMatchObject([{ id: 'for-now', owner: 'team', accepts: 1, match: 'ECRD-101; 1 principal selector' }]);
  });
});

function rightsIn({ rows, columns, cells, rights }: PageAccess): readonly string[] {
  return cells
    .flatMap(([row, column, at]) =>
      rights[at]!.flatMap(({ capability, certainty, verdict }) =>
        verdict === 'missing' ? [] : [[rows[row]!.region, rows[row]!.name, columns[column]!.name, capability, certainty].join(' ')],
      ),
    )
    .sort();
}

function verdictAt(
  { rows, columns, cells, rights }: PageAccess,
  [repository, region, principal, capability]: readonly [string, string, string, string],
) {
  const row = rows.findIndex((each) => each.name === repository && each.region === region);
  const column = columns.findIndex(({ name }) => name === principal);
  const cell = cells.find((each) => each[0] === row && each[1] === column);
  return cell && rights[cell[2]]!.find((right) => right.capability === capability)?.verdict;
}

describe('names in groups', () => {
  const names = (count: number, name: (at: number) => string) => Array.from({ length: count }, (_, at) => name(at));

  test('are alone where there is room', () => {
    expect(namesInGroups(['b', 'a'], REPOSITORY_GROUPINGS, 10)).toEqual([
      { label: 'a', names: ['a'] },
      { label: 'b', names: ['b'] },
    ]);
  });

  test('are by their path where that is enough', () => {
    const groups = namesInGroups(
      names(100, (at) => `team-${at % 5}/app-${at}`),
      REPOSITORY_GROUPINGS,
      10,
    );
    expect(groups.map(({ label }) => label)).toEqual(['team-0/*', 'team-1/*', 'team-2/*', 'team-3/*', 'team-4/*']);
  });

  test('are with their neighbours where the next coarser way would leave one group', () => {
    const groups = namesInGroups(
      names(1_000, (at) => `team-${at}/app`),
      REPOSITORY_GROUPINGS,
      10,
    );
    expect(groups).toHaveLength(10);
    expect(groups[0]?.label).toMatch(/^team-0 … team-\d+$/);
    expect(groups.flatMap((group) => group.names)).toHaveLength(1_000);
  });

  test('of principals are by kind and path', () => {
    const arns = names(200, (at) => `arn:aws:iam::111111111111:role/${at % 2 === 0 ? 'ci' : 'run'}/r${'abcde'.charAt(at % 5)}-${at}`);
    expect(namesInGroups(arns, PRINCIPAL_GROUPINGS, 10).map(({ label }) => label)).toEqual([
      ...['role/ci/ra*', 'role/ci/rb*', 'role/ci/rc*', 'role/ci/rd*', 'role/ci/re*'],
      ...['role/run/ra*', 'role/run/rb*', 'role/run/rc*', 'role/run/rd*', 'role/run/re*'],
    ]);
  });
});
