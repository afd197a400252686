// One setting of a region's registry, read again.
import type { RegistryPart } from '../../../model/reread.ts';
import type { Reread } from '../../../scoped/schema.ts';
import type { Api } from '../../api/permissions.ts';
import type { Unknown } from '../../client/call.ts';
import type { Session } from '../../client/session.ts';
import { SETTING_READERS } from '../registry.ts';
import type { Allowance } from './allowance.ts';

const APIS = {
  registryPolicy: 'ecr:GetRegistryPolicy',
  registryPolicyScope: 'ecr:GetAccountSetting',
  replication: 'ecr:DescribeRegistry',
  pullThroughCacheRules: 'ecr:DescribePullThroughCacheRules',
  creationTemplates: 'ecr:DescribeRepositoryCreationTemplates',
} as const satisfies Record<RegistryPart, Api>;

interface SettingPlace {
  readonly region: string;
  readonly part: RegistryPart;
}

/** The setting as a full scan reads it, or why not. */
export async function readSetting(session: Session, { ask, now }: Allowance, { region, part }: SettingPlace): Promise<Reread | Unknown> {
  const place = { kind: 'registry', region, asOf: now() } as const;
  switch (part) {
    case 'registryPolicy': {
      const value = await ask(APIS[part], () => SETTING_READERS[part](session, region));
      return value.status === 'unknown' ? value : { ...place, part, value };
    }
    case 'registryPolicyScope': {
      const value = await ask(APIS[part], () => SETTING_READERS[part](session, region));
      return value.status === 'unknown' ? value : { ...place, part, value };
    }
    case 'replication':
    case 'pullThroughCacheRules':
    case 'creationTemplates': {
      const value = await ask(APIS[part], () => SETTING_READERS[part](session, region));
      return value.status === 'unknown' ? value : { ...place, part, value };
    }
  }
}
