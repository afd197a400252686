// The emulator's account as the product's own collector reads it, as one who may: what moto does not answer is taken as absent.
import { ECRClient, ListTagsForResourceCommand } from '@aws-sdk/client-ecr';
import { vi } from 'vitest';
import { openSession } from '../../../lib/aws/client/session.ts';
import { collectAccount } from '../../../lib/aws/collect/collect.ts';
import type { SnapshotFile } from '../../../lib/snapshot/schema.ts';
import { environmentFor } from '../../emulators/support/account.ts';

const REGION = 'us-east-1';
/** AWS-managed policies that the emulator holds are more than a recorded plan has to carry; those that matter to ECR stay. */
const KEPT = /AmazonEC2ContainerRegistry|:\d{12}:policy/;

export async function collected(url: string): Promise<SnapshotFile> {
  for (const [name, value] of Object.entries({ ...environmentFor(url), AWS_REGION: REGION })) vi.stubEnv(name, value);
  const session = await openSession({ signal: new AbortController().signal });
  try {
    return await withTags(answered(await collectAccount(session, { regions: [REGION] })), url);
  } finally {
    session.clients.close();
    vi.unstubAllEnvs();
  }
}

function answered(file: SnapshotFile): SnapshotFile {
  const absent = { status: 'absent' } as const;
  const { identity } = file;
  return {
    ...file,
    collectedAt: '2026-11-21T20:00:00Z',
    organization: absent,
    identity:
      identity.status === 'present'
        ? { ...identity, value: { ...identity.value, Policies: identity.value.Policies.filter(({ Arn }) => KEPT.test(Arn)) } }
        : identity,
    regions: file.regions.map((region) => ({
      ...region,
      registryPolicyScope: absent,
      creationTemplates: absent,
      replication: absent,
      pullThroughCacheRules: absent,
      registryPolicy: region.registryPolicy.status === 'unknown' ? absent : region.registryPolicy,
    })),
  };
}

/** The tagging API of the emulator knows no repositories; its ECR knows their tags. */
async function withTags(file: SnapshotFile, url: string): Promise<SnapshotFile> {
  const ecr = new ECRClient({ endpoint: url, region: REGION, credentials: { accessKeyId: 'AKIAEMULATOR', secretAccessKey: 'example' } });
  const [region] = file.regions;
  if (region?.repositories.status !== 'present') return file;
  const value = await Promise.all(
    region.repositories.value.map(async (repository) => {
      const { tags = [] } = await ecr.send(new ListTagsForResourceCommand({ resourceArn: repository.repositoryArn }));
      const own = Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]));
      return { ...repository, tags: { status: 'present' as const, value: own } };
    }),
  );
  return { ...file, regions: [{ ...region, repositories: { status: 'present', value } }] };
}
