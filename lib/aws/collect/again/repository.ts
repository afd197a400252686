// One repository, read again: that it is there, its policy and its tags.
import { DescribeRepositoriesCommand, ListTagsForResourceCommand } from '@aws-sdk/client-ecr';
import type { Reread } from '../../../scoped/schema.ts';
import { tagsOf } from '../../../snapshot/tags.ts';
import { type Answer, absentWhere, call, type Unknown } from '../../client/call.ts';
import { ECR } from '../../client/services.ts';
import type { Session } from '../../client/session.ts';
import { isOwn } from '../repositories.ts';
import { DELETED, repositoryPolicy } from '../repository-policies.ts';
import type { Allowance } from './allowance.ts';

const GONE = 'RepositoryNotFoundException';

type RepositoryReread = Extract<Reread, { kind: 'repository' }>;

/** All of it, or why not. One that is deleted meanwhile is absent. */
export async function readRepository(
  session: Session,
  { ask, now }: Allowance,
  { region, repository }: Pick<RepositoryReread, 'region' | 'repository'>,
): Promise<RepositoryReread | Unknown> {
  const place = { kind: 'repository', region, repository, asOf: now() } as const;
  const described = await ask('ecr:DescribeRepositories', () => describe(session, region, repository));
  if (described.status === 'unknown') return described;
  const absent = { ...place, value: { status: 'absent' } } as const;
  if (described.status === 'absent') return absent;
  const [policy, tags] = await Promise.all([
    ask('ecr:GetRepositoryPolicy', () => policyOf(session, region, repository)),
    ask('ecr:ListTagsForResource', () => readTags(session, region, described.value)),
  ]);
  if (policy.status === 'deleted' || tags.status === 'absent') return absent;
  if (policy.status === 'unknown') return policy;
  if (tags.status === 'unknown') return tags;
  const value = { repositoryName: repository, repositoryArn: described.value, tags, policy };
  return { ...place, value: { status: 'present', value } };
}

/** Its ARN. */
async function describe(session: Session, region: string, name: string): Promise<Answer<string>> {
  const client = session.clients.of(ECR, region);
  const described = await call(session.signal, {
    api: 'ecr:DescribeRepositories',
    send: (options) => client.send(new DescribeRepositoriesCommand({ repositoryNames: [name] }), options),
    read: ({ repositories: [found, ...more] }) =>
      found?.repositoryName === name && more.length === 0 && isOwn(session, region, found) ? found.repositoryArn : undefined,
  });
  return absentWhere(described, GONE);
}

async function policyOf(session: Session, region: string, name: string): Promise<Answer<string> | { readonly status: typeof DELETED }> {
  const policy = await repositoryPolicy(session, region, name);
  return policy === DELETED ? { status: DELETED } : policy;
}

async function readTags({ clients, signal }: Session, region: string, resourceArn: string): Promise<Answer<Record<string, string>>> {
  const client = clients.of(ECR, region);
  const tags = await call(signal, {
    api: 'ecr:ListTagsForResource',
    send: (options) => client.send(new ListTagsForResourceCommand({ resourceArn }), options),
    read: ({ tags: list }) => {
      const own = { ...tagsOf(list.map(({ Key: key, Value: value }) => [key, value] as const)) };
      return Object.keys(own).length < list.length ? undefined : own;
    },
  });
  return absentWhere(tags, GONE);
}
