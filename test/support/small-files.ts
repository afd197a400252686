// Snapshot files of small accounts, as people write them: `us-east-1`, roles that can log in, repositories with their policies.

const ACCOUNT = '111111111111';

/** A role that may log in, and do what `statements` allow. */
export function entity(name: string, statements: readonly object[] = []): object {
  const policy = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' }, ...statements],
  };
  return {
    Path: '/',
    RoleName: name,
    RoleId: `AROA${name
      .toUpperCase()
      .replaceAll(/[^A-Z]/g, '')
      .padEnd(16, 'X')}`,
    Arn: `arn:aws:iam::${ACCOUNT}:role/${name}`,
    AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [] },
    RolePolicyList: [{ PolicyName: 'own', PolicyDocument: policy }],
    AttachedManagedPolicies: [],
  };
}

/** A repository with the statements of its policy; without any it has none. */
export function repository(name: string, statements: readonly object[] = []): object {
  const policy = { status: 'present', value: { Version: '2012-10-17', Statement: statements } };
  return {
    repositoryName: name,
    repositoryArn: `arn:aws:ecr:us-east-1:${ACCOUNT}:repository/${name}`,
    policy: statements.length === 0 ? { status: 'absent' } : policy,
  };
}

export function account(roles: readonly object[], repositories: readonly object[], more: object = {}): object {
  return {
    schemaVersion: 1,
    partition: 'aws',
    account: ACCOUNT,
    collectedAt: '2026-11-21T20:00:00Z',
    identity: { status: 'present', value: { UserDetailList: [], GroupDetailList: [], RoleDetailList: roles, Policies: [] } },
    organization: { status: 'absent' },
    regions: [{ region: 'us-east-1', registryPolicy: { status: 'absent' }, repositories: { status: 'present', value: repositories } }],
    ...more,
  };
}
