// What AWS answers about a registry's settings, as far as anyone looks at it: live answers and saved ones are held to the same.
import * as z from 'zod';

/** REGISTRY_POLICY_SCOPE (E3, E4). */
export const SCOPE_SETTING = 'REGISTRY_POLICY_SCOPE';
export const SCOPES = ['V1', 'V2'] as const;

/** The code of a gap where an answer is there, and nobody can make anything of it. */
export const MALFORMED_ANSWER = 'MalformedAnswer';

const text = z.string().nullish();
const time = z.union([z.date(), z.string(), z.number()]).nullish();
const filled = z.string().min(1, { error: 'expected a text that is not empty' });

/** E9. */
export const repositoryCreationTemplate = z.object({
  prefix: filled,
  description: text,
  encryptionConfiguration: z.object({ encryptionType: text, kmsKey: text }).nullish(),
  resourceTags: z.array(z.object({ Key: filled, Value: z.string() })).nullish(),
  imageTagMutability: text,
  imageTagMutabilityExclusionFilters: z.array(z.object({ filterType: text, filter: text })).nullish(),
  repositoryPolicy: z.union([z.string(), z.record(z.string(), z.unknown())]).nullish(),
  lifecyclePolicy: text,
  appliedFor: z.array(z.string()).nullish(),
  customRoleArn: text,
  createdAt: time,
  updatedAt: time,
});

/** E16. */
export const replicationConfiguration = z.object({
  rules: z.array(
    z.object({
      destinations: z.array(z.object({ region: filled, registryId: filled })),
      repositoryFilters: z.array(z.object({ filter: z.string(), filterType: text })).nullish(),
    }),
  ),
});

export const pullThroughCacheRule = z.object({
  ecrRepositoryPrefix: filled,
  upstreamRegistryUrl: filled,
  upstreamRegistry: text,
  upstreamRepositoryPrefix: text,
  registryId: text,
  credentialArn: text,
  customRoleArn: text,
  createdAt: time,
  updatedAt: time,
});

function listed<K extends string, T extends z.ZodType>(name: K, of: T) {
  const list = z.array(of);
  return z.union([list, z.object({ [name]: list })]);
}

/** What may stand in a snapshot; of what AWS lists, the list alone will do. */
export const REGISTRY_ANSWERS = {
  policyScope: z.enum(SCOPES),
  creationTemplates: listed('repositoryCreationTemplates', repositoryCreationTemplate),
  replication: z.object({
    replicationConfiguration: z.object({ rules: replicationConfiguration.shape.rules.nullish() }).nullish(),
  }),
  pullThroughCacheRules: listed('pullThroughCacheRules', pullThroughCacheRule),
} as const;
