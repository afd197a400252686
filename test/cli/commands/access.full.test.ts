import { describe, expect, test } from 'vitest';
import { type AccessView, accessSchema } from '../../../lib/report/schema.ts';
import { REFUSED, region, repository, snapshotFile } from '../../snapshot/support/files.ts';
import { ACME, workplace } from '../support/program.ts';

const { run, file, read } = workplace();

const USERS = 'arn:aws:iam::111111111111:user';

function table(...options: readonly string[]): readonly string[] {
  const { status, stdout, stderr } = run(['access', '--snapshot', ACME, ...options]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout.split('\n').map((line) => line.replaceAll(/ {2,}/g, ' | '));
}

const answers = new Map<string, AccessView>();

/** Asked once: the same question has the same answer, which a test below shows. */
function json(...options: readonly string[]): AccessView {
  const known = answers.get(options.join(' '));
  if (known) return known;
  const { status, stdout, stderr } = run(['access', '--snapshot', ACME, '--format', 'json', ...options]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const answer = accessSchema.parse(JSON.parse(stdout));
  answers.set(options.join(' '), answer);
  return answer;
}

function short({ region: where, repository: name, principal, capability, decision }: AccessView['grants'][number]): string {
  return [where, name, principal, capability, decision].join(' ');
}

describe('access to a repository: who can', () => {
  test('lists each principal once with what it can do and through what', () => {
    expect(table('--repository', 'storefront/checkout')).toEqual(
      expect.arrayContaining([
        'storefront/checkout in eu-west-1',
        ' | PRINCIPAL | CLASS | CAN | THROUGH',
        ' | account:222222222222 | organization | push if account 222222222222 lets it | repository policy AllowCrossAccountPush',
      ]),
    );
  });

  test('names the services and what they depend on', () => {
    expect(table('--repository', 'storefront/web')).toContain(
      ' | service:lambda.amazonaws.com | service | pull if StringLike aws:sourceArn | repository policy LambdaECRImageRetrievalPolicy',
    );
  });

  test('names everyone as `*`, and the own principals beside', () => {
    const grants = json('--repository', 'public/base-node').grants.filter(({ capability }) => capability === 'pull');
    expect(grants.map(({ principal }) => principal)).toEqual(expect.arrayContaining(['*', `${USERS}/staff/dora`]));
    expect(grants.find(({ principal }) => principal === '*')).toMatchObject({ principalClass: 'public', decision: 'allowed' });
  });

  test('as JSON has the grants of that repository and no others, in every region that has one of the name', () => {
    const all = json();
    const some = json('--repository', 'mirror/nginx');
    expect(some.grants).toEqual(all.grants.filter(({ repository: name }) => name === 'mirror/nginx'));
    expect(new Set(some.grants.map((grant) => grant.region))).toEqual(new Set(['eu-west-1', 'us-east-1']));
    expect(json('--repository', 'mirror/nginx', '--region', 'us-east-1').grants).toEqual(
      some.grants.filter((grant) => grant.region === 'us-east-1'),
    );
  });

  test('a repository may be named by its ARN', () => {
    const arn = 'arn:aws:ecr:us-east-1:111111111111:repository/mirror/nginx';
    expect(json('--repository', arn)).toEqual(json('--repository', 'mirror/nginx', '--region', 'us-east-1'));
  });
});

describe('access of a principal: what can it', () => {
  test('lists each repository with what the principal can do there', () => {
    expect(table('--principal', `${USERS}/staff/dora`)).toEqual([
      `${USERS}/staff/dora`,
      ' | REPOSITORY | CAN | THROUGH',
      ' | payments/ledger in eu-west-1 | pull | repository policy AllowPull',
      ' | public/base-node in eu-west-1 | pull | repository policy AllowPull',
      ' | shared/telemetry-agent in eu-west-1 | pull | repository policy AllowOrganizationPull',
      ' | data/features in us-east-1 | list | repository policy ECR Repository Policy',
      '',
      '4 grants: 1 principal on 4 repositories',
      '',
    ]);
  });

  test('as JSON has the grants of that principal and no others', () => {
    const { grants } = json();
    for (const principal of [`${USERS}/staff/petra`, 'service:codebuild.amazonaws.com', 'account:222222222222', '*']) {
      const expected = grants.filter((grant) => grant.principal === principal);
      expect(expected.length).toBeGreaterThan(0);
      expect(json('--principal', principal).grants).toEqual(expected);
    }
  });

  test('on one repository is the answer to both questions', () => {
    expect(json('--principal', `${USERS}/staff/emil`, '--repository', 'data/features').grants.map(short)).toEqual([
      `us-east-1 data/features ${USERS}/staff/emil list allowed`,
    ]);
  });

  test('full rights without a login neither pull nor push', () => {
    const { grants } = json('--principal', `${USERS}/machines/legacy-uploader`, '--repository', 'legacy/importer');
    expect(grants.map(({ capability }) => capability)).toEqual(['admin', 'configure', 'delete', 'list', 'replicate', 'retag']);
  });

  test('nobody is an answer too', () => {
    expect(table('--principal', 'account:999999999999')).toEqual(['nobody has access', '', '0 grants: 0 principals on 0 repositories', '']);
  });
});

test('access is the same bytes for the same input, on the terminal and in a file', () => {
  const first = run(['access', '--snapshot', ACME, '--format', 'json']);
  expect(run(['access', '--snapshot', ACME, '--format', 'json']).stdout === first.stdout).toBe(true);
  run(['access', '--snapshot', ACME, '--output', 'access.json']);
  expect(read('access.json') === first.stdout).toBe(true);
});

test('each grant is a line of its own, so that two results can be compared by lines', () => {
  const { stdout } = run(['access', '--snapshot', ACME, '--format', 'json']);
  const lines = stdout.split('\n').slice(1, -2);
  expect(lines.map((line): unknown => JSON.parse(line.replace(/,$/, '')))).toEqual(json().grants);
});

describe('what was not read is told', () => {
  const regions = [region('us-east-1', [repository('team/app'), repository('team/secret', { policy: REFUSED })])];

  test('by exit status 3 and a line for each part', () => {
    const { status, stdout } = run(['access', '--snapshot', file('partial.json', snapshotFile({ regions }))]);
    expect(status).toBe(3);
    expect(stdout.split('\n').slice(-4)).toEqual([
      '0 grants: 0 principals on 0 repositories',
      'INCOMPLETE: 1 part not read, nothing is concluded from them',
      '  repository policy of team/secret in us-east-1, test:Call, AccessDeniedException',
      '',
    ]);
  });

  test('in JSON by `complete` and `unread`', () => {
    const { status, stdout } = run(['access', '--snapshot', file('partial.json', snapshotFile({ regions })), '--format', 'json']);
    expect(status).toBe(3);
    expect(accessSchema.parse(JSON.parse(stdout))).toMatchObject({
      complete: false,
      unread: [{ part: 'repository policy of team/secret in us-east-1', api: 'test:Call', code: 'AccessDeniedException', message: 'no' }],
    });
  });

  test.each([
    ['the repository itself', ['--repository', 'team/secret'], 3],
    ['another repository', ['--repository', 'team/app'], 0],
    ['one of those of a region', ['--region', 'us-east-1'], 3],
    ['one that a principal may have access to', ['--principal', '*'], 3],
  ])('%s was not read', (_, asked, expected) => {
    const { status, stdout } = run(['access', '--snapshot', file('partial.json', snapshotFile({ regions })), ...asked]);
    expect({ status, isTold: stdout.includes('INCOMPLETE') }).toEqual({ status: expected, isTold: expected === 3 });
  });

  test.each([
    ['the principals, whoever has access', { identity: REFUSED, regions: [region('us-east-1', [repository('team/app')])] }],
    [
      'the repositories of a region, which may have one of the same name',
      { regions: [...regions, { ...region('eu-west-1', []), repositories: REFUSED }] },
    ],
  ])('of one repository, %s', (_, parts) => {
    const { status } = run(['access', '--snapshot', file('partial.json', snapshotFile(parts)), '--repository', 'team/app']);
    expect(status).toBe(3);
  });

  test('of one region, nothing of another one', () => {
    const parts = [region('us-east-1', [repository('team/app')]), { ...region('eu-west-1', []), repositories: REFUSED }];
    const name = file('regions.json', snapshotFile({ regions: parts }));
    const statusIn = (...asked: readonly string[]) => run(['access', '--snapshot', name, ...asked]).status;
    expect([
      statusIn('--region', 'us-east-1'),
      statusIn('--region', 'us-east-1', '--repository', 'team/app'),
      statusIn('--region', 'eu-west-1'),
      statusIn(),
    ]).toEqual([0, 0, 3, 3]);
  });

  test('an unread organization leaves the scan complete, and the access an upper bound', () => {
    const bound = snapshotFile({ organization: REFUSED, regions: [region('us-east-1', [repository('team/app')])] });
    const { status, stdout } = run(['access', '--snapshot', file('bound.json', bound)]);
    expect(status).toBe(0);
    expect(stdout).toContain('\norganization not read: the access shown is an upper bound\n');
  });
});
