// The words of `capabilities`: names of capabilities, `any`, raw ECR actions and globs over them.

import { actionBit, actionOf, ECR_ACTIONS, EVERY_ACTION } from '../../ecr/actions.ts';
import { CAPABILITY_ACTIONS } from '../../ecr/capabilities.ts';
import { CAPABILITIES, isCapability } from '../../model/access.ts';
import { type ActionMask, emptyMask, isEmpty, maskOf, union } from '../../policy/logic/mask.ts';
import { quoted } from '../../text/quote.ts';
import { suggestion } from '../../text/suggest.ts';
import { compileSelectorGlob } from './glob.ts';

const ANY = 'any';
const PREFIX = 'ecr:';

/** Every word that is no raw action. */
export const CAPABILITY_WORDS: readonly string[] = [...CAPABILITIES, ANY];

const EXPECTED = `: expected ${CAPABILITY_WORDS.map((name) => `\`${name}\``).join(', ')} or an action such as \`ecr:PutImage\``;

/** The actions of all `words` together; a word that `capabilityProblem` rejects adds none. */
export function capabilityMask(words: readonly string[]): ActionMask {
  return words.reduce((all, word) => union(all, maskOfWord(word)), emptyMask());
}

/** What is wrong with a word, or undefined. */
export function capabilityProblem(word: string): string | undefined {
  if (!isEmpty(maskOfWord(word))) return undefined;
  if (word === '*') return 'unknown capability `*`: did you mean `any`?';
  if (!word.includes(':'))
    return `unknown capability ${quoted(word)}${actionNamed(word) ?? (suggestion(word, CAPABILITY_WORDS) || EXPECTED)}`;
  if (!isEcr(word)) return `${quoted(word)} is not an ECR action`;
  if (isGlob(word)) return `${quoted(word)} matches no ECR action`;
  return `unknown action ${quoted(word)}${suggestion(word, ECR_ACTIONS)}`;
}

function maskOfWord(word: string): ActionMask {
  if (word === ANY) return EVERY_ACTION;
  if (isCapability(word)) return CAPABILITY_ACTIONS[word];
  if (!isEcr(word)) return emptyMask();
  const only = actionBit(word);
  if (only !== undefined) return maskOf([only]);
  // B6: actions are compared without case.
  const matches = compileSelectorGlob(word.toLowerCase());
  return maskOf(ECR_ACTIONS.flatMap((action, bit) => (matches(action.toLowerCase()) ? [bit] : [])));
}

function isEcr(word: string): boolean {
  return word.toLowerCase().startsWith(PREFIX);
}

function isGlob(word: string): boolean {
  return word.includes('*') || word.includes('?');
}

/** `BatchGetImage` lacks only its prefix. */
function actionNamed(word: string): string | undefined {
  const bit = actionBit(`${PREFIX}${word}`);
  return bit === undefined ? undefined : `: did you mean \`${actionOf(bit)}\`?`;
}
