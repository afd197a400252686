// What a code of findings means, as plain text.
import { CATALOGUE, isFindingCode } from '../findings/catalogue.ts';

export interface Meaning {
  readonly name: string;
  /** Names in it stand in backticks. */
  readonly meaning: string;
  readonly remedy: string;
}

/** Undefined for a code that this version does not know. */
export function meaningOf(code: string): Meaning | undefined {
  if (!isFindingCode(code)) return undefined;
  const { name, meaning, remedy } = CATALOGUE[code];
  // The documents that links lead to are not beside a result.
  return { name, meaning: meaning.replaceAll(/ \(\[[^\]]*\]\([^)]*\)\)/g, '').replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1'), remedy };
}
