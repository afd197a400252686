// The format of the lines of a lock: its header, and one grant without the statements behind it each.
import * as z from 'zod';
import { CAPABILITIES, PRINCIPAL_CLASSES } from '../../model/access.ts';
import { quoted } from '../../text/quote.ts';
import { grantPrincipalProblem } from '../match/grant-principal.ts';
import { regionProblem } from './words.ts';

export const LOCK_VERSION = 1;

/** Only the version means anything; tools may add what people like to know. */
export const lockHeaderSchema = z.looseObject({ lockVersion: z.literal(LOCK_VERSION) });

const written = z.strictObject({
  effect: z.enum(['Allow', 'Deny']).meta({ description: 'Of the statement' }),
  operator: z.string().meta({ description: 'Of the condition' }),
  key: z.string().meta({ description: 'Of the condition' }),
  values: z.array(z.string()).meta({ description: 'Of the condition, in any order' }),
  policy: z.string().meta({ description: 'Where it was read; not compared' }),
  index: z.int().nonnegative().meta({ description: 'Of the statement; not compared' }),
});

/** A string that is not empty, and for which `problemOf` knows no problem. */
function filled(problemOf: (word: string) => string | undefined) {
  return z
    .string()
    .min(1)
    .superRefine((word, context) => {
      const message = word === '' ? undefined : problemOf(word);
      if (message !== undefined) context.addIssue({ code: 'custom', message });
    });
}

const MEANING = {
  region: 'Where the repository is',
  repository: 'Its name',
  principal: 'Who: an ARN, `account:`, `org:`, `ou:`, `service:`, or `*` for anyone with an AWS account',
  principalClass: 'What the principal is to the account',
  capability: 'What the principal can do',
  decision: 'Whether it depends on something',
  conditions: 'What it depends on',
} as const;

export const lockLineSchema = z
  .strictObject({
    region: filled(regionProblem).meta({ description: MEANING.region }),
    repository: filled(nameProblem).meta({ description: MEANING.repository }),
    principal: filled(grantPrincipalProblem).meta({ description: MEANING.principal }),
    principalClass: z.enum(PRINCIPAL_CLASSES).meta({ description: MEANING.principalClass }),
    capability: z.enum(CAPABILITIES).meta({ description: MEANING.capability }),
    decision: z.enum(['allowed', 'conditional']).meta({ description: MEANING.decision }),
    conditions: z
      .array(
        z.union([written, z.strictObject({ account: z.string().min(1).meta({ description: 'The account whose own policies decide' }) })]),
      )
      .meta({ description: MEANING.conditions }),
  })
  .meta({ title: 'A locked ECR grant', description: 'A line of the lock: a grant that is taken as it is' });

function nameProblem(name: string): string | undefined {
  return /[*?]/.test(name) ? `${quoted(name)} is no repository: a line of the lock is about one` : undefined;
}
