// What ECR always sends.
import * as z from 'zod';
import { pullThroughCacheRule, replicationConfiguration, repositoryCreationTemplate, SCOPES } from '../../model/answers.ts';
import { arn, echo, filled, object, policyText, token } from './words.ts';

const repository = object({
  repositoryName: z.string().regex(/^[a-z0-9][a-z0-9._/-]*$/, { error: 'expected the name of a repository' }),
  repositoryArn: arn,
  registryId: echo,
});

export const ECR_ANSWERS = {
  'ecr:DescribeRepositories': object({ repositories: z.array(repository), nextToken: token }),
  'ecr:GetRepositoryPolicy': object({ registryId: echo, repositoryName: echo, policyText }),
  'ecr:GetRegistryPolicy': object({ registryId: echo, policyText }),
  'ecr:GetAccountSetting': object({ name: echo, value: z.enum(SCOPES) }),
  'ecr:DescribeRepositoryCreationTemplates': object({
    registryId: echo,
    repositoryCreationTemplates: z.array(repositoryCreationTemplate),
    nextToken: token,
  }),
  'ecr:DescribeRegistry': object({ registryId: echo, replicationConfiguration }),
  'ecr:DescribePullThroughCacheRules': object({ pullThroughCacheRules: z.array(pullThroughCacheRule), nextToken: token }),
  'ecr:ListTagsForResource': object({ tags: z.array(object({ Key: filled, Value: z.string() })) }),
} as const;
