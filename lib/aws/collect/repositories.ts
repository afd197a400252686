// The repositories of a region with their tags: everything about them but the policies.
import { DescribeRepositoriesCommand } from '@aws-sdk/client-ecr';
import { accountId, repositoryArn } from '../../model/ids.ts';
import type { RepositoryFile } from '../../snapshot/schema.ts';
import type { AnswerOf } from '../api/answers.ts';
import { echoes } from '../api/words.ts';
import type { Read } from '../client/call.ts';
import { everyPage, pageOf } from '../client/pages.ts';
import { ECR } from '../client/services.ts';
import type { Session } from '../client/session.ts';
import { repositoryTags } from './tags.ts';

const API = 'ecr:DescribeRepositories';
const PAGE = 1000;

/** A repository whose policy may not have been asked for yet. */
export type ListedRepository = Pick<RepositoryFile, 'repositoryName' | 'repositoryArn' | 'tags'> & Partial<Pick<RepositoryFile, 'policy'>>;

/** The repositories, sorted by name, each once. Without the tags of a repository its `tags` are unknown. */
export async function listRepositories(session: Session, region: string): Promise<Read<readonly ListedRepository[]>> {
  const [listed, tags] = await Promise.all([readRepositories(session, region), repositoryTags(session, region)]);
  if (listed.status === 'unknown') return listed;
  const repositories = new Map<string, ListedRepository>();
  for (const { repositoryName, repositoryArn: arn } of listed.value) {
    const own = tags.status === 'unknown' ? tags : { status: 'present' as const, value: tags.value.get(arn) ?? {} };
    repositories.set(repositoryName, { repositoryName, repositoryArn: arn, tags: own });
  }
  return { status: 'present', value: [...repositories.values()].sort((a, b) => (a.repositoryName < b.repositoryName ? -1 : 1)) };
}

function readRepositories(session: Session, region: string): Promise<Read<readonly DescribedRepository[]>> {
  const client = session.clients.of(ECR, region);
  return everyPage(session.signal, {
    api: API,
    send: (nextToken, options) => {
      const input = { maxResults: PAGE, ...(nextToken === undefined ? {} : { nextToken }) };
      return client.send(new DescribeRepositoriesCommand(input), options);
    },
    read: ({ repositories, nextToken }) =>
      repositories.every((each) => isOwn(session, region, each)) ? pageOf(repositories, nextToken) : undefined,
  });
}

export type DescribedRepository = AnswerOf<typeof API>['repositories'][number];

/** Whether a repository is one of the account, in this region. */
export function isOwn(
  { partition, account }: Session,
  region: string,
  { repositoryName, repositoryArn: arn, registryId }: DescribedRepository,
): boolean {
  const id = accountId(account);
  return id !== undefined && echoes(registryId, account) && arn === repositoryArn(partition, region, id, repositoryName);
}
