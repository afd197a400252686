// The policy of each repository, one call each: the bulk of a scan.
import { GetRepositoryPolicyCommand } from '@aws-sdk/client-ecr';
import type { RepositoryFile } from '../../snapshot/schema.ts';
import { echoes } from '../api/words.ts';
import { type Answer, absentWhere, call, type Unknown } from '../client/call.ts';
import { eachOf } from '../client/concurrency.ts';
import { ECR } from '../client/services.ts';
import type { Session } from '../client/session.ts';
import type { ListedRepository } from './repositories.ts';

const NARROWEST = 16;
/** As many as the SDK keeps connections for. */
const WIDEST = 50;
/** After so many failures in a row that no repository's own policy can be the reason of, the rest would fail too. */
const GIVE_UP_AFTER = 25;

export interface PolicyRequest {
  readonly region: string;
  readonly repositories: readonly ListedRepository[];
  /** Milliseconds since the epoch after which no further policy is asked for. */
  readonly until: number | undefined;
  readonly onProgress: (done: number) => void;
}

/** The repositories with their policies, in the order given. Those not asked for in time have none; those deleted meanwhile are left out. */
export async function readPolicies(session: Session, request: PolicyRequest): Promise<readonly ListedRepository[]> {
  const { repositories, until, region, onProgress } = request;
  const policies = new Map<string, RepositoryFile['policy'] | typeof DELETED>();
  const stopped = failuresInARow(GIVE_UP_AFTER);
  const unread = repositories.filter(({ policy }) => policy === undefined);
  onProgress(repositories.length - unread.length);
  await eachOf(unread, {
    width: () => Math.min(WIDEST, Math.max(NARROWEST, session.clients.width(ECR, region))),
    more: () => until === undefined || session.timing.now() < until,
    task: async ({ repositoryName: name }) => {
      const policy = stopped.reason() ?? (await repositoryPolicy(session, region, name));
      if (policy !== DELETED) stopped.note(policy);
      policies.set(name, policy);
      onProgress(repositories.length - unread.length + policies.size);
    },
  });
  return repositories.flatMap((repository) => {
    const policy = repository.policy ?? policies.get(repository.repositoryName);
    if (policy === DELETED) return [];
    return policy === undefined ? [repository] : [{ ...repository, policy }];
  });
}

/** There is no such repository any more. */
export const DELETED = 'deleted';

/** F2: one error means that there is no policy, one that there is no repository any more. All others are unknown. */
export async function repositoryPolicy(
  { clients, signal, account }: Session,
  region: string,
  repositoryName: string,
): Promise<Answer<string> | typeof DELETED> {
  const client = clients.of(ECR, region);
  const policy = await call(signal, {
    api: 'ecr:GetRepositoryPolicy',
    send: (options) => client.send(new GetRepositoryPolicyCommand({ repositoryName }), options),
    read: ({ registryId, repositoryName: said, policyText: text }) =>
      echoes(registryId, account) && echoes(said, repositoryName) ? text : undefined,
  });
  if (policy.status === 'unknown' && policy.error.code === 'RepositoryNotFoundException') return DELETED;
  return absentWhere(policy, 'RepositoryPolicyNotFoundException');
}

/** Watches for an outage; a refusal is no sign of one, since each repository may deny the scanner by itself (F7). */
function failuresInARow(most: number): { readonly note: (policy: Answer<string>) => void; readonly reason: () => Unknown | undefined } {
  let count = 0;
  let last: Unknown | undefined;
  return {
    note: (policy) => {
      const failed = policy.status === 'unknown' && !policy.error.code.startsWith('AccessDenied');
      count = failed ? count + 1 : 0;
      last = failed ? policy : undefined;
    },
    reason: () => (count >= most ? last : undefined),
  };
}
