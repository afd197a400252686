import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accessMatrix } from '../../../lib/access/matrix/matrix.ts';
import { captureRules } from '../../../lib/baseline/capture/capture.ts';
import { compareBaselines } from '../../../lib/baseline/review/compare.ts';
import { comparisonMarkdown } from '../../../lib/baseline/review/compare-markdown.ts';
import type { Baseline } from '../../../lib/model/baseline.ts';
import { baselineOf, policy, rule } from '../../support/baseline.ts';
import { generateAccount } from '../../support/generate-account.ts';
import { rounds } from '../../support/property.ts';
import { snapshotOf } from '../../support/small-account.ts';

const ROLE = 'arn:aws:iam::111111111111:role/ci/build';
const NOTHING = 'No semantic change: only the text of the baseline differs.\n';

describe('what is only text', () => {
  test.each([
    [
      'the order of rules',
      rules(allow('a/**', ROLE, 'pull'), allow('b/**', ROLE, 'push')),
      rules(allow('b/**', ROLE, 'push'), allow('a/**', ROLE, 'pull')),
    ],
    ['grouping by repository', rules(allow('a/**, b/**', ROLE, 'pull')), rules(allow('a/**', ROLE, 'pull'), allow('b/**', ROLE, 'pull'))],
    ['grouping by capability', rules(allow('a/**', ROLE, 'pull, push')), rules(allow('a/**', ROLE, 'pull'), allow('a/**', ROLE, 'push'))],
    ['retag beside pull and push', rules(allow('a/**', ROLE, 'pull, push')), rules(allow('a/**', ROLE, 'pull, push, retag'))],
    [
      'raw actions for a capability',
      rules(allow('a/**', ROLE, 'list')),
      rules(allow('a/**', ROLE, '"ecr:DescribeImages", "ecr:ListImages"')),
    ],
    ['what a wider glob allows already', rules(allow('a/**', ROLE, 'any')), rules(allow('a/**', ROLE, 'any'), allow('a/b', ROLE, 'pull'))],
    [
      'a principal that a wider glob means already',
      rules(allow('a', `${ROLE}/**`, 'pull')),
      rules(allow('a', `${ROLE}/**, ${ROLE}/x`, 'pull')),
    ],
    [
      'what is forbidden anyway',
      rules(forbid('**', 'public', 'any')),
      rules(forbid('**', 'public', 'any'), forbid('a/*', 'public', 'push')),
    ],
    [
      'reasons and owners',
      rules(allow('a', ROLE, 'pull')),
      rules(allow('a', ROLE, 'pull').replace(' }', ', reason: "because", owner: me }')),
    ],
  ])('%s does not matter', (_, before, after) => {
    expect(markdown(before, after)).toBe(NOTHING);
    expect(markdown(after, before)).toBe(NOTHING);
  });

  test('groups and the files that rules are in do not matter', () => {
    const before = { 'a.yaml': policy(`groups: { ci: ["${ROLE}"] }\n`), 'b.yaml': rules(allow('a', 'group:ci', 'pull')) };
    expect(between(before, { 'z.yaml': rules(allow('a', ROLE, 'pull')) })).toBe(NOTHING);
  });

  test('the layout of a policy document does not matter', () => {
    const of = (text: string): string => rule(`{ id: r, repositories: ["a"], allow: [{ principals: ["${ROLE}"], policy: ${text} }] }`);
    const before = of('{ Version: "2012-10-17", Statement: [{ Effect: Allow, Action: "ecr:PutImage", Resource: "*" }] }');
    expect(markdown(before, of('{ Statement: [{ Resource: "*", Action: "ecr:PutImage", Effect: Allow }], Version: "2012-10-17" }'))).toBe(
      NOTHING,
    );
  });

  test('equal files have no change at all', () => {
    const text = rules(allow('a', ROLE, 'pull'));
    expect(markdown(text, text)).toBe('No change.\n');
  });

  // Seen failing where the terms of two rules about the same did not unite.
  test('captured rules taken apart and shuffled are the same', () => {
    const text = captureRules(accessMatrix(snapshotOf(generateAccount({ repositories: 60, principals: 40 }))));
    const parsed = baselineOf({ 'captured.yaml': text });
    const single = parsed.rules.flatMap((each) =>
      each.entries.flatMap((entry) =>
        entry.capabilities.map((capability) => ({ ...each, entries: [{ ...entry, capabilities: [capability] }] })),
      ),
    );
    fc.assert(
      fc.property(fc.shuffledSubarray(single, { minLength: single.length }), (shuffled) => {
        expect(compareBaselines(parsed, { ...parsed, rules: shuffled }).terms).toEqual([]);
      }),
      { numRuns: rounds(20) },
    );
  });
});

// Seen failing: only the last of several entries about the same, after 5 runs; entries alike that are about other repositories, after 2.
test('what both say in the same words is told as if each entry were written by itself', () => {
  const some = (...values: readonly string[]) => fc.subarray([...values], { minLength: 1 }).map((each) => each.join(', '));
  const body = fc
    .tuple(
      fc.constantFrom('allow', 'forbid', 'require'),
      some('a/**', 'a/b', 'c'),
      some(ROLE, `${ROLE}/*`, 'public'),
      some('pull', 'push', 'list'),
    )
    .map(([verb, repositories, principals, capabilities]) => ruleOf(verb, repositories, principals, capabilities));
  const bodies = fc.array(body, { maxLength: 4 });
  fc.assert(
    fc.property(bodies, bodies, bodies, (shared, before, after) => {
      const [old, fresh] = [baselineOf({ 'a.yaml': rules(...shared, ...before) }), baselineOf({ 'a.yaml': rules(...after, ...shared) })];
      const told = (a: Baseline, b: Baseline): string => comparisonMarkdown({ ...compareBaselines(a, b), sameText: false });
      expect(told(old, fresh)).toBe(told(takenApart(old), fresh));
      expect(told(old, fresh)).toBe(told(takenApart(old), takenApart(fresh)));
    }),
    { numRuns: rounds(300) },
  );
});

/** A rule for each repository and principal of each entry. */
function takenApart(baseline: Baseline): Baseline {
  const single = baseline.rules.flatMap((each) =>
    each.entries.flatMap((said) =>
      each.repositories.names.flatMap((name) =>
        said.principals.map((principal) => {
          const repositories = { ...each.repositories, names: [name] };
          return { ...each, repositories, entries: [{ ...said, principals: [principal] }] };
        }),
      ),
    ),
  );
  return { ...baseline, rules: single };
}

describe('what a pull request has to show', () => {
  test.each([
    [
      'access that is new',
      rules(),
      rules(allow('a/**', ROLE, 'pull, push')),
      ['### Newly allowed', '', `- \`${ROLE}\`: **pull**, **push** on \`a/**\``],
    ],
    [
      'the capability that is added',
      rules(allow('a/**', ROLE, 'pull')),
      rules(allow('a/**', ROLE, 'pull, "ecr:BatchDeleteImage"')),
      ['### Newly allowed', '', `- \`${ROLE}\`: \`ecr:BatchDeleteImage\` on \`a/**\``],
    ],
    ['access that goes', rules(allow('a', 'public', 'pull')), rules(), ['### No longer allowed', '', '- `public`: **pull** on `a`']],
    [
      'principals and repositories together',
      rules(),
      rules(allow('a, b', 'public, external', 'pull')),
      ['### Newly allowed', '', '- `external`, `public`: **pull** on `a`, `b`'],
    ],
    [
      'less than before',
      rules(allow('a/**', 'public', 'pull')),
      rules(allow('a/b', 'public', 'pull')),
      ['### No longer allowed', '', '- `public`: **pull** on `a/**`; from now on only on `a/b`'],
    ],
    [
      'more than before',
      rules(allow('a/b', 'public', 'pull')),
      rules(allow('a/**', 'public', 'pull')),
      ['### Newly allowed', '', '- `public`: **pull** on `a/**`; until now only on `a/b`'],
    ],
    [
      'a longer time',
      rules(allow('a', 'public', 'pull').replace(' }', ', expires: 2026-12-31 }')),
      rules(allow('a', 'public', 'pull').replace(' }', ', expires: 2027-12-31 }')),
      ['### Newly allowed', '', '- `public`: **pull** on `a` until 2027-12-31; until now only on `a` until 2026-12-31'],
    ],
    [
      'a condition that is gone',
      rules(allow('a', 'public', 'pull').replace(' }', ', when: { Bool: { "aws:SecureTransport": "true" } } }')),
      rules(allow('a', 'public', 'pull')),
      ['### Newly allowed', '', '- `public`: **pull** on `a`; until now only on `a` where `Bool aws:SecureTransport true`'],
    ],
    [
      'a prohibition that is gone',
      rules(forbid('**', 'public', 'any')),
      rules(),
      ['### No longer forbidden', '', '- `public`: **any** on `**`'],
    ],
    ['a requirement', rules(), rules(require('a', ROLE, 'push')), ['### Newly required', '', `- \`${ROLE}\`: **push** on \`a\``]],
  ])('%s', (_, before, after, lines) => {
    expect(markdown(before, after)).toBe(['## What the baseline says now', '', ...lines, ''].join('\n'));
  });

  test('regions, accounts and tags are part of what is allowed', () => {
    const of = (scope: string): string =>
      rule(`{ id: r, repositories: ["a"], ${scope}allow: [{ principals: [public], capabilities: [pull] }] }`);
    const scoped = 'regions: [eu-west-1], accounts: ["111111111111"], tags: { tier: prod }, ';
    expect(markdown(of(''), of(scoped))).toContain(
      '### No longer allowed\n\n- `public`: **pull** on `a`; from now on only on `a` in `eu-west-1` of `111111111111` tagged `tier=prod`\n',
    );
    expect(markdown(of(scoped), of(''))).toContain(
      '### Newly allowed\n\n- `public`: **pull** on `a`; until now only on `a` in `eu-west-1` of `111111111111` tagged `tier=prod`\n',
    );
    expect(markdown(rules(), of(scoped))).toContain('- `public`: **pull** on `a` in `eu-west-1` of `111111111111` tagged `tier=prod`\n');
  });

  test('exceptions come, go and last longer', () => {
    const of = (id: string, match: string, expires: string): string =>
      `---\napiVersion: ecr-drift/v1\nkind: Exception\nid: ${id}\nmatch: ${match}\nreason: ten letters\nowner: sec\nexpires: ${expires}\n`;
    const finding = '{ finding: ecrd-aaaaaaaaaaaaaaaaaaaa }';
    const before =
      of('a', finding, '2026-10-01') +
      of('b', '{ code: ECRD-101, repositories: ["x/**"], principals: [public], capabilities: [pull] }', '2026-10-01');
    const after = of('other', finding, '2026-12-01') + of('c', '{ code: ECRD-305, repositories: [x] }', '2026-12-24T10:00:00Z');
    expect(markdown(before, after).split('\n').slice(2)).toEqual([
      '### Exceptions',
      '',
      '- removed: findings `ECRD-101` of `public` about **pull** on `x/**`, until 2026-10-01 (`sec`)',
      '- new: findings `ECRD-305` on `x`, until 2026-12-24T10:00:00Z (`sec`)',
      '- changed: finding `ecrd-aaaaaaaaaaaaaaaaaaaa`, until 2026-10-01 → 2026-12-01 (`sec`)',
      '',
    ]);
  });

  test('lines of the lock come, go and change', () => {
    const line = (repository: string, decision: string, conditions: readonly unknown[] = []): string =>
      `${JSON.stringify({ region: 'eu-west-1', repository, principal: 'account:222222222222', principalClass: 'external', capability: 'pull', decision, conditions })}\n`;
    const before = { 'a.lock.jsonl': line('a', 'allowed') + line('b', 'conditional', [{ account: '222222222222' }]) };
    const after = { 'a.lock.jsonl': line('b', 'allowed') + line('c', 'allowed') + line('d', 'allowed') };
    expect(between(before, after).split('\n').slice(2)).toEqual([
      '### Lock',
      '',
      '- changed: `account:222222222222`: **pull** on `b` in `eu-west-1`',
      '- new: `account:222222222222`: **pull** on `c`, `d` in `eu-west-1`',
      '- removed: `account:222222222222`: **pull** on `a` in `eu-west-1`',
      '',
    ]);
  });

  test('a review period is shown', () => {
    const before = policy('metadata: { owner: team-a, review: 180d }\n');
    expect(markdown(before, before.replace('180d', '90d'))).toContain('- new: every 90 days by `team-a`\n');
  });

  test('what people wrote cannot leave its code span', () => {
    const role = 'arn:aws:iam::111111111111:role/`x`)**bold**<img/src=x>';
    expect(markdown(rules(), rules(allow('a', role, 'pull')))).toContain(`- \`\`${role}\`\`: **pull** on \`a\`\n`);
  });

  test('the example of the repository against its own capture tells the planted drifts', () => {
    const files = Object.fromEntries(
      ['data', 'products', 'registry'].map((name) => [`${name}.yaml`, readFileSync(`examples/acme/baseline/${name}.yaml`, 'utf8')]),
    );
    const captured = captureRules(accessMatrix(snapshotOf(JSON.parse(readFileSync('examples/acme/snapshot.json', 'utf8')))));
    const text = between(files, { 'captured.yaml': captured });
    expect(text).toContain('- `account:333333333333`: **pull** on `payments/api` of `111111111111`, as far as known\n');
    expect(text).toContain(
      '- `account:222222222222`, `account:444444444444`: `ecr:ReplicateImage` on `mirror/nginx` in `us-east-1` of `111111111111`, as far as known\n',
    );
  });
});

function allow(repositories: string, principals: string, capabilities: string): string {
  return ruleOf('allow', repositories, principals, capabilities);
}

function require(repositories: string, principals: string, capabilities: string): string {
  return ruleOf('require', repositories, principals, capabilities);
}

function forbid(repositories: string, principals: string, capabilities: string): string {
  return ruleOf('forbid', repositories, principals, capabilities);
}

function ruleOf(verb: string, repositories: string, principals: string, capabilities: string): string {
  const list = (text: string): string =>
    text
      .split(', ')
      .map((each) => JSON.stringify(each))
      .join(', ');
  return `${verb}: [{ principals: [${list(principals)}], capabilities: [${capabilities}] }], repositories: [${list(repositories)}]`;
}

function rules(...bodies: readonly string[]): string {
  return policy(`rules: [${bodies.map((body, number) => `{ id: r${number}, ${body} }`).join(', ')}]\n`);
}

function markdown(before: string, after: string): string {
  return between({ 'a.yaml': before }, { 'a.yaml': after });
}

function between(before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): string {
  return comparisonMarkdown(compareBaselines(baselineOf(before), baselineOf(after)));
}
