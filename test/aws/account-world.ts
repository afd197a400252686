// The world that collectors are tested on: two regions, an organization, and every kind of part at least once.
import type { Organization, World } from '../support/aws-server/world.ts';
import { ACCOUNT, OTHER, POLICY_TEXT, REGION, sampleWorld } from './server/world.ts';

export const SECOND_REGION = 'us-east-1';
export const ORGANIZATION = 'o-example0001';
const ROOT = 'r-ex01';
const UNIT = 'ou-ex01-payments';

/** A fresh copy. The account is that of the organization's delegated administrator. */
export function accountWorld(): World {
  const world = sampleWorld();
  const region = world.accounts[ACCOUNT]?.regions[REGION];
  if (region === undefined) throw new Error('the sample world has lost its region');
  region.creationTemplates.push({ prefix: 'team', appliedFor: ['PULL_THROUGH_CACHE'] });
  region.replicationRules.push({ destinations: [{ region: SECOND_REGION, registryId: ACCOUNT }] });
  region.pullThroughCacheRules.push({ ecrRepositoryPrefix: 'hub', upstreamRegistryUrl: 'registry-1.docker.io' });
  world.organization = organization();
  return world;
}

function organization(): Organization {
  const policy = (id: string, type: 'SERVICE_CONTROL_POLICY' | 'RESOURCE_CONTROL_POLICY', targets: readonly string[]) => ({
    ...{ id, name: `name of ${id}`, type, targets, content: POLICY_TEXT },
  });
  return {
    id: ORGANIZATION,
    managementAccount: '999999999999',
    delegatedAdministrators: [ACCOUNT],
    root: { id: ROOT, policyTypes: ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'] },
    units: [{ id: UNIT, name: 'payments', parent: ROOT }],
    members: [
      { id: '999999999999', name: 'management', parent: ROOT, status: 'ACTIVE' },
      { id: ACCOUNT, name: 'payments', parent: UNIT, status: 'ACTIVE' },
      { id: OTHER, name: 'other', parent: UNIT, status: 'ACTIVE' },
    ],
    policies: [
      policy('p-full', 'SERVICE_CONTROL_POLICY', [ROOT, UNIT, ACCOUNT]),
      policy('p-guard', 'SERVICE_CONTROL_POLICY', [UNIT]),
      policy('p-perimeter', 'RESOURCE_CONTROL_POLICY', [ROOT]),
    ],
  };
}
