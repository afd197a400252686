import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { auditSchema, fixSchema } from '../../../lib/report/schema.ts';
import { present, REFUSED, region, repository, snapshotFile } from '../../snapshot/support/files.ts';
import { ACME, ACME_BASELINE, workplace } from '../support/program.ts';

const { run, file, read } = workplace();
const SOURCE = ['--snapshot', ACME, '--baseline', ACME_BASELINE];

function audited() {
  const { causes, findings } = auditSchema.parse(JSON.parse(run(['audit', ...SOURCE, '--format', 'json', '--fail-on', 'never']).stdout));
  const mended = causes.find(({ remediation, findings: ids }) => remediation && 'changes' in remediation && ids.length > 1);
  if (!mended) throw new Error('no cause with a remediation');
  return { cause: mended, ids: findings.map(({ id }) => id), other: causes.flatMap(({ findings: ids }) => ids.slice(1))[0] ?? '' };
}

function fixed(id: string, ...options: readonly string[]) {
  return run(['fix', id, ...SOURCE, ...options]);
}

describe('fix', () => {
  test('works out what the audit shows of a cause, by its id or the beginning of it', () => {
    const { cause } = audited();
    const { status, stdout, stderr } = fixed(cause.id, '--format', 'json');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const result = fixSchema.strict().parse(JSON.parse(stdout));
    expect(result).toMatchObject({ of: 'cause', id: cause.id, message: cause.message, findings: cause.findings });
    expect({ ...result.remediation, accept: '' }).toEqual({ ...cause.remediation, accept: '' });
    expect(fixed(cause.id.slice(0, 12), '--format', 'json').stdout).toBe(stdout);
  });

  test('of a finding ends that, and names the cause', () => {
    const { other } = audited();
    const { status, stdout } = fixed(other);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^ {2}one of \d+ findings of ecrc-\w+: `ecr-drift fix ecrc-\w+` mends them together$/m);
    expect(fixSchema.parse(JSON.parse(fixed(other, '--format', 'json').stdout))).toMatchObject({ of: 'finding', id: other });
  });

  test('prints the diff, the command and how to keep things as they are, with commands that work', () => {
    const { cause } = audited();
    const { stdout } = fixed(cause.id);
    expect(stdout).toMatch(/^change the /m);
    expect(stdout).toMatch(/^run: aws (ecr|iam) /m);
    expect(stdout).toMatch(/^keep it instead: (ecr-drift accept ecrd-\w+ --snapshot \S+ --baseline \S+ |no exception)/m);
  });

  test('gives the same change to Terraform and CloudFormation', () => {
    const { cause } = audited();
    const after = cause.remediation && 'changes' in cause.remediation ? cause.remediation.changes[0]?.after : undefined;
    expect(fixed(cause.id, '--format', 'terraform').stdout).toMatch(/^resource "aws_\w+" "\w+" \{$/m);
    const { Resources: resources } = parse(fixed(cause.id, '--format', 'cloudformation').stdout) as {
      Resources: Record<string, { Properties: object }>;
    };
    expect(Object.values(resources).flatMap(({ Properties: properties }) => Object.values(properties))).toContainEqual(
      JSON.parse(after ?? 'null'),
    );
  });

  test('is written to a file as JSON', () => {
    const { cause } = audited();
    const { stdout, stderr } = fixed(cause.id, '--output', 'fix.json');
    expect({ stdout, stderr }).toEqual({ stdout: '', stderr: 'full result written to fix.json\n' });
    expect(fixSchema.parse(JSON.parse(read('fix.json'))).id).toBe(cause.id);
  });

  test.each([
    ['ecrd-aaaaaaaaaaaaaaaaaaaa', /^no finding or cause `ecrd-a+` among \d+ that there are: .+\n$/],
    [
      'ecrd-',
      /^no finding or cause `ecrd-` among \d+ that there are: take an id from `ecr-drift audit` of the same account and baseline\n$/,
    ],
    ['', /^error: .+|.+\n$/],
  ])('says in one line what it does not know: %s', (id, message) => {
    const { status, stdout, stderr } = fixed(id);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(message);
  });

  test('names one that is nearly right', () => {
    const { cause } = audited();
    const { status, stderr } = fixed(`${cause.id.slice(0, -1)}!`);
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining(`: did you mean \`${cause.id}\`?\n`) });
  });

  test('reads a state and leaves it as it is', () => {
    const { cause } = audited();
    run(['audit', ...SOURCE, '--state', 'kept', '--fail-on', 'never']);
    const before = read('kept/111111111111.json');
    const { status, stdout } = fixed(cause.id, '--state', 'kept');
    expect({ status, isKept: read('kept/111111111111.json') === before }).toEqual({ status: 0, isKept: true });
    expect(stdout).toMatch(/^keep it instead: (ecr-drift accept ecrd-\w+ --state kept |no exception)/m);
  });

  test('exits with 3 where something was not read', () => {
    const open = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: 'ecr:BatchGetImage' }] };
    const parts = [repository('open', { policy: present(open) }), repository('unread', { policy: REFUSED })];
    const snapshot = file('partial.json', snapshotFile({ regions: [region('us-east-1', parts)] }));
    const { findings } = auditSchema.parse(
      JSON.parse(run(['audit', '--snapshot', snapshot, '--format', 'json', '--fail-on', 'never']).stdout),
    );
    const { status } = run(['fix', findings[0]?.id ?? '', '--snapshot', snapshot]);
    expect(status).toBe(3);
  });
});
