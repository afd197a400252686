// A small account as a snapshot file, with defaults that say "nothing special", and the mend of one of its findings.
import { type Judged, judgeSnapshot } from '../../../lib/audit.ts';
import type { Finding } from '../../../lib/model/finding.ts';
import type { Remediation } from '../../../lib/remediation/remediation.ts';
import { readSnapshot } from '../../../lib/snapshot/parse.ts';
import { baselineOf } from '../../support/baseline.ts';
import { remediationsOf } from '../../support/lone-cause.ts';

export const ACCOUNT = '111111111111';
export const PULL = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];
export const PUSH = [
  'ecr:BatchCheckLayerAvailability',
  'ecr:CompleteLayerUpload',
  'ecr:InitiateLayerUpload',
  'ecr:PutImage',
  'ecr:UploadLayerPart',
];
export const LOGIN = { Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' };

type Statement = Readonly<Record<string, unknown>>;

export interface Person {
  readonly name: string;
  /** With slashes around it. */
  readonly path?: string;
  /** Inline policies by name. */
  readonly inline?: Readonly<Record<string, readonly Statement[]>>;
  /** ARNs of managed policies. */
  readonly attached?: readonly string[];
  readonly boundary?: string;
}

export interface World {
  readonly users?: readonly Person[];
  readonly roles?: readonly Person[];
  /** Managed policies by ARN. */
  readonly managed?: Readonly<Record<string, readonly Statement[]>>;
  /** Repository policies by name; null for none. */
  readonly repositories?: Readonly<Record<string, readonly Statement[] | object | null>>;
  readonly registry?: readonly Statement[];
  readonly scp?: readonly Statement[];
}

export function userArn(name: string, path = '/'): string {
  return `arn:aws:iam::${ACCOUNT}:user${path}${name}`;
}

export function roleArn(name: string, path = '/'): string {
  return `arn:aws:iam::${ACCOUNT}:role${path}${name}`;
}

export function repositoryArn(name: string): string {
  return `arn:aws:ecr:eu-west-1:${ACCOUNT}:repository/${name}`;
}

export function policyOf(statements: readonly Statement[]): object {
  return { Version: '2012-10-17', Statement: statements };
}

export function judgedWorld(world: World, rules: string): Judged {
  const reading = readSnapshot(JSON.stringify(fileOf(world)));
  if (reading.kind === 'problem') throw new Error(reading.reason);
  const baseline = baselineOf({ 'rules.yaml': `apiVersion: ecr-drift/v1\nkind: AccessPolicy\nrules:\n${rules}` });
  return judgeSnapshot(reading.snapshot, baseline);
}

/** The mend of the first finding that has these parts, and what else was found. */
export function mendFor(
  world: World,
  rules: string,
  wanted: Partial<Finding>,
): { readonly mend: Remediation; readonly finding: Finding; readonly all: readonly Finding[] } {
  const judged = judgedWorld(world, rules);
  const { findings } = judged;
  const finding = findings.find((each) => Object.entries(wanted).every(([key, value]) => Reflect.get(each, key) === value));
  if (!finding) throw new Error(`no such finding among\n${findings.map(({ code, message }) => `${code} ${message}`).join('\n')}`);
  return { mend: remediationsOf(judged)(finding), finding, all: findings };
}

/** The policies that the mend leaves, by name; null where one goes. */
export function policiesAfter(mend: Remediation): Readonly<Record<string, unknown>> {
  if (mend.kind === 'none') throw new Error(mend.why);
  return Object.fromEntries(mend.changes.map(({ name, after }) => [name, after === null ? null : (JSON.parse(after) as unknown)]));
}

export function rule(repositories: string, entries: string, id = 'r'): string {
  return `  - { id: ${id}, repositories: [ "${repositories}" ], ${entries} }\n`;
}

export function allow(principals: string, capabilities: string): string {
  return `allow: [ { principals: [ "${principals}" ], capabilities: [ ${capabilities} ] } ]`;
}

function fileOf({ users = [], roles = [], managed = {}, repositories = {}, registry, scp }: World): object {
  return {
    schemaVersion: 1,
    partition: 'aws',
    account: ACCOUNT,
    collectedAt: '2026-11-21T20:00:00Z',
    identity: present({
      UserDetailList: users.map((user) => ({ UserName: user.name, UserId: `AIDA${idOf(user.name)}`, ...personOf(user, 'User', userArn) })),
      RoleDetailList: roles.map((role) => ({ RoleName: role.name, RoleId: `AROA${idOf(role.name)}`, ...personOf(role, 'Role', roleArn) })),
      GroupDetailList: [],
      Policies: Object.entries(managed).map(([arn, statements]) => ({
        Arn: arn,
        DefaultVersionId: 'v1',
        PolicyVersionList: [{ VersionId: 'v1', IsDefaultVersion: true, Document: policyOf(statements) }],
      })),
    }),
    organization: scp
      ? present({
          id: 'o-abc',
          managementAccount: '999999999999',
          serviceControlPolicies: [[{ name: 'guardrail', document: policyOf(scp) }]],
        })
      : { status: 'absent' },
    regions: [
      {
        region: 'eu-west-1',
        registryPolicy: registry ? present(policyOf(registry)) : { status: 'absent' },
        repositories: present(
          Object.entries(repositories).map(([name, policy]) => ({
            repositoryName: name,
            repositoryArn: repositoryArn(name),
            policy: policy === null ? { status: 'absent' } : present(Array.isArray(policy) ? policyOf(policy) : policy),
          })),
        ),
      },
    ],
  };
}

function personOf(
  { name, path = '/', inline = {}, attached = [], boundary }: Person,
  kind: 'User' | 'Role',
  arnOf: typeof userArn,
): object {
  return {
    Arn: arnOf(name, path),
    Path: path,
    [`${kind}PolicyList`]: Object.entries(inline).map(([policy, statements]) => ({
      PolicyName: policy,
      PolicyDocument: policyOf(statements),
    })),
    AttachedManagedPolicies: attached.map((arn) => ({ PolicyArn: arn })),
    ...(boundary ? { PermissionsBoundary: { PermissionsBoundaryArn: boundary } } : {}),
  };
}

function idOf(name: string): string {
  return name.toUpperCase().replaceAll(/[^A-Z]/g, 'X');
}

function present(value: unknown): object {
  return { status: 'present', value };
}
