// Builders of snapshot files: defaults say "nothing special", a test shows what matters to it.
import type { AccountSnapshot, LocalPrincipal, Organization, Registry } from '../../../lib/model/snapshot.ts';
import { readSnapshot } from '../../../lib/snapshot/parse.ts';

const ACCOUNT = '111111111111';
export const ABSENT = { status: 'absent' } as const;
export const REFUSED = { status: 'unknown', error: { code: 'AccessDeniedException', message: 'no', api: 'test:Call' } } as const;

/** A part that is unknown with nothing but a code. */
export const UNREAD = { status: 'unknown', error: { code: 'AccessDenied' } } as const;

export const PULL = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'ecr:BatchGetImage', Resource: '*' }] };

export type Fields = Readonly<Record<string, unknown>>;

export function present(value: unknown) {
  return { status: 'present', value };
}

export function snapshotFile(fields: Fields = {}) {
  return {
    schemaVersion: 1,
    partition: 'aws',
    account: ACCOUNT,
    collectedAt: '2026-11-21T20:00:00Z',
    identity: present(identity()),
    organization: ABSENT,
    regions: [],
    ...fields,
  };
}

export function identity(fields: Fields = {}) {
  return { UserDetailList: [], GroupDetailList: [], RoleDetailList: [], Policies: [], ...fields };
}

export function user(name: string, fields: Fields = {}) {
  return { UserName: name, UserId: `AIDA${name}`, Path: '/', Arn: `arn:aws:iam::${ACCOUNT}:user/${name}`, ...fields };
}

export function role(name: string, fields: Fields = {}) {
  const Arn = `arn:aws:iam::${ACCOUNT}:role/${name}`;
  return { RoleName: name, RoleId: `AROA${name}`, Path: '/', Arn, AssumeRolePolicyDocument: PULL, ...fields };
}

export function group(name: string, fields: Fields = {}) {
  return { GroupName: name, GroupId: `AGPA${name}`, Path: '/', Arn: `arn:aws:iam::${ACCOUNT}:group/${name}`, ...fields };
}

export function policyArn(name: string): string {
  return `arn:aws:iam::${ACCOUNT}:policy/${name}`;
}

/** A managed policy whose second version is in force. */
export function managedPolicy(name: string, document: unknown = PULL, fields: Fields = {}) {
  const versions = [
    { VersionId: 'v2', IsDefaultVersion: true, Document: document },
    { VersionId: 'v1', IsDefaultVersion: false, Document: { Version: '2012-10-17', Statement: [] } },
  ];
  return { PolicyName: name, Arn: policyArn(name), DefaultVersionId: 'v2', PolicyVersionList: versions, ...fields };
}

export function attached(...names: readonly string[]) {
  return { AttachedManagedPolicies: names.map((name) => ({ PolicyName: name, PolicyArn: policyArn(name) })) };
}

export function region(name: string, repositories: readonly unknown[] = [], fields: Fields = {}) {
  return { region: name, registryPolicy: ABSENT, repositories: present(repositories), ...fields };
}

export function repository(name: string, fields: Fields = {}, inRegion = 'us-east-1') {
  const repositoryArn = `arn:aws:ecr:${inRegion}:${ACCOUNT}:repository/${name}`;
  return { repositoryName: name, repositoryArn, policy: ABSENT, ...fields };
}

export function read(file: unknown): AccountSnapshot {
  const reading = readSnapshot(JSON.stringify(file));
  if (reading.kind === 'problem') throw new Error(reading.reason);
  return reading.snapshot;
}

export function problemOf(file: unknown): string {
  return problemOfText(JSON.stringify(file));
}

export function problemOfText(text: string): string {
  const reading = readSnapshot(text);
  if (reading.kind === 'snapshot') throw new Error('the snapshot was read');
  return reading.reason;
}

export function principals(fields: Fields): readonly LocalPrincipal[] {
  const { principals: part } = read(snapshotFile({ identity: present(identity(fields)) }));
  if (part.kind !== 'present') throw new Error('no principals');
  return part.value;
}

export function onlyPrincipal(fields: Fields): LocalPrincipal {
  const [principal] = principals(fields);
  if (!principal) throw new Error('no principal');
  return principal;
}

export function onlyRegistry(fields: Fields, repositories: readonly unknown[] = []): Registry {
  const [registry] = read(snapshotFile({ regions: [region('us-east-1', repositories, fields)] })).registries;
  if (!registry) throw new Error('no registry');
  return registry;
}

export function organization(fields: Fields): Organization {
  const value = { id: 'o-abc', managementAccount: '999999999999', ...fields };
  const part = read(snapshotFile({ organization: present(value) })).organization;
  if (part.kind !== 'present') throw new Error('no organization');
  return part.value;
}
