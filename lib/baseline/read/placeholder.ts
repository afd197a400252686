// The placeholders of intent policies: each stands for what one repository has.

import { quoted } from '../../text/quote.ts';
import { suggestion } from '../../text/suggest.ts';

export interface PlaceholderValues {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  readonly repository: string;
}

const VALUES = {
  '{PARTITION}': ({ partition }) => partition,
  '{REGION}': ({ region }) => region,
  '{ACCOUNT_ID}': ({ account }) => account,
  '{REPOSITORY}': ({ repository }) => repository,
} as const satisfies Record<string, (values: PlaceholderValues) => string>;

const NAMES = Object.keys(VALUES);

/** The JSON text of a policy for one repository. None of the values needs escaping. */
export function fillPlaceholders(text: string, values: PlaceholderValues): string {
  return Object.entries(VALUES).reduce((filled, [name, pick]) => filled.replaceAll(name, pick(values)), text);
}

/** What looks like a placeholder and is none. A policy variable such as `${aws:username}` always has a colon. */
export function placeholderProblem(text: string): string | undefined {
  const strange = [...text.matchAll(BRACED)].map(([found]) => found).find((found) => !NAMES.includes(found));
  if (strange === undefined) return undefined;
  return `unknown placeholder ${quoted(strange)}${nearest(strange) ?? (suggestion(strange, NAMES) || EXPECTED)}`;
}

/** Where placeholders mean nothing they would silently match nothing. */
export function misplacedPlaceholder(text: string): string | undefined {
  const name = NAMES.find((each) => text.includes(each));
  return name && `${quoted(name)} is for policy documents only`;
}

// No brace before it, so that a long run of braces is looked at once.
const BRACED = /(?<!\{)\$?\{+\s*[\w-]+\s*\}+/g;
const EXPECTED = `: expected ${NAMES.map((name) => `\`${name}\``).join(', ')}`;
const SHORTEST = 3;

/** `{repo}`, `{AccountId}` and `${REGION}` are the same name, less or more of it. */
function nearest(written: string): string | undefined {
  const word = lettersOf(written);
  const name = NAMES.find((each) => lettersOf(each).includes(word) || word.includes(lettersOf(each)));
  return name && word.length >= SHORTEST ? `: did you mean \`${name}\`?` : undefined;
}

function lettersOf(text: string): string {
  return text.replace(/[^A-Za-z]/g, '').toUpperCase();
}
