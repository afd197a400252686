// Where the matrix says that somebody may do something, by classes of repositories: so that what is required is not asked cell by cell.

import { actionDecision, isUnsettled, type Outcome } from '../../access/cell/outcome.ts';
import type { AccessMatrix } from '../../access/matrix/matrix.ts';
import { type Bits, type BitsUnion, bitsOfNumbers, bitsUnion } from '../../collections/bits.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import { membersOf } from '../../collections/subset.ts';
import { actionBit } from '../../ecr/actions.ts';
import { isCapability } from '../../model/access.ts';

/** Whose access, in which words: capabilities and raw actions. */
export interface AskedRights {
  readonly principals: ReadonlySet<string>;
  readonly words: ReadonlySet<string>;
}

/** The repository classes on which a principal has a right, or has it for all that was read; undefined where there is none. */
export type GrantedClasses = (principal: string, word: string) => Bits | undefined;

/**
 * Where some principals have some rights, in one pass over the matrix. Groups in which the documentation leaves something open are left
 * out: these cells are asked one by one.
 */
export function grantedClasses({ repositoryClasses, alike }: AccessMatrix, { principals, words }: AskedRights): GrantedClasses {
  const { length: count } = repositoryClasses;
  const found = new Map<string, Map<string, BitsUnion>>();
  const known = new Map<Outcome, readonly string[]>();
  for (const { subjects, classes, outcome } of principals.size === 0 ? [] : alike()) {
    const granted = getOrCreate(known, outcome, () => (isUnsettled(outcome) ? [] : [...words].filter((word) => isGranted(outcome, word))));
    const members = granted.length === 0 ? [] : membersOf(subjects).filter(({ principal }) => principals.has(principal.name));
    if (members.length === 0) continue;
    const where = bitsOfNumbers(count, membersOf(classes));
    for (const { principal } of members) {
      const byWord = getOrCreate(found, principal.name, () => new Map<string, BitsUnion>());
      for (const word of granted) getOrCreate(byWord, word, () => bitsUnion(count)).add(where);
    }
  }
  return (principal, word) => found.get(principal)?.get(word)?.bits;
}

function isGranted(outcome: Outcome, word: string): boolean {
  if (isCapability(word)) return outcome.capabilities.some(({ capability }) => capability === word);
  const bit = actionBit(word);
  return bit !== undefined && actionDecision(outcome, bit) !== undefined;
}
