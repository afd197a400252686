// What the baseline asks for and is not there, and what it asks for or forbids and AWS's documentation leaves open.
import type { Account } from '../../access/account/account.ts';
import type { AccessMatrix } from '../../access/matrix/matrix.ts';
import type { Baseline } from '../../model/baseline.ts';
import type { MissingAccess, ToldDrift, UnsettledAccess } from '../../model/drift.ts';
import type { RuleInForce } from '../cell/expectation.ts';
import { demanded } from './missing.ts';
import { decisionsOn, type Missing, missingIn, type Wanted } from './missing-cell.ts';
import { type Open, openIn } from './open-cell.ts';
import { forbiddenOpen } from './open-forbidden.ts';

type Intended = { readonly rules: readonly RuleInForce[]; readonly lock: Baseline['lock'] };

/** What is asked for and is not there, or is left open, and what is forbidden and left open, of both about `most`; `rules` are those in force. */
export function askedAccess(matrix: AccessMatrix, { rules, lock }: Intended, most: number): ToldDrift<MissingAccess | UnsettledAccess> {
  const asked = demanded<Missing | Open>(matrix, { rules, lock }, askedIn, most);
  const forbidden = forbiddenOpen(matrix, rules, most);
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
