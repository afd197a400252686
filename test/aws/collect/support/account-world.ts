// The world that collectors are tested on: two regions, an organization, and every kind of part at least once.
import type { Organization, World } from '../../../support/aws-server/world.ts';
import { ACCOUNT, OTHER, REGION, sampleWorld } from '../../server/world.ts';

const PULLING = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];
export const SECOND_REGION = 'us-east-1';
export const ORGANIZATION = 'o-example0001';
export const REPOSITORY_POLICY = policyText({ Effect: 'Allow', Principal: { AWS: OTHER }, Action: PULLING });
export const CONTROL_POLICY = policyText({ Effect: 'Allow', Action: '*', Resource: '*' });
export const RESOURCE_CONTROL_POLICY = policyText({ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' });
const ROOT = 'r-ex01';
const UNIT = 'ou-ex01-payments';

/** A fresh copy. The account is that of the organization's delegated administrator. */
export function accountWorld(): World {
  const world = sampleWorld();
  const region = world.accounts[ACCOUNT]?.regions[REGION];
  if (region === undefined) throw new Error('the sample world has lost its region');
  region.repositories = region.repositories.map((each) =>
    each.policyText === undefined ? each : { ...each, policyText: REPOSITORY_POLICY },
  );
  region.creationTemplates.push({ prefix: 'team', appliedFor: ['PULL_THROUGH_CACHE'] });
  region.replicationRules.push({ destinations: [{ region: SECOND_REGION, registryId: ACCOUNT }] });
  region.pullThroughCacheRules.push({ ecrRepositoryPrefix: 'hub', upstreamRegistryUrl: 'registry-1.docker.io' });
  world.organization = organization();
  return world;
}

function policyText(statement: object): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}

function organization(): Organization {
  const policy = (id: string, type: 'SERVICE_CONTROL_POLICY' | 'RESOURCE_CONTROL_POLICY', targets: readonly string[]) => ({
    ...{ id, name: `name of ${id}`, type, targets, content: type === 'SERVICE_CONTROL_POLICY' ? CONTROL_POLICY : RESOURCE_CONTROL_POLICY },
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
