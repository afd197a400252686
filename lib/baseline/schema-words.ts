// The words that people write in a baseline document, each with what can be wrong with it.

import * as z from 'zod';
import { accountId } from '../model/ids.ts';
import { quoted } from '../text/quote.ts';
import { dayProblem, expiryProblem, reviewProblem } from './parse-date.ts';
import { misplacedPlaceholder } from './parse-placeholder.ts';
import { CAPABILITY_WORDS, capabilityProblem } from './selector-capability.ts';
import { readPrincipal } from './selector-principal.ts';

/** A string for which `problemOf` knows no problem. */
function checked(problemOf: (word: string) => string | undefined) {
  return z.string().superRefine((word, context) => {
    const message = problemOf(word);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  });
}

export function text(description: string) {
  return z.string().min(1).meta({ description });
}

export const principals = z
  .array(checked(principalProblem))
  .min(1)
  .meta({
    description: 'Whom it is about: ARNs, ARN globs, prefixed names, groups or classes',
    examples: [['group:ci'], ['account:222222222222'], ['public', 'external']],
  });

export const capabilities = z
  .array(checked(capabilityProblem).meta({ examples: [...CAPABILITY_WORDS, 'ecr:DescribeImages', 'ecr:Describe*'] }))
  .min(1)
  .meta({ description: 'Names of capabilities, raw ECR actions, globs over them, or `any`' });

export const repositories = z
  .array(checked(repositoryProblem))
  .min(1)
  .meta({
    description: 'Anchored globs over repository names: `*` stops at `/`, `**` does not',
    examples: [['team/**']],
  });

export const account = checked(accountProblem).meta({ pattern: '^[0-9]{12}$' });

export const region = checked(regionProblem);

export const tagValue = checked(tagProblem);

export const expires = checked(expiryProblem).meta({
  description: 'A date, which means its end (UTC), or an RFC 3339 instant',
  pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}(T.+)?$',
  examples: ['2026-12-31', '2026-12-31T18:00:00Z'],
});

export const review = z
  .union([z.string(), z.number()])
  .superRefine((period, context) => {
    const message = reviewProblem(period);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  })
  .meta({ description: 'After how many days someone looks at these rules again', examples: ['180d'] });

export const day = checked(dayProblem).meta({
  description: 'The day on which someone last looked at these rules',
  pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$',
  examples: ['2026-06-30'],
});

const FINDING_ID = /^ecrd-[a-z2-7]{20}$/;
const CODE = /^ECRD-[0-9]{3}$/;

export const findingId = checked(findingProblem).meta({ description: 'The id of one finding', pattern: FINDING_ID.source });

export const findingCode = checked(codeProblem).meta({ description: 'The code of findings', pattern: CODE.source, examples: ['ECRD-101'] });

const SHORTEST_REASON = 10;

/** A reason that somebody else has to understand later. */
export const fullReason = checked(reasonProblem).meta({ description: 'Why', minLength: SHORTEST_REASON });

function principalProblem(word: string): string | undefined {
  const read = readPrincipal(word);
  return read.kind === 'problem' ? read.reason : misplacedPlaceholder(word);
}

function repositoryProblem(glob: string): string | undefined {
  if (glob === '') return 'a repository glob is empty';
  if (/^[a-z0-9._/*?-]*$/.test(glob)) return undefined;
  return `${quoted(glob)} can match no repository: their names have lower-case letters, digits and \`._-/\` only`;
}

function accountProblem(id: string): string | undefined {
  return accountId(id) ? undefined : `account id ${quoted(id)} does not have 12 digits`;
}

function regionProblem(name: string): string | undefined {
  return /^[a-z]+(-[a-z]+)+-[0-9]+$/.test(name) ? undefined : `${quoted(name)} is not a region such as \`us-east-1\``;
}

function tagProblem(value: string): string | undefined {
  return /[*?]/.test(value) ? `${quoted(value)}: tags are compared exactly` : undefined;
}

function findingProblem(id: string): string | undefined {
  if (FINDING_ID.test(id)) return undefined;
  if (isCode(id)) return `${quoted(id)} is a code, not the id of a finding: write \`code: ${id}\``;
  return `${quoted(id)} is not the id of a finding: \`ecrd-\` and 20 letters or digits`;
}

function codeProblem(code: string): string | undefined {
  if (isCode(code)) return undefined;
  return isCode(code.toUpperCase())
    ? `unknown code ${quoted(code)}: did you mean \`${code.toUpperCase()}\`?`
    : `${quoted(code)} is not a code such as \`ECRD-101\``;
}

function isCode(word: string): boolean {
  return CODE.test(word);
}

function reasonProblem(reason: string): string | undefined {
  if (reason.trim().length >= SHORTEST_REASON) return undefined;
  return `${quoted(reason)} is too short for a reason: ${SHORTEST_REASON} characters at least`;
}
