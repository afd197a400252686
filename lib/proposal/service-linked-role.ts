// A service-linked role as a change: AWS names it, writes what it may do, and lets the service alone assume it, so that nobody else is touched by it.
import type { Tags } from '../model/snapshot.ts';
import type { ProposedChange } from './change.ts';

export interface ServiceLinkedRole {
  readonly partition: string;
  /** As `ecs.amazonaws.com`. */
  readonly service: string;
  readonly suffix: string | undefined;
  /** Stands for the name where only AWS knows it. */
  readonly standIn: string;
  readonly tags: Tags | undefined;
}

interface OfService {
  readonly name: string;
  readonly policy: string;
}

/** ECR's own, as its documentation has them. */
const OF_ECR: ReadonlyMap<string, OfService> = new Map([
  ['ecr.amazonaws.com', { name: 'AWSServiceRoleForECRTemplate', policy: 'ECRTemplateServiceRolePolicy' }],
  [
    'pullthroughcache.ecr.amazonaws.com',
    { name: 'AWSServiceRoleForECRPullThroughCache', policy: 'AWSECRPullThroughCache_ServiceRolePolicy' },
  ],
  ['replication.ecr.amazonaws.com', { name: 'AWSServiceRoleForECRReplication', policy: 'ECRReplicationServiceRolePolicy' }],
]);

/** What a service-linked role is called with, from slash to slash. */
export function serviceLinkedPath(service: string): string {
  return `/aws-service-role/${service}/`;
}

/** The name that AWS gives, where it is known. */
export function serviceLinkedName({ service, suffix }: Pick<ServiceLinkedRole, 'service' | 'suffix'>): string | undefined {
  const name = OF_ECR.get(service)?.name;
  return name === undefined || suffix === undefined ? name : `${name}_${suffix}`;
}

/** Whether a role that is there is that of a service: AWS appends the suffix that was asked for. */
export function isServiceLinked(
  role: { readonly name: string; readonly path: string },
  { service, suffix }: Pick<ServiceLinkedRole, 'service' | 'suffix'>,
): boolean {
  if (role.path !== serviceLinkedPath(service)) return false;
  return suffix === undefined ? !role.name.includes('_') : role.name.endsWith(`_${suffix}`);
}

/** A new one. What those of other services than ECR may do is unknown, and with it what that one role could. */
export function newServiceLinkedRole(role: ServiceLinkedRole, attribute: string): readonly ProposedChange[] {
  const { partition, service, standIn, tags } = role;
  const owner = { kind: 'role', name: serviceLinkedName(role) ?? standIn } as const;
  const trust = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }] };
  const policy = OF_ECR.get(service)?.policy;
  return [
    { kind: 'principal', principal: owner, path: serviceLinkedPath(service), trust, tags },
    policy === undefined
      ? unreadRole(owner.name, attribute, `what a service-linked role of ${service} may do is written by AWS`)
      : { kind: 'attachment', owner, arn: `arn:${partition}:iam::aws:policy/aws-service-role/${policy}`, attached: true },
  ];
}

/** What a service-linked role could do cannot be read. */
export function unreadRole(name: string, attribute: string, why: string): ProposedChange {
  return { kind: 'unread', place: { kind: 'owner', owner: { kind: 'role', name }, limits: false }, attribute, why };
}
