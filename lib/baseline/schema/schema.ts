// The format of the documents of a baseline. The JSON Schemas that editors use are generated from it.

import * as z from 'zod';
import { operatorNames } from '../../policy/condition/operators.ts';
import { quoted } from '../../text/quote.ts';
import { VERBS } from '../read/policy-file.ts';
import {
  account,
  capabilities,
  caseless,
  day,
  expires,
  findingCode,
  findingId,
  fullReason,
  knownRepositories,
  longestException,
  principals,
  region,
  repositories,
  review,
  tagValue,
  text,
} from './words.ts';

export const API_VERSION = 'ecr-drift/v1';
export const KINDS = ['AccessPolicy', 'Exception'] as const;

const SELECTORS = ['repositories', 'principals', 'capabilities'] as const;
const EXPECTED_SELECTORS = SELECTORS.map(quoted).join(', ');

const metadata = z
  .strictObject({
    owner: text('The team that answers for these rules').optional(),
    contact: text('Where that team is reached').optional(),
    review: review.optional(),
    reviewed: day.optional(),
    maxExceptionDays: longestException.optional(),
  })
  .meta({ description: 'Who answers for this document, and how often it is looked at again' });

const conditionValue = { type: ['string', 'number', 'boolean'] };
const OPERATORS = caseless(operatorNames().filter((name) => name !== 'Null'));

/** What the engine's parser checks, as far as a JSON Schema can say it. */
const when = z.record(z.string(), z.unknown()).meta({
  description: 'An AWS condition block: live access must be at least as strict; in a `forbid`, what is possible under it is forbidden',
  examples: [{ StringEquals: { 'aws:PrincipalOrgID': 'o-example1234' } }],
  minProperties: 1,
  propertyNames: {
    pattern: `^(${caseless(['ForAllValues', 'ForAnyValue'])}:)?(${OPERATORS}(${caseless(['IfExists'])})?|${caseless(['Null'])})$`,
  },
  additionalProperties: {
    type: 'object',
    additionalProperties: { anyOf: [conditionValue, { type: 'array', items: conditionValue }] },
  },
});

const policy = z.union([z.string().min(1), z.record(z.string(), z.unknown())]).meta({
  description: 'An AWS policy document, or the path of its file from this one: what it grants is what is meant, for each repository',
  examples: ['policies/runtime-pull.json'],
});

const entryShape = {
  principals: principals.optional(),
  capabilities: capabilities.optional(),
  policy: policy.optional(),
  when: when.optional(),
  expires: expires.optional(),
  reason: text('Why').optional(),
  owner: text('Who answers for this entry').optional(),
  ticket: text('Where it was agreed').optional(),
};

const PRINCIPALS_OR_POLICY = {
  anyOf: [
    { required: ['principals', 'capabilities'], not: { required: ['policy'] } },
    { required: ['policy'], not: { required: ['capabilities'] } },
  ],
};

const entry = z
  .strictObject(entryShape)
  .superRefine(requirePrincipalsOrPolicy)
  .meta({ description: 'These principals, these capabilities', ...PRINCIPALS_OR_POLICY });

const exemption = z
  .strictObject({
    principals,
    reason: fullReason,
    owner: text('Who answers for it'),
    ticket: text('Where it was agreed').optional(),
    expires,
  })
  .meta({ description: 'Principals whom the entry does not forbid anything, until a day' });

const forbidEntry = z
  .strictObject({
    ...entryShape,
    except: z.array(exemption).min(1).meta({ description: 'Whom it does not forbid anything, for a time' }).optional(),
  })
  .superRefine(requirePrincipalsOrPolicy)
  .meta({ description: 'These principals, these capabilities, but for some for a time', ...PRINCIPALS_OR_POLICY });

const rule = z
  .strictObject({
    id: text('Unique in the whole baseline'),
    repositories,
    accounts: z.array(account).min(1).meta({ description: 'Only in these accounts; all where left out' }).optional(),
    regions: z.array(region).min(1).meta({ description: 'Only in these regions; all where left out' }).optional(),
    tags: z
      .record(z.string().min(1), tagValue)
      .superRefine(requireTags)
      .meta({ description: 'Only repositories with all of these tags', minProperties: 1 })
      .optional(),
    new: z
      .literal(true)
      .meta({ description: 'About the repositories that `known` does not list: what is allowed there is told as information' })
      .optional(),
    allow: z.array(entry).min(1).meta({ description: 'Access that may be there' }).optional(),
    require: z.array(entry).min(1).meta({ description: 'Access that must be there' }).optional(),
    forbid: z.array(forbidEntry).min(1).meta({ description: 'Access that must not be there, whatever else allows it' }).optional(),
  })
  .superRefine(requireVerb)
  .meta({
    description: 'What is meant to be so on some repositories',
    anyOf: VERBS.map((verb) => ({ required: [verb] })),
  });

const apiVersion = z.literal(API_VERSION).meta({ description: 'The version of the language' });

export const accessPolicySchema = z
  .strictObject({
    apiVersion,
    kind: z.literal('AccessPolicy').meta({ description: 'Rules' }),
    metadata: metadata.optional(),
    groups: z
      .record(z.string().min(1), principals)
      .meta({ description: 'Named sets of principals, for every document of the baseline' })
      .optional(),
    known: knownRepositories.optional(),
    rules: z.array(rule).meta({ description: 'The rules; what none of them allows is drift' }).optional(),
  })
  .superRefine(boundNewRules)
  .meta({ title: 'ECR access policy', description: 'Rules of a baseline: who may do what on which repositories' });

const match = z
  .strictObject({
    finding: findingId.optional(),
    code: findingCode.optional(),
    repositories: repositories.optional(),
    principals: principals.optional(),
    capabilities: capabilities.optional(),
  })
  .superRefine(requireOneMatch)
  .meta({
    description: 'One finding by its id, or the findings of one code that a selector means',
    anyOf: [{ required: ['finding'], maxProperties: 1 }, ...SELECTORS.map((key) => ({ required: ['code', key] }))],
  });

const exceptionShape = {
  id: text('Unique among the exceptions of the baseline'),
  match,
  reason: fullReason,
  owner: text('Who answers for this exception'),
  ticket: text('Where it was agreed').optional(),
  expires,
};

const header = { apiVersion, kind: z.literal('Exception').meta({ description: 'One exception, or a list of them' }) };

/** A document that is one exception. */
export const singleExceptionSchema = z
  .strictObject({ ...header, ...exceptionShape })
  .meta({ title: 'ECR access exception', description: 'A deviation that is accepted until a day' });

/** A document with a list of them. */
export const exceptionListSchema = z
  .strictObject({
    ...header,
    items: z
      .array(z.strictObject(exceptionShape).meta({ description: 'A deviation that is accepted until a day' }))
      .meta({ description: 'The exceptions' }),
  })
  .meta({ title: 'ECR access exceptions', description: 'Deviations that are accepted until a day' });

export const exceptionSchema = z
  .union([singleExceptionSchema, exceptionListSchema])
  .meta({ title: 'ECR access exception', description: 'One exception, or a list of them' });

/** Any document of a baseline. */
export const baselineSchema = z
  .union([accessPolicySchema, singleExceptionSchema, exceptionListSchema])
  .meta({ title: 'ECR access baseline', description: 'A document of a baseline: rules, or exceptions' });

export type AccessPolicy = z.output<typeof accessPolicySchema>;
export type WrittenRule = z.output<typeof rule>;
export type WrittenEntry = z.output<typeof entry> | z.output<typeof forbidEntry>;
export type WrittenExemption = z.output<typeof exemption>;
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

/** What is new is known by what is not. */
function boundNewRules(
  written: {
    readonly known?: unknown;
    readonly rules?: readonly { readonly new?: true | undefined; readonly require?: unknown }[] | undefined;
  },
  context: z.RefinementCtx,
): void {
  for (const [index, { new: isNew, require }] of (written.rules ?? []).entries()) {
    if (!isNew) continue;
    const add = (message: string, key: string): void => context.addIssue({ code: 'custom', message, path: ['rules', index, key] });
    if (written.known === undefined) add('`new` says nothing without `known`, which lists the repositories that are not new', 'new');
    if (require !== undefined) add('nothing can be required of repositories that are not there yet', 'require');
  }
}

function requireVerb(written: Readonly<Record<string, unknown>>, context: z.RefinementCtx): void {
  if (VERBS.some((verb) => written[verb] !== undefined)) return;
  context.addIssue({ code: 'custom', message: `rule ${quoted(String(written['id']))} has no \`allow\`, \`require\` or \`forbid\`` });
}

function requireOneMatch({ finding, code, ...selector }: Readonly<Record<string, unknown>>, context: z.RefinementCtx): void {
  const [other] = Object.keys(selector);
  const add = (message: string, path: string[] = []): void => context.addIssue({ code: 'custom', message, path });
  if (finding !== undefined) {
    const beside = code === undefined ? other : 'code';
    if (beside !== undefined) add(`${quoted(beside)} is not allowed beside \`finding\``, [beside]);
    return;
  }
  if (code === undefined && other === undefined)
    add(`\`match\` is empty: expected \`finding\`, or \`code\` and some of ${EXPECTED_SELECTORS}`);
  else if (code === undefined) add('an exception for every code accepts what nobody thought of: give its `code`');
  else if (other === undefined) add(`an exception for a whole code accepts what nobody thought of: give some of ${EXPECTED_SELECTORS}`);
}

function requireTags(tags: Readonly<Record<string, string>>, context: z.RefinementCtx): void {
  if (Object.keys(tags).length === 0) context.addIssue({ code: 'custom', message: '`tags` is empty' });
}
