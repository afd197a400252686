// The ECR action catalogue as data (D1). Source: AWS Service Authorization Reference, "Actions, resources, and condition keys
// for Amazon Elastic Container Registry", update of 2026-07-15, read 2026-08-22: 60 actions.
// To refresh it compare with https://servicereference.us-east-1.amazonaws.com/v1/ecr/ecr.json (D3).

/** Actions on a repository. */
export const REPOSITORY_ACTIONS = [
  'BatchCheckLayerAvailability',
  'BatchDeleteImage',
  'BatchGetImage',
  'BatchGetRepositoryScanningConfiguration',
  'BatchImportUpstreamImage',
  'CompleteLayerUpload',
  'CreateRepository',
  'DeleteLifecyclePolicy',
  'DeleteRepository',
  'DeleteRepositoryPolicy',
  'DescribeImageReplicationStatus',
  'DescribeImageScanFindings',
  'DescribeImageSigningStatus',
  'DescribeImages',
  'DescribeRepositories',
  'GetDownloadUrlForLayer',
  'GetImageCopyStatus',
  'GetLifecyclePolicy',
  'GetLifecyclePolicyPreview',
  'GetRepositoryPolicy',
  'InitiateLayerUpload',
  'ListImages',
  'ListTagsForResource',
  'PutImage',
  'PutImageScanningConfiguration',
  'PutImageTagMutability',
  'PutLifecyclePolicy',
  'ReplicateImage',
  'SetRepositoryPolicy',
  'StartImageScan',
  'StartLifecyclePolicyPreview',
  'TagResource',
  'UntagResource',
  'UpdateImageStorageClass',
  'UploadLayerPart',
] as const;

/** Actions on the registry as a whole: they have no resource and are judged on `*` (B13). */
const REGISTRY_ACTIONS = [
  'CreatePullThroughCacheRule',
  'CreateRepositoryCreationTemplate',
  'DeletePullThroughCacheRule',
  'DeleteRegistryPolicy',
  'DeleteRepositoryCreationTemplate',
  'DeleteSigningConfiguration',
  'DeregisterPullTimeUpdateExclusion',
  'DescribePullThroughCacheRules',
  'DescribeRegistry',
  'DescribeRepositoryCreationTemplates',
  'GetAccountSetting',
  'GetAuthorizationToken',
  'GetRegistryPolicy',
  'GetRegistryScanningConfiguration',
  'GetSigningConfiguration',
  'ListPullTimeUpdateExclusions',
  'PutAccountSetting',
  'PutRegistryPolicy',
  'PutRegistryScanningConfiguration',
  'PutReplicationConfiguration',
  'PutSigningConfiguration',
  'RegisterPullTimeUpdateExclusion',
  'UpdatePullThroughCacheRule',
  'UpdateRepositoryCreationTemplate',
  'ValidatePullThroughCacheRule',
] as const;

export type RepositoryAction = (typeof REPOSITORY_ACTIONS)[number];

/** Every action in its bit order: `ecr:BatchGetImage`, ... Bits 0-34 are repository actions. */
export const ECR_ACTIONS: readonly string[] = [...REPOSITORY_ACTIONS, ...REGISTRY_ACTIONS].map((name) => `ecr:${name}`);

const BITS: ReadonlyMap<string, number> = new Map(ECR_ACTIONS.map((name, bit) => [name.toLowerCase(), bit]));
const REGISTRY: ReadonlySet<string> = new Set(REGISTRY_ACTIONS.map((name) => `ecr:${name}`.toLowerCase()));

/** The bit of an action, in any case (B6), or undefined when the catalogue does not know it. */
export function actionBit(action: string): number | undefined {
  return BITS.get(action.toLowerCase());
}

/** Whether an action, in any case, is a known one that has no resource. */
export function isRegistryAction(action: string): boolean {
  return REGISTRY.has(action.toLowerCase());
}
