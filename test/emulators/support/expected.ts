// What a plan looks like in a snapshot, had it been read without a gap.
import type { SnapshotFile } from '../../../lib/snapshot/schema.ts';
import type { Account, Region } from '../../support/aws-server/world.ts';
import { POWER_USER, READ_ONLY } from './plan.ts';

/** The two parts that a plan says everything about. */
export function expectedFrom({ identity, regions }: Account): Pick<SnapshotFile, 'identity' | 'regions'> {
  const ofAws = [READ_ONLY, POWER_USER].map((Arn) => ({ Arn, PolicyVersionList: [{ IsDefaultVersion: true, Document: {} }] }));
  const value = { ...identity, Policies: [...identity.Policies, ...ofAws] };
  // The plan has the members of the file, and is not to be changed through it.
  return {
    identity: { status: 'present', value: structuredClone(value) as unknown as Identity },
    regions: Object.entries(regions).map(regionFrom),
  };
}

type Identity = Extract<SnapshotFile['identity'], { status: 'present' }>['value'];

function regionFrom([region, world]: readonly [string, Region]): SnapshotFile['regions'][number] {
  return {
    region,
    registryPolicy: textPart(world.registryPolicyText),
    creationTemplates: { status: 'present', value: [...world.creationTemplates] },
    replication: { status: 'present', value: [...world.replicationRules] },
    pullThroughCacheRules: { status: 'present', value: [...world.pullThroughCacheRules] },
    repositories: {
      status: 'present',
      value: world.repositories.map(({ name, policyText, tags = {} }) => ({
        repositoryName: name,
        repositoryArn: `arn:aws:ecr:${region}:111111111111:repository/${name}`,
        tags: { status: 'present', value: { ...tags } },
        policy: textPart(policyText),
      })),
    },
  };
}

function textPart(text: string | undefined) {
  return text === undefined ? ({ status: 'absent' } as const) : ({ status: 'present', value: text } as const);
}
