// The ECR actions, one row each (D1-D12); all that is a property of one action stands here. Source: AWS Service Authorization Reference,
// "Actions, resources, and condition keys for Amazon Elastic Container Registry", update of 2026-07-15, read 2026-08-22: 60 actions.
// To refresh it compare with https://servicereference.us-east-1.amazonaws.com/v1/ecr/ecr.json (D3): a new action is a new row.
import type { Capability } from '../model/access.ts';
import { type ActionMask, hasBit, maskOf } from '../policy/logic/mask.ts';

/** AWS's words for what an action does. Where AWS lists two levels, the graver. */
export type AccessLevel = 'List' | 'Read' | 'Write' | 'Tagging' | 'Permissions management';

export interface ActionRow {
  readonly name: string;
  /** Actions on the registry have no resource and are judged on `*` (B13). */
  readonly on: 'repository' | 'registry';
  readonly accessLevel: AccessLevel;
  /** The capabilities that it makes up, by itself or with others: `CAPABILITY_RULES` says which (D7-D12). */
  readonly capabilities?: readonly Capability[];
  /** Its requests carry tags (D4). */
  readonly requestTags?: true;
  /** A registry policy of scope V1 speaks of it (E3). */
  readonly registryScopeV1?: true;
  /** The upstream registry is called with the credentials that are kept for it: `Read` to AWS, and more than a look. */
  readonly callsUpstream?: true;
}

/** At most 64: each has one bit of a mask, in this order. Findings are listed in it too, so that rows do not move. */
export const ACTIONS = [
  // D8, D9: beside pull, BatchCheckLayerAvailability is of use and not needed; beside push, BatchGetImage.
  { name: 'BatchCheckLayerAvailability', on: 'repository', accessLevel: 'Read', capabilities: ['push'] },
  { name: 'BatchDeleteImage', on: 'repository', accessLevel: 'Write', capabilities: ['delete'] },
  { name: 'BatchGetImage', on: 'repository', accessLevel: 'Read', capabilities: ['pull', 'retag'] },
  { name: 'BatchGetRepositoryScanningConfiguration', on: 'repository', accessLevel: 'Read' },
  { name: 'BatchImportUpstreamImage', on: 'repository', accessLevel: 'Write', capabilities: ['replicate'], registryScopeV1: true },
  { name: 'CompleteLayerUpload', on: 'repository', accessLevel: 'Write', capabilities: ['push'] },
  { name: 'CreateRepository', on: 'repository', accessLevel: 'Write', requestTags: true, registryScopeV1: true },
  { name: 'DeleteLifecyclePolicy', on: 'repository', accessLevel: 'Write', capabilities: ['configure'] },
  { name: 'DeleteRepository', on: 'repository', accessLevel: 'Write', capabilities: ['delete'] },
  { name: 'DeleteRepositoryPolicy', on: 'repository', accessLevel: 'Permissions management', capabilities: ['admin'] },
  { name: 'DescribeImageReplicationStatus', on: 'repository', accessLevel: 'Read' },
  { name: 'DescribeImageScanFindings', on: 'repository', accessLevel: 'Read' },
  { name: 'DescribeImageSigningStatus', on: 'repository', accessLevel: 'Read' },
  { name: 'DescribeImages', on: 'repository', accessLevel: 'List', capabilities: ['list'] },
  { name: 'DescribeRepositories', on: 'repository', accessLevel: 'Read' },
  { name: 'GetDownloadUrlForLayer', on: 'repository', accessLevel: 'Read', capabilities: ['pull'] },
  { name: 'GetImageCopyStatus', on: 'repository', accessLevel: 'Read' },
  { name: 'GetLifecyclePolicy', on: 'repository', accessLevel: 'Read' },
  { name: 'GetLifecyclePolicyPreview', on: 'repository', accessLevel: 'Read' },
  { name: 'GetRepositoryPolicy', on: 'repository', accessLevel: 'Read' },
  { name: 'InitiateLayerUpload', on: 'repository', accessLevel: 'Write', capabilities: ['push'] },
  { name: 'ListImages', on: 'repository', accessLevel: 'List', capabilities: ['list'] },
  { name: 'ListTagsForResource', on: 'repository', accessLevel: 'Read', requestTags: true },
  { name: 'PutImage', on: 'repository', accessLevel: 'Write', capabilities: ['push', 'retag'] },
  { name: 'PutImageScanningConfiguration', on: 'repository', accessLevel: 'Write', capabilities: ['configure'] },
  { name: 'PutImageTagMutability', on: 'repository', accessLevel: 'Write', capabilities: ['configure'] },
  { name: 'PutLifecyclePolicy', on: 'repository', accessLevel: 'Write', capabilities: ['configure'] },
  { name: 'ReplicateImage', on: 'repository', accessLevel: 'Write', capabilities: ['replicate'], registryScopeV1: true },
  { name: 'SetRepositoryPolicy', on: 'repository', accessLevel: 'Permissions management', capabilities: ['admin'] },
  { name: 'StartImageScan', on: 'repository', accessLevel: 'Write' },
  { name: 'StartLifecyclePolicyPreview', on: 'repository', accessLevel: 'Write' },
  { name: 'TagResource', on: 'repository', accessLevel: 'Tagging', capabilities: ['configure'], requestTags: true },
  { name: 'UntagResource', on: 'repository', accessLevel: 'Tagging', capabilities: ['configure'], requestTags: true },
  { name: 'UpdateImageStorageClass', on: 'repository', accessLevel: 'Write', capabilities: ['configure'] },
  { name: 'UploadLayerPart', on: 'repository', accessLevel: 'Write', capabilities: ['push'] },
  { name: 'CreatePullThroughCacheRule', on: 'registry', accessLevel: 'Write' },
  { name: 'CreateRepositoryCreationTemplate', on: 'registry', accessLevel: 'Write' },
  { name: 'DeletePullThroughCacheRule', on: 'registry', accessLevel: 'Write' },
  { name: 'DeleteRegistryPolicy', on: 'registry', accessLevel: 'Permissions management' },
  { name: 'DeleteRepositoryCreationTemplate', on: 'registry', accessLevel: 'Write' },
  { name: 'DeleteSigningConfiguration', on: 'registry', accessLevel: 'Write' },
  { name: 'DeregisterPullTimeUpdateExclusion', on: 'registry', accessLevel: 'Write' },
  { name: 'DescribePullThroughCacheRules', on: 'registry', accessLevel: 'List' },
  { name: 'DescribeRegistry', on: 'registry', accessLevel: 'Read' },
  { name: 'DescribeRepositoryCreationTemplates', on: 'registry', accessLevel: 'Read' },
  { name: 'GetAccountSetting', on: 'registry', accessLevel: 'Read' },
  { name: 'GetAuthorizationToken', on: 'registry', accessLevel: 'Read' },
  { name: 'GetRegistryPolicy', on: 'registry', accessLevel: 'Read' },
  { name: 'GetRegistryScanningConfiguration', on: 'registry', accessLevel: 'Read' },
  { name: 'GetSigningConfiguration', on: 'registry', accessLevel: 'Read' },
  { name: 'ListPullTimeUpdateExclusions', on: 'registry', accessLevel: 'List' },
  { name: 'PutAccountSetting', on: 'registry', accessLevel: 'Write' },
  { name: 'PutRegistryPolicy', on: 'registry', accessLevel: 'Permissions management' },
  { name: 'PutRegistryScanningConfiguration', on: 'registry', accessLevel: 'Write' },
  { name: 'PutReplicationConfiguration', on: 'registry', accessLevel: 'Write' },
  { name: 'PutSigningConfiguration', on: 'registry', accessLevel: 'Write' },
  { name: 'RegisterPullTimeUpdateExclusion', on: 'registry', accessLevel: 'Write' },
  { name: 'UpdatePullThroughCacheRule', on: 'registry', accessLevel: 'Write' },
  { name: 'UpdateRepositoryCreationTemplate', on: 'registry', accessLevel: 'Write' },
  { name: 'ValidatePullThroughCacheRule', on: 'registry', accessLevel: 'Read', callsUpstream: true },
] as const satisfies readonly ActionRow[];

/** An action as policies spell it: `ecr:BatchGetImage`. A name that is not in the table does not compile. */
export type EcrAction = `ecr:${(typeof ACTIONS)[number]['name']}`;

/** Every action in the order of its bit. */
export const ECR_ACTIONS: readonly EcrAction[] = ACTIONS.map(({ name }) => `ecr:${name}` as const);

const BITS: ReadonlyMap<string, number> = new Map(ECR_ACTIONS.map((name, bit) => [name.toLowerCase(), bit]));

/** The actions whose row fits. */
export function actionsWhere(fits: (row: ActionRow) => boolean): ActionMask {
  return maskOf(ACTIONS.flatMap((row, bit) => (fits(row) ? [bit] : [])));
}

export const EVERY_ACTION: ActionMask = actionsWhere(() => true);

/** The actions that have a repository for a resource, whatever their place in the table. */
export const REPOSITORY_MASK: ActionMask = actionsWhere(({ on }) => on === 'repository');

/** The actions that have no resource, the token among them. */
export const REGISTRY_MASK: ActionMask = actionsWhere(({ on }) => on === 'registry');

/** The actions whose requests carry tags (D4). */
export const REQUEST_TAG_MASK: ActionMask = actionsWhere(({ requestTags }) => requestTags === true);

/** The actions that a registry policy of scope V1 speaks of (E3). */
export const REGISTRY_SCOPE_V1_MASK: ActionMask = actionsWhere(({ registryScopeV1 }) => registryScopeV1 === true);

/** The actions that look and do nothing else: neither a repository nor a registry is another one afterwards. */
export const READING_MASK: ActionMask = actionsWhere(
  ({ accessLevel, callsUpstream }) => (accessLevel === 'List' || accessLevel === 'Read') && !callsUpstream,
);

/** The bit of an action of the table, for names that the program writes; `actionBit` is for those that users and policies write. */
export function bitOf(name: EcrAction): number {
  return ECR_ACTIONS.indexOf(name);
}

/** The bit of an action as anybody may write it, in any case (B6), or undefined when the table does not know it. */
export function actionBit(word: string): number | undefined {
  return BITS.get(word.toLowerCase());
}

/** The action of a bit. Throws a RangeError for a bit that none has: masks come from the table. */
export function actionOf(bit: number): EcrAction {
  const name = ECR_ACTIONS[bit];
  if (name === undefined) throw new RangeError(`bit ${bit} is no ECR action: the table has ${ECR_ACTIONS.length}`);
  return name;
}

/** The actions of a mask by name, in the order of the table. Bits that no action has, which masks of everything hold too, name nothing. */
export function namesOf(mask: ActionMask): readonly EcrAction[] {
  return ECR_ACTIONS.filter((_, bit) => hasBit(mask, bit));
}

/** Whether a word, in any case, is an action of the table that has no resource; false for every other word. */
export function isRegistryAction(word: string): boolean {
  const bit = actionBit(word);
  return bit !== undefined && ACTIONS[bit]?.on === 'registry';
}
