// Whether the same service and stage is deployed in another region: two of them would tell everything twice.
import { IAMClient, paginateListRoles } from '@aws-sdk/client-iam';
import { knownRegions, PARTITIONS } from '../lib/model/regions.ts';
import type { Account } from './bucket.ts';

export interface Place {
  readonly service: string;
  readonly stage: string;
  readonly region: string;
}

/** The region of another deployment, by the role of its audit: IAM has no regions, and the names of the roles hold one. Rejects where IAM does not say. */
export async function otherRegion(provider: Account, { service, stage, region }: Place): Promise<string | undefined> {
  const others = PARTITIONS.flatMap(knownRegions).filter((each) => each !== region);
  const names = new Map(others.map((other) => [`${service}-${stage}-${other}-audit`, other]));
  const client = new IAMClient(await provider.getAwsSdkV3Config());
  try {
    for await (const { Roles: roles } of paginateListRoles({ client }, { MaxItems: 1000 })) {
      if (roles === undefined) throw new Error('IAM sent no list of roles');
      const found = roles.flatMap(({ RoleName: name }) => names.get(name ?? '') ?? [])[0];
      if (found !== undefined) return found;
    }
    return undefined;
  } finally {
    client.destroy();
  }
}
