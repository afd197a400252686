// The format of a baseline document. The JSON Schema that editors use is generated from it.
import * as z from 'zod';
import { accountId } from '../model/ids.ts';
import { quoted } from './parse-quote.ts';
import { CAPABILITY_WORDS, capabilityProblem } from './selector-capability.ts';
import { readPrincipal } from './selector-principal.ts';

export const API_VERSION = 'ecr-drift/v1';

/** A string for which `problemOf` knows no problem. */
function checked(problemOf: (word: string) => string | undefined) {
  return z.string().superRefine((word, context) => {
    const message = problemOf(word);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  });
}

function text(description: string) {
  return z.string().min(1).meta({ description });
}

const principals = z
  .array(checked(principalProblem))
  .min(1)
  .meta({
    description: 'Whom the entry is about: ARNs, ARN globs, prefixed names, groups or classes',
    examples: [['group:ci'], ['account:222222222222'], ['public', 'external']],
  });

const capabilities = z
  .array(checked(capabilityProblem).meta({ examples: [...CAPABILITY_WORDS, 'ecr:DescribeImages', 'ecr:Describe*'] }))
  .min(1)
  .meta({ description: 'Names of capabilities, raw ECR actions, globs over them, or `any`' });

const metadataShape = {
  owner: text('The team that answers for these rules').optional(),
  contact: text('Where that team is reached').optional(),
};

const entryShape = {
  principals,
  capabilities,
  reason: text('Why').optional(),
  owner: text('Who answers for this entry').optional(),
  ticket: text('Where it was agreed').optional(),
};

const entries = z.array(z.strictObject(entryShape)).min(1);

const ruleShape = {
  id: text('Unique in the whole baseline'),
  repositories: z
    .array(checked(repositoryProblem))
    .min(1)
    .meta({
      description: 'Anchored globs over repository names: `*` stops at `/`, `**` does not',
      examples: [['team/**']],
    }),
  accounts: z
    .array(checked(accountProblem).meta({ pattern: '^[0-9]{12}$' }))
    .min(1)
    .optional(),
  regions: z.array(checked(regionProblem)).min(1).optional(),
  tags: z.record(z.string().min(1), checked(tagProblem)).superRefine(requireSome).optional(),
  allow: entries.optional().meta({ description: 'Access that may be there' }),
  forbid: entries.optional().meta({ description: 'Access that must not be there, whatever else allows it' }),
};

const rule = z.strictObject(ruleShape).superRefine(({ id, allow, forbid }, context) => {
  if (!allow && !forbid) context.addIssue({ code: 'custom', message: `rule ${quoted(id)} has neither \`allow\` nor \`forbid\`` });
});

const documentShape = {
  apiVersion: z.literal(API_VERSION),
  kind: z.literal('AccessPolicy'),
  metadata: z.strictObject(metadataShape).optional(),
  groups: z
    .record(z.string().min(1), principals)
    .meta({ description: 'Named sets of principals, for every document of the baseline' })
    .optional(),
  rules: z.array(rule).optional(),
};

export const accessPolicySchema = z.strictObject(documentShape).meta({ title: 'ECR access policy' });

export type AccessPolicy = z.output<typeof accessPolicySchema>;

/** The keys of one place in a document: those that it takes, and those of the language that come later. */
export interface KnownKeys {
  readonly supported: readonly string[];
  readonly later: readonly string[];
}

export const DOCUMENT_KEYS: KnownKeys = { supported: Object.keys(documentShape), later: [] };
export const METADATA_KEYS: KnownKeys = { supported: Object.keys(metadataShape), later: ['review'] };
export const RULE_KEYS: KnownKeys = { supported: Object.keys(ruleShape), later: ['require'] };
export const ENTRY_KEYS: KnownKeys = { supported: Object.keys(entryShape), later: ['when', 'expires', 'policy'] };

function principalProblem(word: string): string | undefined {
  const read = readPrincipal(word);
  return read.kind === 'problem' ? read.reason : undefined;
}

function repositoryProblem(glob: string): string | undefined {
  if (glob === '') return 'a repository glob is empty';
  if (/^[a-z0-9._/*?-]*$/.test(glob)) return undefined;
  return `${quoted(glob)} can match no repository: their names have lower-case letters, digits and \`._-/\` only`;
}

function accountProblem(id: string): string | undefined {
  return accountId(id) ? undefined : `account id ${quoted(id)} does not have 12 digits`;
}

function regionProblem(region: string): string | undefined {
  return /^[a-z]+(-[a-z]+)+-[0-9]+$/.test(region) ? undefined : `${quoted(region)} is not a region such as \`us-east-1\``;
}

function tagProblem(value: string): string | undefined {
  return /[*?]/.test(value) ? `${quoted(value)}: tags are compared exactly` : undefined;
}

function requireSome(tags: Readonly<Record<string, string>>, context: z.RefinementCtx): void {
  if (Object.keys(tags).length === 0) context.addIssue({ code: 'custom', message: '`tags` is empty' });
}
