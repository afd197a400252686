// Facts of small hand-written snapshots, and the words that policies are made of.
import { accessMatrix } from '../../../lib/access/matrix/matrix.ts';
import { policyFindingsOf } from '../../../lib/checks/checks.ts';
import type { GrantCell, IsExpected } from '../../../lib/drift/cell/expected.ts';
import type { PolicyFindingCode } from '../../../lib/model/codes.ts';
import type { PolicyFinding } from '../../../lib/model/drift.ts';
import { type Fields, identity, present, read, region, repository, role, snapshotFile } from '../../snapshot/support/files.ts';

export const NOTHING: IsExpected = () => false;
export const ALL: IsExpected = () => true;

/** The baseline allows these capabilities, whoever has them. */
export function expecting(...capabilities: readonly string[]): IsExpected {
  return ({ capability }: GrantCell) => capabilities.includes(capability);
}

export function factsIn(file: unknown, isExpected: IsExpected = NOTHING): readonly PolicyFinding[] {
  return policyFindingsOf(accessMatrix(read(file)), isExpected);
}

export function factsOf(code: PolicyFindingCode, file: unknown, isExpected: IsExpected = NOTHING): readonly PolicyFinding[] {
  return factsIn(file, isExpected).filter((each) => each.code === code);
}

/** `medium us-east-1 team/app account:222222222222 pull`, `-` for what is null. */
export function lineOf({ severity, region: where, repository: name, principal, capability }: PolicyFinding): string {
  return [severity, where, name, principal, capability].map((part) => part ?? '-').join(' ');
}

export function linesOf(code: PolicyFindingCode, file: unknown, isExpected: IsExpected = NOTHING): readonly string[] {
  return factsOf(code, file, isExpected).map(lineOf);
}

export const OWN = '111111111111';
export const OTHER = '222222222222';
export const ORGANIZATION = {
  id: 'o-abc',
  managementAccount: '999999999999',
  path: 'o-abc/r-1/',
  serviceControlPolicies: [],
  resourceControlPolicies: [],
  accounts: [],
};
export const PULL = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];
export const PUSH = [
  'ecr:BatchCheckLayerAvailability',
  'ecr:InitiateLayerUpload',
  'ecr:UploadLayerPart',
  'ecr:CompleteLayerUpload',
  'ecr:PutImage',
];
export const TOKEN = 'ecr:GetAuthorizationToken';

export function root(id: string): string {
  return `arn:aws:iam::${id}:root`;
}

export function userArn(name: string): string {
  return `arn:aws:iam::${OWN}:user/${name}`;
}

export function roleArn(name: string): string {
  return `arn:aws:iam::${OWN}:role/${name}`;
}

export function policy(...statements: readonly Fields[]) {
  return { Version: '2012-10-17', Statement: statements };
}

export function allow(Action: string | readonly string[], fields: Fields = {}): Fields {
  return { Effect: 'Allow', Action, Resource: '*', ...fields };
}

export function deny(Action: string | readonly string[], fields: Fields = {}): Fields {
  return { Effect: 'Deny', Action, Resource: '*', ...fields };
}

/** An Allow of a resource policy. */
export function grant(Principal: unknown, Action: string | readonly string[], fields: Fields = {}): Fields {
  return { Effect: 'Allow', Principal, Action, ...fields };
}

export function inline(...statements: readonly Fields[]) {
  return [{ PolicyName: 'own', PolicyDocument: policy(...statements) }];
}

export function aRole(name: string, ...statements: readonly Fields[]) {
  return role(name, { RolePolicyList: inline(...statements) });
}

export interface Parts {
  readonly users?: readonly unknown[];
  readonly roles?: readonly unknown[];
  readonly managed?: readonly unknown[];
  /** Statements of the policy of the one repository, team/app in us-east-1. */
  readonly statements?: readonly Fields[];
  readonly repositories?: readonly unknown[];
  /** Further parts of us-east-1. */
  readonly registry?: Fields;
  readonly regions?: readonly unknown[];
  readonly file?: Fields;
}

export function account(parts: Parts) {
  const { users = [], roles = [], managed = [], statements, registry = {}, file = {} } = parts;
  const own = statements ? { policy: present(policy(...statements)) } : {};
  const repositories = parts.repositories ?? [repository('team/app', own)];
  return snapshotFile({
    identity: present(identity({ UserDetailList: users, RoleDetailList: roles, Policies: managed })),
    regions: parts.regions ?? [region('us-east-1', repositories, registry)],
    ...file,
  });
}

export function withPolicy(name: string, statements: readonly Fields[], inRegion = 'us-east-1') {
  return repository(name, { policy: present(policy(...statements)) }, inRegion);
}
