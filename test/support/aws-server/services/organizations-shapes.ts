// What Organizations answers about its parts, made of the world.
import type { Context } from '../service.ts';
import type { ControlPolicy, Organization } from '../world.ts';

const JOINED = 1_767_225_600;

/** The organization as DescribeOrganization gives it. */
export function describeOrganization({ id, managementAccount }: Organization, context: Context): object {
  return {
    Id: id,
    Arn: arnOf(`organization/${id}`, context),
    FeatureSet: 'ALL',
    MasterAccountArn: arnOf(`account/${id}/${managementAccount}`, context),
    MasterAccountId: managementAccount,
    MasterAccountEmail: 'management@example.com',
  };
}

/** The one root as ListRoots gives it. */
export function rootsOf({ id, root }: Organization, context: Context): readonly object[] {
  const PolicyTypes = root.policyTypes.map((Type) => ({ Type, Status: 'ENABLED' }));
  return [{ Id: root.id, Arn: arnOf(`root/${id}/${root.id}`, context), Name: 'Root', PolicyTypes }];
}

/** The members as ListAccounts gives them. */
export function accountsOf({ id, members }: Organization, context: Context): readonly object[] {
  return members.map((member) => ({
    Id: member.id,
    Arn: arnOf(`account/${id}/${member.id}`, context),
    Name: member.name,
    Email: `${member.id}@example.com`,
    Status: member.status,
    State: member.status,
    JoinedMethod: 'CREATED',
    JoinedTimestamp: JOINED,
  }));
}

/** A policy without its content. */
export function summaryOf({ id, name, type }: ControlPolicy, context: Context): object {
  const isAws = id === 'p-FullAWSAccess' || id === 'p-RCPFullAWSAccess';
  const arn = isAws
    ? `arn:${context.world.partition}:organizations::aws:policy/${type.toLowerCase()}/${id}`
    : arnOf(`policy/${context.world.organization?.id ?? ''}/${type.toLowerCase()}/${id}`, context);
  return { Id: id, Arn: arn, Name: name, Description: '', Type: type, AwsManaged: isAws };
}

/** The ARN of a part of the organization. */
export function arnOf(resource: string, { world }: Context): string {
  return `arn:${world.partition}:organizations::${world.organization?.managementAccount ?? ''}:${resource}`;
}
