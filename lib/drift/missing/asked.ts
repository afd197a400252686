// What the baseline asks for and is not there, and what it asks for or forbids and AWS's documentation leaves open.
import type { Account } from '../../access/account/account.ts';
import type { AccessMatrix } from '../../access/matrix/matrix.ts';
import type { MissingAccess, ToldDrift, UnsettledAccess } from '../../model/drift.ts';
import type { RuleInForce } from '../cell/expectation.ts';
import { type Demands, demanded } from './missing.ts';
import { decisionsOn, type Missing, missingIn, type Wanted } from './missing-cell.ts';
import { type Open, openIn } from './open-cell.ts';
import { forbiddenOpen } from './open-forbidden.ts';

interface Intended extends Demands {
  readonly rules: readonly RuleInForce[];
}

/** What is asked for and is not there, or is left open, and what is forbidden and left open, of both about `most`; `rules` are those in force. What a forbid beats is not asked for. */
export function askedAccess(matrix: AccessMatrix, intended: Intended, most: number): ToldDrift<MissingAccess | UnsettledAccess> {
  const asked = demanded<Missing | Open>(matrix, intended, askedIn, most);
  const forbidden = forbiddenOpen(matrix, intended.rules, most);
  const known = new Set(forbidden.answers.map(keyOf));
  const drift = asked.answers.flatMap((each): readonly (MissingAccess | UnsettledAccess)[] => {
    if (each.kind === 'missing') return [each];
    const { source, ...open } = each;
    return known.has(keyOf(open)) ? [] : [{ ...open, asked: source }];
  });
  return { drift: [...forbidden.answers, ...drift], leftOut: asked.leftOut + forbidden.leftOut };
}

function keyOf({ region, repository, principal, capability }: Open): string {
  return [region, repository, principal, capability].join('\n');
}

function askedIn(account: Account, wanted: Wanted): Missing | Open | undefined {
  const decided = decisionsOn(account, wanted);
  return missingIn(account, wanted, decided) ?? openIn(account, wanted, decided);
}
