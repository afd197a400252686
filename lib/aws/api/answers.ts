// What AWS always sends, by API. An answer that does not fit was not read: nothing is filled in, and no member of a list is passed over.
import * as z from 'zod';
import { answerProblem } from '../../snapshot/problem.ts';
import { CLOUDTRAIL_ANSWERS } from './cloudtrail.ts';
import { ECR_ANSWERS } from './ecr.ts';
import { IAM_ANSWERS } from './iam.ts';
import { ORGANIZATION_ANSWERS } from './organizations.ts';
import type { Api } from './permissions.ts';
import { account, arn, filled, object, region, token } from './words.ts';

export const ANSWERS = {
  'sts:GetCallerIdentity': object({ Account: account, Arn: arn }),
  'sts:AssumeRole': object({
    Credentials: object({ AccessKeyId: filled, SecretAccessKey: filled, SessionToken: filled, Expiration: z.date() }),
  }),
  'account:ListRegions': object({ Regions: z.array(object({ RegionName: region, RegionOptStatus: filled })), NextToken: token }),
  'ec2:DescribeRegions': object({ Regions: z.array(object({ RegionName: region, OptInStatus: filled })) }),
  'tag:GetResources': object({
    ResourceTagMappingList: z.array(object({ ResourceARN: arn, Tags: z.array(object({ Key: filled, Value: z.string() })) })),
    PaginationToken: token,
  }),
  ...IAM_ANSWERS,
  ...ECR_ANSWERS,
  ...ORGANIZATION_ANSWERS,
  ...CLOUDTRAIL_ANSWERS,
} as const satisfies Readonly<Record<Api, z.ZodType>>;

export type AnswerOf<A extends Api> = z.output<(typeof ANSWERS)[A]>;

export type AnswerReading<T> = { readonly kind: 'answer'; readonly value: T } | { readonly kind: 'problem'; readonly reason: string };

/** What the SDK made of an answer, where it fits; or where it does not, in words. */
export function readAnswer<A extends Api>(api: A, output: unknown): AnswerReading<AnswerOf<A>> {
  const { data, error } = ANSWERS[api].safeParse(output);
  if (error) return { kind: 'problem', reason: answerProblem(error, output) };
  // INVARIANT: what the schema of an API gives out is of the type of its answers.
  return { kind: 'answer', value: data as AnswerOf<A> };
}
