// The settings of a registry: what was not read of them, and what was read and is no answer of AWS's, which is as good as unread.
import type * as z from 'zod';
import { MALFORMED_ANSWER, REGISTRY_ANSWERS } from '../../model/answers.ts';
import type { RegionSetting } from '../../model/gap-part.ts';
import type { Collected, Gap, Registry } from '../../model/snapshot.ts';
import { problemOf } from '../../text/problem.ts';

/** The gaps of the four settings; a registry policy's scope among them. */
export function settingGaps({ region, policyScope, creationTemplates, replication, pullThroughCacheRules }: Registry): readonly Gap[] {
  const { scope, templates, copies, caches } = NAMES;
  return [
    ...settingGap(policyScope, { ...scope, region }),
    ...settingGap(creationTemplates, { ...templates, region }),
    ...settingGap(replication, { ...copies, region }),
    ...settingGap(pullThroughCacheRules, { ...caches, region }),
  ];
}

/** The gap of the scope: one that nobody knows says nothing of how much of the registry policy is in force. */
export function scopeGap({ region, policyScope }: Registry): Gap | undefined {
  return settingGap(policyScope, { ...NAMES.scope, region })[0];
}

interface Setting {
  readonly of: RegionSetting;
  readonly api: string;
  readonly answer: z.ZodType;
}

const NAMES = {
  scope: { of: 'policyScope', api: 'ecr:GetAccountSetting', answer: REGISTRY_ANSWERS.policyScope },
  templates: { of: 'creationTemplates', api: 'ecr:DescribeRepositoryCreationTemplates', answer: REGISTRY_ANSWERS.creationTemplates },
  copies: { of: 'replication', api: 'ecr:DescribeRegistry', answer: REGISTRY_ANSWERS.replication },
  caches: { of: 'pullThroughCacheRules', api: 'ecr:DescribePullThroughCacheRules', answer: REGISTRY_ANSWERS.pullThroughCacheRules },
} as const satisfies Readonly<Record<string, Setting>>;

function settingGap(setting: Collected<unknown>, { of, api, answer, region }: Setting & { readonly region: string }): readonly Gap[] {
  if (setting.kind === 'unknown') return [setting.gap];
  if (setting.kind === 'absent') return [];
  const { error } = answer.safeParse(setting.value);
  if (!error) return [];
  return [{ part: { kind: 'region', region, of }, api, code: MALFORMED_ANSWER, message: problemOf(error, setting.value, []) }];
}
