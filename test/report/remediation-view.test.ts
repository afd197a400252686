// What an audit says of mends: to people and in JSON.
import { describe, expect, test } from 'vitest';
import { judgeSnapshot } from '../../lib/audit.ts';
import { auditTable } from '../../lib/report/audit-table.ts';
import { auditSchema } from '../../lib/report/schema.ts';
import { type AccountWords, snapshotOf } from '../support/account-shorthand.ts';
import { acmeBaseline, acmeFile, rules, snapshotFrom, viewOf } from '../support/audited.ts';

const FORBIDDING = rules('  - { id: no-partners, repositories: ["**"], forbid: [{ principals: [external], capabilities: [list] }] }');

function shop(repositories: readonly string[]): AccountWords {
  const policy = [
    { Sid: 'Partner', Effect: 'Allow', Principal: { AWS: '222222222222' }, Action: ['ecr:DescribeImages', 'ecr:ListImages'] },
  ];
  return { repositories: Object.fromEntries(repositories.map((name) => [name, { policy }])) };
}

describe('the table of an audit', () => {
  test('shows the beginning of the diff, the command, what goes with it and how to keep it', () => {
    const text = auditTable(viewOf(judgeSnapshot(snapshotOf(shop(['shop/web'])), FORBIDDING)));
    const [first = ''] = text.replaceAll(/ecrd-\w+/g, 'ecrd-x').split('\n\n');
    expect(first.split('\n').filter((line) => line.startsWith('    '))).toEqual([
      '    change the repository policy of shop/web in us-east-1',
      '      @@ -1,16 +0,0 @@',
      '      -{',
      '      -  "Version": "2012-10-17",',
      '      -  "Statement": [',
      '      -    {',
      '      -      "Sid": "Partner",',
      '      -      "Effect": "Allow",',
      '      -      "Principal": {',
      '      -        "AWS": "222222222222"',
      '      -      },',
      '      -      "Action": [',
      '      -        "ecr:DescribeImages",',
      '      …',
      '    run: aws ecr delete-repository-policy --region us-east-1 --repository-name shop/web',
      '    keep it instead: no exception accepts what a rule forbids: add `account:222222222222` to `except` of the forbid in baseline.yaml:4',
    ]);
  });

  test('says why there is no change that mends it by itself', () => {
    const organization = { path: 'o-a/r-a/ou-a/', accounts: { '222222222222': 'o-a/r-a/ou-a/' } };
    const text = auditTable(viewOf(judgeSnapshot(snapshotOf({ ...shop(['shop/web']), organization }), undefined)));
    expect(text).toContain('    no change by itself: name the roles that need it: which they are, only account:222222222222 can say\n');
  });
});

describe('the JSON of an audit', () => {
  test('has every mend of the example whole, as its schema says', () => {
    const view = viewOf(judgeSnapshot(snapshotFrom(acmeFile()), acmeBaseline()));
    expect(auditSchema.strict().safeParse(view).error).toBeUndefined();
    const mends = view.findings.flatMap(({ mend }) => (mend && 'changes' in mend ? [mend] : []));
    expect(mends.length).toBeGreaterThan(10);
    for (const { changes, accept } of mends) {
      expect(changes.every(({ command, diff }) => command.startsWith('aws ') && diff.startsWith('--- '))).toBe(true);
      expect(accept).toMatch(/^(ecr-drift accept ecrd-|no exception accepts what a rule forbids: add `arn:)/);
    }
  });

  test('has the remediations of the hundred gravest causes, and says so of the others', () => {
    const partner = (at: number) => String(222_222_222_000 + at);
    const repositories = Object.fromEntries(
      Array.from({ length: 110 }, (_, at) => {
        const statement = { Effect: 'Allow', Principal: { AWS: partner(at) }, Action: ['ecr:DescribeImages', 'ecr:ListImages'] };
        return [`shop/r${at}`, { policy: [statement] }];
      }),
    );
    const { causes, findings } = viewOf(judgeSnapshot(snapshotOf({ repositories }), FORBIDDING));
    const isPostponed = (remediation: { readonly why?: string } | null) =>
      remediation?.why?.startsWith('worked out for the 100 gravest') ?? false;
    expect(causes).toHaveLength(110);
    expect(causes.filter(({ remediation }) => isPostponed(remediation as { why?: string }))).toEqual(causes.slice(100));
    const later = new Set(causes.slice(100).flatMap((cause) => cause.findings));
    expect(
      findings
        .filter(({ mend }) => isPostponed(mend as { why?: string }))
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual([...later].toSorted());
  });

  test('has the change of a cause at each of its findings that it ends', () => {
    const { causes, findings } = viewOf(judgeSnapshot(snapshotOf(shop(['shop/web'])), FORBIDDING));
    const [cause] = causes;
    expect(cause?.remediation).toMatchObject({ changes: [{ target: 'repositoryPolicy' }], alsoRemoves: [], leaves: [] });
    const changes = cause?.remediation && 'changes' in cause.remediation ? cause.remediation.changes : [];
    const [one, other] = findings;
    expect(one?.mend).toMatchObject({ changes, alsoRemoves: [other?.id] });
    expect(other?.mend).toMatchObject({ changes, alsoRemoves: [one?.id] });
  });

  test('is what its schema says, every finding in exactly one cause', () => {
    const view = viewOf(judgeSnapshot(snapshotFrom(acmeFile()), acmeBaseline()));
    expect(view.causes.flatMap((cause) => cause.findings).toSorted()).toEqual(view.findings.map(({ id }) => id).toSorted());
  });
});
