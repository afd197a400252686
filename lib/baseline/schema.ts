// The format of the documents of a baseline. The JSON Schemas that editors use are generated from it.

import * as z from 'zod';
import { quoted } from '../text/quote.ts';
import {
  account,
  capabilities,
  day,
  expires,
  findingCode,
  findingId,
  fullReason,
  principals,
  region,
  repositories,
  review,
  tagValue,
  text,
} from './schema-words.ts';

export const API_VERSION = 'ecr-drift/v1';
export const KINDS = ['AccessPolicy', 'Exception'] as const;

const metadata = z.strictObject({
  owner: text('The team that answers for these rules').optional(),
  contact: text('Where that team is reached').optional(),
  review: review.optional(),
  reviewed: day.optional(),
});

const awsBlock = z.record(z.string(), z.unknown());

const policy = z.union([z.string().min(1), awsBlock]).meta({
  description: 'An AWS policy document, or the path of its file from this one: what it grants is what is meant, for each repository',
  examples: ['policies/runtime-pull.json'],
});

const entry = z
  .strictObject({
    principals: principals.optional(),
    capabilities: capabilities.optional(),
    policy: policy.optional(),
    when: awsBlock.meta({ description: 'An AWS condition block: live access must be at least as strict' }).optional(),
    expires: expires.optional(),
    reason: text('Why').optional(),
    owner: text('Who answers for this entry').optional(),
    ticket: text('Where it was agreed').optional(),
  })
  .superRefine(requirePrincipalsOrPolicy)
  .meta({ anyOf: [{ required: ['principals', 'capabilities'] }, { required: ['policy'] }] });

const entries = z.array(entry).min(1);

const rule = z
  .strictObject({
    id: text('Unique in the whole baseline'),
    repositories,
    accounts: z.array(account).min(1).optional(),
    regions: z.array(region).min(1).optional(),
    tags: z.record(z.string().min(1), tagValue).superRefine(requireTags).optional(),
    allow: entries.optional().meta({ description: 'Access that may be there' }),
    require: entries.optional().meta({ description: 'Access that must be there' }),
    forbid: entries.optional().meta({ description: 'Access that must not be there, whatever else allows it' }),
  })
  .superRefine(requireVerb);

const apiVersion = z.literal(API_VERSION);

export const accessPolicySchema = z
  .strictObject({
    apiVersion,
    kind: z.literal('AccessPolicy'),
    metadata: metadata.optional(),
    groups: z
      .record(z.string().min(1), principals)
      .meta({ description: 'Named sets of principals, for every document of the baseline' })
      .optional(),
    rules: z.array(rule).optional(),
  })
  .meta({ title: 'ECR access policy' });

const match = z
  .strictObject({
    finding: findingId.optional(),
    code: findingCode.optional(),
    repositories: repositories.optional(),
    principals: principals.optional(),
    capabilities: capabilities.optional(),
  })
  .superRefine(requireOneMatch)
  .meta({ description: 'One finding by its id, or all findings that a selector means', minProperties: 1 });

const exceptionShape = {
  id: text('Unique among the exceptions of the baseline'),
  match,
  reason: fullReason,
  owner: text('Who answers for this exception'),
  ticket: text('Where it was agreed').optional(),
  expires,
};

const header = { apiVersion, kind: z.literal('Exception') };

/** A document that is one exception. */
export const singleExceptionSchema = z.strictObject({ ...header, ...exceptionShape });

/** A document with a list of them. */
export const exceptionListSchema = z.strictObject({ ...header, items: z.array(z.strictObject(exceptionShape)) });

export const exceptionSchema = z.union([singleExceptionSchema, exceptionListSchema]).meta({ title: 'ECR access exception' });

export type AccessPolicy = z.output<typeof accessPolicySchema>;
export type WrittenRule = z.output<typeof rule>;
export type WrittenEntry = z.output<typeof entry>;
export type WrittenException = Omit<z.output<typeof singleExceptionSchema>, keyof typeof header>;

function requirePrincipalsOrPolicy(
  written: Partial<Record<'principals' | 'capabilities' | 'policy', unknown>>,
  context: z.RefinementCtx,
): void {
  if (written.policy !== undefined) {
    if (written.capabilities === undefined) return;
    context.addIssue({ code: 'custom', message: '`capabilities` is not allowed beside `policy`', path: ['capabilities'] });
    return;
  }
  for (const key of ['principals', 'capabilities'] as const) {
    if (written[key] === undefined) context.addIssue({ code: 'invalid_type', expected: 'array', input: undefined, path: [key] });
  }
}

function requireVerb(written: Readonly<Record<string, unknown>>, context: z.RefinementCtx): void {
  if (['allow', 'require', 'forbid'].some((verb) => written[verb] !== undefined)) return;
  context.addIssue({ code: 'custom', message: `rule ${quoted(String(written['id']))} has no \`allow\`, \`require\` or \`forbid\`` });
}

function requireOneMatch({ finding, ...selector }: Readonly<Record<string, unknown>>, context: z.RefinementCtx): void {
  const [other] = Object.keys(selector);
  if (finding === undefined && other === undefined) {
    context.addIssue({
      code: 'custom',
      message: '`match` is empty: expected `finding`, or some of `code`, `repositories`, `principals`, `capabilities`',
    });
  }
  if (finding !== undefined && other !== undefined) {
    context.addIssue({ code: 'custom', message: `${quoted(other)} is not allowed beside \`finding\``, path: [other] });
  }
}

function requireTags(tags: Readonly<Record<string, string>>, context: z.RefinementCtx): void {
  if (Object.keys(tags).length === 0) context.addIssue({ code: 'custom', message: '`tags` is empty' });
}
