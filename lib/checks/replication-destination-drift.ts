// E16: images that are copied to registries outside the organization.
import * as z from 'zod';
import type { Account } from '../access/account/account.ts';
import { groupBy } from '../collections/group-by.ts';
import type { PolicyFinding } from '../model/drift.ts';
import type { Registry } from '../model/snapshot.ts';
import type { PolicyCheck } from './survey/check.ts';
import { policyFinding } from './survey/policy-finding.ts';
import { shortened } from './survey/repository-lists.ts';
import { unreadable } from './survey/unreadable.ts';

export const replicationDestinationDrift = {
  code: 'ECRD-208',
  name: 'ReplicationDestinationDrift',
  meaning: 'The registry replicates images to an account that is not in the organization, or its replication cannot be judged.',
  source: ['E16'],
  severity: 'medium',
  dependsOn: 'settings',
  remedy: 'remove the destination from the replication configuration, or bring that account into the organization',
  decision: 'take the destination out (aws ecr put-replication-configuration), or bring its account into the organization',
  check: ({ matrix: { account } }) => ({ found: () => foreignReplication(account) }),
} as const satisfies PolicyCheck;

const filter = z.looseObject({ filter: z.string() });
const destination = z.looseObject({ region: z.string(), registryId: z.string() });
const rule = z.looseObject({ destinations: z.array(destination), repositoryFilters: z.array(filter).nullish() });
/** What DescribeRegistry answers (E16). */
const answer = z.looseObject({ replicationConfiguration: z.looseObject({ rules: z.array(rule).nullish() }).nullish() });

interface Copy {
  readonly registry: string;
  /** In words: to where, and what. */
  readonly detail: string;
}

function foreignReplication(account: Account): readonly PolicyFinding[] {
  return account.snapshot.registries.flatMap((registry) => {
    const { replication, region } = registry;
    if (replication.kind !== 'present') return [];
    const { success, error, data } = answer.safeParse(replication.value);
    if (!success)
      return [unreadable({ code: replicationDestinationDrift.code, region, setting: 'replication', answer: replication.value, error })];
    const outside = copiesOf(data).filter(({ registry: id }) => isOutside(account, id));
    return [...groupBy(outside, ({ registry: id }) => id)].map(([id, copies]) => findingOf(registry, id, copies));
  });
}

function copiesOf({ replicationConfiguration }: z.output<typeof answer>): readonly Copy[] {
  return (replicationConfiguration?.rules ?? []).flatMap(({ destinations, repositoryFilters }) => {
    const filters = (repositoryFilters ?? []).map((each) => `\`${each.filter}\``);
    const what = filters.length === 0 ? 'every repository' : `repositories under ${filters.toSorted().join(', ')}`;
    return destinations.map(({ registryId, region }): Copy => ({ registry: registryId, detail: `to ${region}: ${what}` }));
  });
}

/** Where the accounts of the organization were not read, nothing is known to be outside. */
function isOutside({ ground, snapshot: { organization } }: Account, id: string): boolean {
  if (id === ground.account || organization.kind === 'unknown') return false;
  if (organization.kind === 'absent') return true;
  const { accounts, managementAccount } = organization.value;
  return accounts.kind === 'present' && id !== managementAccount && accounts.value.every((each) => each.id !== id);
}

function findingOf({ region }: Registry, id: string, copies: readonly Copy[]): PolicyFinding {
  return policyFinding({
    code: replicationDestinationDrift.code,
    severity: replicationDestinationDrift.severity,
    region,
    subject: ['replication', id],
    formerly: [`replication to ${id}`],
    message: `the registry of ${region} replicates images to account ${id}, which is not in the organization`,
    details: shortened([...new Set(copies.map(({ detail }) => detail))].sort()),
  });
}
