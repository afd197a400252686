// The words that people write in a baseline document, each with what can be wrong with it.

import * as z from 'zod';
import { ECR_ACTIONS } from '../../ecr/actions.ts';
import { PRINCIPAL_CLASSES } from '../../model/access.ts';
import { FINDING_CODES } from '../../model/codes.ts';
import { accountId } from '../../model/ids.ts';
import { REGIONS } from '../../model/regions.ts';
import { quoted } from '../../text/quote.ts';
import { suggestion } from '../../text/suggest.ts';
import { CAPABILITY_WORDS, capabilityProblem } from '../match/capability-selector.ts';
import { readPrincipal } from '../match/principal-selector.ts';
import { readReference, referenceProblem } from '../match/repository-reference.ts';
import { dayProblem, expiryProblem, reviewProblem } from '../read/date.ts';
import { misplacedPlaceholder } from '../read/placeholder.ts';

/** A string for which `problemOf` knows no problem. */
function checked(problemOf: (word: string) => string | undefined) {
  return z.string().superRefine((word, context) => {
    const message = problemOf(word);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  });
}

/** A text that is not empty, with the description that editors show. */
export function text(description: string) {
  return z.string().min(1).meta({ description });
}

/** A word is one of a list that editors offer, or has a form. */
function oneOfOr(words: readonly string[], ...patterns: readonly string[]) {
  return { anyOf: [{ enum: [...words] }, ...patterns.map((pattern) => ({ pattern }))] };
}

/** Each letter in either case, as AWS compares it. */
export function caseless(words: readonly string[]): string {
  return `(${words.map((word) => word.replaceAll(/[A-Za-z]/g, (letter) => `[${letter.toUpperCase()}${letter.toLowerCase()}]`)).join('|')})`;
}

const principal = checked(principalProblem).meta({
  description: `A class (${PRINCIPAL_CLASSES.join(', ')}), an ARN or a glob of ARNs, or a name with a prefix`,
  ...oneOfOr(
    PRINCIPAL_CLASSES,
    '^arn:[!-~]+$',
    '^account:[0-9]{12}$',
    '^account-name:[^*?\\u0000-\\u001f\\u007f-\\u009f]+$',
    '^org:o-[a-z0-9-]+$',
    '^ou:o-[a-z0-9-]+/r-[a-z0-9-]+(/ou-[a-z0-9-]+)+/?$',
    '^service:[A-Za-z0-9-]*\\.[A-Za-z0-9.-]*$',
    '^sso:[A-Za-z0-9_+=,.@-]+$',
    '^tag:[^=*?][^*?]*=[^*?]*$',
    '^group:.+$',
  ),
});

export const principals = z
  .array(principal)
  .min(1)
  .meta({
    description: 'Whom it is about: ARNs, ARN globs, prefixed names, groups or classes',
    examples: [['group:ci'], ['account:222222222222'], ['account-name:build tools'], ['public', 'external']],
  });

const capability = checked(capabilityProblem).meta({
  description: 'A capability, `any`, an ECR action, or a glob over actions',
  examples: [...CAPABILITY_WORDS, 'ecr:DescribeImages', 'ecr:Describe*'],
  ...oneOfOr([...CAPABILITY_WORDS, ...ECR_ACTIONS], '^[eE][cC][rR]:[A-Za-z*?]+$'),
});

export const capabilities = z
  .array(capability)
  .min(1)
  .meta({ description: 'Names of capabilities, raw ECR actions, globs over them, or `any`' });

const repository = checked(repositoryProblem).meta({
  description: 'A glob over names of repositories: `team/**`. Neither a registry URI nor an ARN',
  pattern: '^(?![0-9]{12}\\.dkr)[a-z0-9._/*?-]+$',
});

export const repositories = z
  .array(repository)
  .min(1)
  .meta({
    description: 'Anchored globs over repository names: `*` stops at `/`, `**` does not',
    examples: [['team/**']],
  });

export const account = checked(accountProblem).meta({
  description: 'An account id in quotes: 12 digits',
  pattern: '^[0-9]{12}$',
  examples: ['111111111111'],
});

const REGION = /^[a-z]+(-[a-z]+)+-[0-9]+$/;

export const region = checked(regionProblem).meta({
  description: 'A region such as `us-east-1`',
  ...oneOfOr(REGIONS, REGION.source),
});

const knownRepository = checked(knownProblem).meta({ description: 'The whole name of a repository: `team/app`' });

export const knownRepositories = z.record(region, z.array(knownRepository)).meta({
  description: 'The repositories, by region, that the rules of this document are about: whatever else there is is new to them',
  examples: [{ 'us-east-1': ['team/app', 'team/lib'] }],
});

export const tagValue = checked(tagProblem).meta({ description: 'The value of the tag, exactly', pattern: '^[^*?]*$' });

export const expires = checked(expiryProblem).meta({
  description: 'A date, which means its end (UTC), or an RFC 3339 instant',
  pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}(T.+)?$',
  examples: ['2026-12-31', '2026-12-31T18:00:00Z'],
});

const period = z
  .union([z.string(), z.number()])
  .superRefine((written, context) => {
    const message = reviewProblem(written);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  })
  .meta({ pattern: '^[1-9][0-9]{0,4}d?$' });

export const review = period.meta({
  description: 'After how many days someone looks at these rules again',
  pattern: '^[1-9][0-9]{0,4}d?$',
  examples: ['180d'],
});

export const longestException = period.meta({
  description: 'For how many days from now an exception may hold at most; for the whole baseline, 400 where nobody says so',
  pattern: '^[1-9][0-9]{0,4}d?$',
  examples: ['180d'],
});

export const day = checked(dayProblem).meta({
  description: 'The day on which someone last looked at these rules',
  pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$',
  examples: ['2026-06-30'],
});

const FINDING_ID = /^ecrd-[a-z2-7]{20}$/;
const CODE = /^ECRD-[0-9]{3}$/;

export const findingId = checked(findingProblem).meta({ description: 'The id of one finding', pattern: FINDING_ID.source });

export const findingCode = checked(codeProblem).meta({ description: 'The code of findings', enum: [...FINDING_CODES] });

const SHORTEST_REASON = 10;

/** A reason that somebody else has to understand later. */
export const fullReason = checked(reasonProblem).meta({ description: 'Why', minLength: SHORTEST_REASON });

function principalProblem(word: string): string | undefined {
  const read = readPrincipal(word);
  return read.kind === 'problem' ? read.reason : misplacedPlaceholder(word);
}

function knownProblem(name: string): string | undefined {
  if (name === '') return 'a name of a repository is empty';
  const reference = readReference(name);
  return reference && `${quoted(name)} ${referenceProblem(reference)}`;
}

function repositoryProblem(glob: string): string | undefined {
  if (glob === '') return 'a repository glob is empty';
  const reference = knownProblem(glob);
  if (reference !== undefined) return reference;
  if (/^[a-z0-9._/*?-]*$/.test(glob)) return undefined;
  return `${quoted(glob)} can match no repository: their names have lower-case letters, digits and \`._-/\` only`;
}

function accountProblem(id: string): string | undefined {
  return accountId(id) ? undefined : `account id ${quoted(id)} does not have 12 digits`;
}

/** What is wrong with the form of a region. */
export function regionProblem(name: string): string | undefined {
  return REGION.test(name) ? undefined : `${quoted(name)} is not a region such as \`us-east-1\``;
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
  if (FINDING_CODES.some((known) => known === code)) return undefined;
  return `unknown code ${quoted(code)}${suggestion(code, FINDING_CODES) || ': expected one such as `ECRD-101`'}`;
}

function isCode(word: string): boolean {
  return CODE.test(word);
}

function reasonProblem(reason: string): string | undefined {
  if (reason.trim().length >= SHORTEST_REASON) return undefined;
  return `${quoted(reason)} is too short for a reason: ${SHORTEST_REASON} characters at least`;
}
