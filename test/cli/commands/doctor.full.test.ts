import { describe, expect, test } from 'vitest';
import { APIS, PERMISSIONS } from '../../../lib/aws/api/permissions.ts';
import { collecting } from '../../aws/collect/support/collecting.ts';
import { AUDIT_ROLE } from '../../aws/server/world.ts';
import { runLive } from '../support/live-program.ts';
import { workplace } from '../support/program.ts';

const { server } = await collecting();
const place = workplace();
const doctor = (...args: readonly string[]) => runLive({ args: ['doctor', ...args], server, folder: place.path });

describe('doctor', () => {
  test('shows every permission with what it is for, and that nothing is missing', async () => {
    const { status, stdout } = await doctor();
    expect(status).toBe(0);
    for (const api of APIS.filter((each) => PERMISSIONS[each].need !== 'none')) expect(stdout).toContain(`${api} `);
    expect(stdout).toContain('everything that a complete scan needs is allowed');
    expect(stdout).not.toContain('denied');
  });

  test('prints the statement that adds exactly what is missing, and ends with 3', async () => {
    server.faults.inject({ operation: 'GetRepositoryPolicy', fault: { kind: 'deny' } });
    server.faults.inject({ operation: 'GetResources', fault: { kind: 'deny' } });
    const { status, stdout } = await doctor();
    expect(status).toBe(3);
    expect(statementsIn(stdout)).toEqual([
      { Sid: 'EcrDriftRead', Effect: 'Allow', Action: ['ecr:GetRepositoryPolicy', 'tag:GetResources'], Resource: '*' },
    ]);
  });

  test('takes the organization for a bonus', async () => {
    server.faults.inject({ when: ({ service }) => service === 'organizations', fault: { kind: 'deny' } });
    const { status, stdout } = await doctor();
    expect(status).toBe(0);
    expect(statementsIn(stdout)).toMatchObject([{ Sid: 'EcrDriftReadOrganization' }]);
  });

  test('names what only `who` needs as optional, with a statement of its own', async () => {
    server.faults.inject({ operation: 'LookupEvents', fault: { kind: 'deny' } });
    const { status, stdout } = await doctor();
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /cloudtrail:LookupEvents +who wrote a policy \(optional, for `ecr-drift who` and `attribution: lookup`\) +denied/,
    );
    expect(stdout).toContain('everything that a complete scan needs is allowed');
    expect(statementsIn(stdout)).toEqual([{ Sid: 'EcrDriftWho', Effect: 'Allow', Action: ['cloudtrail:LookupEvents'], Resource: '*' }]);
  });

  test('names what only a deployment reads after an event as optional, with a statement of its own', async () => {
    server.faults.inject({ operation: 'GetRole', fault: { kind: 'deny' } });
    server.faults.inject({ operation: 'ListTagsForResource', fault: { kind: 'deny' } });
    const { status, stdout } = await doctor();
    expect(status).toBe(0);
    expect(stdout).toContain('everything that a complete scan needs is allowed');
    expect(statementsIn(stdout)).toEqual([
      { Sid: 'EcrDriftReadAgain', Effect: 'Allow', Action: ['ecr:ListTagsForResource', 'iam:GetRole'], Resource: '*' },
    ]);
  });

  test('of another account asks about the organization with the credentials at hand, and names what they lack', async () => {
    const role = ['--role-arn', AUDIT_ROLE, '--external-id', 'secret-word'];
    const fine = await doctor(...role);
    expect({ status: fine.status, statements: statementsIn(fine.stdout) }).toEqual({ status: 0, statements: [] });
    server.faults.inject({ operation: 'DescribePolicy', fault: { kind: 'deny' } });
    const { stdout } = await doctor(...role);
    expect(stdout).toContain('for whoever assumes the role, in the management account or a delegated administrator:');
    expect(statementsIn(stdout)).toMatchObject([{ Sid: 'EcrDriftReadOrganization', Action: ['organizations:DescribePolicy'] }]);
  });

  test('does not ask for a permission whose place another one takes', async () => {
    server.faults.inject({ operation: 'ListRegions', fault: { kind: 'deny' } });
    const { status, stdout } = await doctor();
    expect({ status, statements: statementsIn(stdout) }).toEqual({ status: 0, statements: [] });
  });

  test('offers no statement for what failed without being denied', async () => {
    server.faults.inject({ operation: 'DescribeRegistry', fault: { kind: 'break' } });
    const { status, stdout } = await doctor();
    expect({ status, statements: statementsIn(stdout) }).toEqual({ status: 3, statements: [] });
    expect(stdout).toMatch(/ecr:DescribeRegistry .* failed \(ServerException\)/);
  });

  test('prints the policy of a scanner as JSON, without asking anybody', async () => {
    const { status, stdout } = await doctor('--policy');
    expect({ status, calls: server.calls.length }).toEqual({ status: 0, calls: 0 });
    expect(JSON.parse(stdout)).toMatchObject({
      Version: '2012-10-17',
      Statement: [{ Sid: 'EcrDriftRead' }, { Sid: 'EcrDriftReadOrganization' }],
    });
    expect(stdout).not.toContain('cloudtrail');
  });
});

function statementsIn(text: string): readonly unknown[] {
  return [...text.matchAll(/^\{\n[\s\S]*?^\}$/gm)].map(([json]): unknown => JSON.parse(json));
}
