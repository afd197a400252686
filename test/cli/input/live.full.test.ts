import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readSnapshot } from '../../../lib/snapshot/parse.ts';
import { collecting } from '../../aws/collect/support/collecting.ts';
import { AUDIT_ROLE, OTHER, REGION } from '../../aws/server/world.ts';
import { runLive } from '../support/live-program.ts';
import { expectNoTrace, type Run, workplace } from '../support/program.ts';

const { server, world } = await collecting();
const place = workplace();
const live = (...args: readonly string[]) => runLive({ args, server, folder: place.path });
const ANA = 'arn:aws:iam::111111111111:user/ana';

describe('a live account', () => {
  test('is judged as its snapshot is', async () => {
    expect((await live('snapshot', '--output', 'same.json')).status).toBe(0);
    for (const args of [['audit'], ['access'], ['explain', '--principal', ANA, '--repository', 'team/app', '--action', 'pull']]) {
      const [now, then] = [await live(...args, '--format', 'json'), place.run([...args, '--format', 'json', '--snapshot', 'same.json'])];
      expect({ args, status: now.status, out: withoutTime(now) }).toEqual({ args, status: then.status, out: withoutTime(then) });
    }
  });

  test('costs what the closing line says, API by API', async () => {
    const { stderr } = await live('audit');
    expect(stderr).toMatch(/^read account 111111111111: 2 regions, 3 repositories in [0-9.]+ s; [0-9]+ calls \(.*\), 0 retries, 0 gaps\n$/);
    expect(stderr).toContain(`; ${server.calls.length} calls (`);
    for (const count of ['ecr:DescribeRepositories 2', 'ecr:GetRepositoryPolicy 3', 'iam:GetAccountAuthorizationDetails 1'])
      expect(stderr).toContain(count);
  });

  test('is shown with whose credentials read it, and with the command that reads it again as it was read', async () => {
    const { stdout } = await live('audit', '--regions', REGION, '--fail-on', 'never');
    expect(stdout).toMatch(/^read by arn:aws:\S+111111111111:\S+, without a baseline$/m);
    const [, command = ''] = /^why, and what ends it: ecr-drift (show .*)$/m.exec(stdout) ?? [];
    expect(command).toMatch(new RegExp(`^show \\w{6} --regions ${REGION}$`));
    const again = await live(...command.split(' '));
    expect({ status: again.status, text: again.stdout }).toEqual({ status: 0, text: expect.stringMatching(/^[A-Z]+ {2}ECRD-\d{3} /) });
  });

  test('is only read where an answer about one region needs it', async () => {
    await live('access', '--region', REGION);
    expect(server.calls.filter(({ service }) => service === 'ecr').map(({ region }) => region)).toEqual(
      Array(server.calls.filter(({ service }) => service === 'ecr').length).fill(REGION),
    );
    expect(server.calls.some(({ operation }) => operation === 'ListRegions')).toBe(false);
  });

  test('is another one through a role', async () => {
    const { status, stderr } = await live('audit', '--role-arn', AUDIT_ROLE, '--external-id', 'secret-word');
    expect({ status, account: stderr.includes(`read account ${OTHER}: 1 region, 1 repository in`) }).toEqual({ status: 0, account: true });
  });

  test('makes no difference to a saved one: its options are refused beside --snapshot', async () => {
    const { status, stderr } = await live('audit', '--snapshot', 'same.json', '--regions', REGION);
    expect({ status, stderr }).toEqual({ status: 1, stderr: '--regions is for a live account: leave it out, or leave out --snapshot\n' });
  });
});

describe('a gap', () => {
  test('in one repository ends with 3, names the call, and leaves the others judged', async () => {
    server.faults.inject({
      operation: 'GetRepositoryPolicy',
      when: ({ input }) => input['repositoryName'] === 'base',
      fault: { kind: 'deny' },
    });
    const { status, stdout } = await live('audit');
    expect(status).toBe(3);
    expect(stdout).toContain(`repository policy of base in ${REGION}, ecr:GetRepositoryPolicy, AccessDeniedException`);
    expect(stdout).toContain('INCOMPLETE: 1 part not read');
    server.reset();
    expect((await live('audit')).status).toBe(0);
  });

  test('is told by snapshot as well, and the file is written', async () => {
    server.faults.inject({ operation: 'DescribeRegistry', fault: { kind: 'break' } });
    const { status, stderr } = await live('snapshot', '--output', 'gap.json');
    expect(status).toBe(3);
    expect(stderr).toContain(`  replication of ${REGION}, ecr:DescribeRegistry, ServerException`);
    expect(place.names()).toContain('gap.json');
  });

  test('is everything, where the caller may only say who it is', async () => {
    server.faults.inject({ when: ({ service }) => service !== 'sts', fault: { kind: 'deny' } });
    const { status, stdout } = await live('audit');
    expect(status).toBe(3);
    expect(stdout).toContain('account:ListRegions');
    expect(stdout).toContain('INCOMPLETE');
  });

  test('in the organization leaves a scan complete, and is told', async () => {
    world.organization!.delegatedAdministrators = [];
    const { status, stdout } = await live('audit', '--fail-on', 'never');
    expect(status).toBe(0);
    expect(stdout).toContain('organization not read: the access shown is an upper bound');
  });
});

describe('snapshot', () => {
  test('gzips what is called .gz, and prints to standard output for -', async () => {
    await live('snapshot', '--output', 'plain.json');
    await live('snapshot', '--output', 'small.json.gz');
    const { stdout } = await live('snapshot', '--output', '-');
    const unzipped = gunzipSync(readFileSync(join(place.path, 'small.json.gz'))).toString();
    const [plain, small, printed] = [place.read('plain.json'), unzipped, stdout].map((text) => withoutTime({ stdout: text }));
    expect([small, printed]).toEqual([plain, plain]);
    expect(readSnapshot(stdout).kind).toBe('snapshot');
  });

  test('says in one line why a file cannot be written', async () => {
    const { status, stderr } = await live('snapshot', '--output', '/proc/nowhere/file.json');
    expect(status).toBe(1);
    expect(stderr).toMatch(/^read account .*\ncannot write \/proc\/nowhere\/file.json: [^\n]+\n$/);
  });
});

describe('one line says what to do', () => {
  const REFUSALS: readonly (readonly [string, Readonly<Record<string, string | undefined>>, RegExp])[] = [
    ['no credentials', { AWS_ACCESS_KEY_ID: undefined }, /^no AWS credentials: set AWS_PROFILE/],
    ['unknown credentials', { AWS_ACCESS_KEY_ID: 'AKIASTRANGER' }, /^AWS does not accept these credentials/],
    ['no region', { AWS_REGION: undefined }, /^no AWS region: set AWS_REGION/],
    ['no way to AWS', { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }, /^cannot reach AWS in region/],
  ];

  test.each(REFUSALS)('%s', async (_what, env, line) => {
    const { status, stdout, stderr } = await runLive({ args: ['audit'], server, folder: place.path, env });
    expect(stderr).toMatch(line);
    expect(stderr.split('\n')).toHaveLength(2);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expectNoTrace(stderr);
  });

  test('whatever the command was', async () => {
    const env = { AWS_ACCESS_KEY_ID: undefined };
    for (const args of [['access'], ['snapshot', '--output', 'never.json'], ['doctor']]) {
      const { status, stderr } = await runLive({ args, server, folder: place.path, env });
      expect({ status, stderr }).toMatchObject({ status: 1, stderr: expect.stringMatching(/^no AWS credentials: [^\n]+\n$/) });
    }
    expect(place.names()).not.toContain('never.json');
  });

  test('a region of another partition', async () => {
    const { status, stderr } = await live('audit', '--regions', 'cn-north-1');
    expect({ status, stderr }).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^region `cn-north-1` is in partition aws-cn, [^\n]+\n$/),
    });
  });

  test('what is no region', async () => {
    const { status, stderr } = await live('audit', '--regions', 'us-east-1,everywhere');
    expect({ status, stderr }).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^[^\n]*`everywhere` is not the name of a region[^\n]*\n$/),
    });
  });

  test('an external id without a role', async () => {
    const { status, stderr } = await live('audit', '--external-id', 'x');
    expect({ status, stderr }).toEqual({ status: 1, stderr: '--external-id is for a role: add --role-arn\n' });
  });
});

/** A result but for when it was collected, which is now. */
function withoutTime({ stdout }: Pick<Run, 'stdout'>): string {
  return stdout.replaceAll(/"(?:asOf|collectedAt|firstSeen|lastSeen)": ?"[^"]*"/g, '');
}
