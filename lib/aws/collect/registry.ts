// What a region's registry has beside its repositories: its policy and how far that reaches, templates, replication, pull-through rules.
import {
  DescribePullThroughCacheRulesCommand,
  DescribeRegistryCommand,
  DescribeRepositoryCreationTemplatesCommand,
  GetAccountSettingCommand,
  GetRegistryPolicyCommand,
} from '@aws-sdk/client-ecr';
import { SCOPE_SETTING } from '../../model/answers.ts';
import type { RegistryPart } from '../../model/reread.ts';
import type { RegionFile } from '../../snapshot/schema.ts';
import { echoes } from '../api/words.ts';
import { type Answer, absentWhere, call, type Read } from '../client/call.ts';
import { everyPage, pageOf } from '../client/pages.ts';
import { ECR } from '../client/services.ts';
import type { Session } from '../client/session.ts';

export type RegistryFile = Pick<
  RegionFile,
  'region' | 'registryPolicy' | 'registryPolicyScope' | 'creationTemplates' | 'replication' | 'pullThroughCacheRules'
>;

const PAGE = 1000;

/** Five parts, each read or unknown by itself. */
export async function registryFile(session: Session, region: string): Promise<RegistryFile> {
  const [registryPolicy, registryPolicyScope, creationTemplates, replication, pullThroughCacheRules] = await Promise.all([
    SETTING_READERS.registryPolicy(session, region),
    SETTING_READERS.registryPolicyScope(session, region),
    SETTING_READERS.creationTemplates(session, region),
    SETTING_READERS.replication(session, region),
    SETTING_READERS.pullThroughCacheRules(session, region),
  ]);
  return { region, registryPolicy, registryPolicyScope, creationTemplates, replication, pullThroughCacheRules };
}

/** By the part that each of them reads. */
export const SETTING_READERS = {
  registryPolicy: readPolicy,
  registryPolicyScope: readScope,
  creationTemplates: readTemplates,
  replication: readReplication,
  pullThroughCacheRules: readPullThroughRules,
} as const satisfies Record<RegistryPart, (session: Session, region: string) => Promise<Answer<unknown>>>;

/** F4: one error alone means that there is no policy. */
async function readPolicy({ clients, signal, account }: Session, region: string): Promise<Answer<string>> {
  const client = clients.of(ECR, region);
  const policy = await call(signal, {
    api: 'ecr:GetRegistryPolicy',
    send: (options) => client.send(new GetRegistryPolicyCommand({}), options),
    read: ({ registryId, policyText: text }) => (echoes(registryId, account) ? text : undefined),
  });
  return absentWhere(policy, 'RegistryPolicyNotFoundException');
}

/** E4: whether the policy speaks of every action or of three. */
function readScope({ clients, signal }: Session, region: string): Promise<Read<{ readonly name: string; readonly value: string }>> {
  const client = clients.of(ECR, region);
  const name = SCOPE_SETTING;
  return call(signal, {
    api: 'ecr:GetAccountSetting',
    send: (options) => client.send(new GetAccountSettingCommand({ name }), options),
    read: ({ name: said, value }) => (echoes(said, name) ? { name, value } : undefined),
  });
}

async function readTemplates({ clients, signal, account }: Session, region: string): Promise<Read<Record<string, unknown>>> {
  const client = clients.of(ECR, region);
  const templates = await everyPage(signal, {
    api: 'ecr:DescribeRepositoryCreationTemplates',
    send: (nextToken, options) => {
      const input = { maxResults: PAGE, ...(nextToken === undefined ? {} : { nextToken }) };
      return client.send(new DescribeRepositoryCreationTemplatesCommand(input), options);
    },
    read: ({ registryId, repositoryCreationTemplates: list, nextToken }) =>
      echoes(registryId, account) ? pageOf(list, nextToken) : undefined,
  });
  return named('repositoryCreationTemplates', templates);
}

function readReplication({ clients, signal, account }: Session, region: string): Promise<Read<Record<string, unknown>>> {
  const client = clients.of(ECR, region);
  return call(signal, {
    api: 'ecr:DescribeRegistry',
    send: (options) => client.send(new DescribeRegistryCommand({}), options),
    read: ({ registryId, replicationConfiguration }) =>
      echoes(registryId, account) ? { registryId: account, replicationConfiguration } : undefined,
  });
}

async function readPullThroughRules({ clients, signal, account }: Session, region: string): Promise<Read<Record<string, unknown>>> {
  const client = clients.of(ECR, region);
  const rules = await everyPage(signal, {
    api: 'ecr:DescribePullThroughCacheRules',
    send: (nextToken, options) => {
      const input = { maxResults: PAGE, ...(nextToken === undefined ? {} : { nextToken }) };
      return client.send(new DescribePullThroughCacheRulesCommand(input), options);
    },
    read: ({ pullThroughCacheRules: list, nextToken }) =>
      list.every(({ registryId }) => echoes(registryId, account)) ? pageOf(list, nextToken) : undefined,
  });
  return named('pullThroughCacheRules', rules);
}

/** A merged list under the name that AWS gives it. */
function named(name: string, list: Read<readonly unknown[]>): Read<Record<string, unknown>> {
  return list.status === 'unknown' ? list : { status: 'present', value: { [name]: list.value } };
}
