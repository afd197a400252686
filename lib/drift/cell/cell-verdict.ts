// One cell where more than actions counts: entries with conditions or policy documents, and the lock.
import type { Account } from '../../access/account/account.ts';
import { type ActionFormulas, formulaOf } from '../../access/cell/action-formulas.ts';
import type { Outcome } from '../../access/cell/outcome.ts';
import { sideKey } from '../../access/cell/sides.ts';
import { grantOf } from '../../access/matrix/grant-of.ts';
import { isStrictAs } from '../../baseline/lock/conditions.ts';
import type { LockIndex } from '../../baseline/lock/locked-grants.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import { bitsOf, union } from '../../policy/logic/mask.ts';
import { weakerWords } from '../../policy/theory/weaker-words.ts';
import { type AllowanceCell, allowanceOf, allowanceOfAll } from './allowance.ts';
import type { Expectation } from './expectation.ts';
import { conditionallyForbidden, softened, type Verdict } from './verdict.ts';

export interface JudgedCell extends AllowanceCell {
  readonly outcome: Outcome;
  readonly expectation: Expectation;
}

/** The verdicts on a cell, given those that the plain entries come to; `isLocked` tells whether the lock is about its repository. */
export type CellJudge = (
  cell: JudgedCell,
  plain: readonly Verdict[],
) => { readonly verdicts: readonly Verdict[]; readonly isLocked: boolean };

/**
 * The verdicts on single cells: those of plain entries, which the caller has worked out, corrected by entries with conditions, by policy
 * documents and by the lock.
 */
export function cellJudge(account: Account, lock: LockIndex): CellJudge {
  return (cell, plain) => {
    const { region, name } = cell.repository;
    const conditional = cell.expectation.conditionalForbids.flatMap((each) =>
      conditionallyForbidden(cell.outcome, each, allowanceOf(account, each.entry, cell)),
    );
    const forbidden = new Map([...plain.filter(isForbidden), ...conditional].toReversed().map((verdict) => [verdict.capability, verdict]));
    const others = plain.filter((verdict) => !isForbidden(verdict) && !forbidden.has(verdict.capability));
    const unexpected = others
      .flatMap((verdict) => softenedVerdict(account, cell, verdict) ?? [])
      .flatMap((verdict) => held(account, { cell, verdict, lock }) ?? []);
    return { verdicts: [...forbidden.values(), ...unexpected], isLocked: lock.manages({ region, repository: name }) };
  };
}

function isForbidden({ kind }: Verdict): boolean {
  return kind === 'forbidden';
}

/** What fits the conditions of an expired entry is unexpected; what is weaker stays weakened. */
function softenedVerdict(account: Account, cell: JudgedCell, verdict: Verdict): Verdict | undefined {
  const { allowed, conditionalAllows, lapsed } = cell.expectation;
  const now = softenedBy(account, { cell, allowed, conditionalAllows }, verdict);
  if (now?.kind !== verdict.kind || lapsed.conditionalAllows.length === 0) return now;
  const before = softenedBy(account, { cell, ...lapsed, allowed: union(allowed, lapsed.allowed) }, verdict);
  return before?.kind === 'weakened' && before.rule ? { ...before, rule: { ...before.rule, expired: true } } : now;
}

interface CellAllowance extends Pick<Expectation, 'allowed' | 'conditionalAllows'> {
  readonly cell: JudgedCell;
}

function softenedBy(account: Account, { cell, ...allows }: CellAllowance, verdict: Verdict): Verdict | undefined {
  const [first] = allows.conditionalAllows;
  if (!first) return verdict;
  const allowance = allowanceOfAll(account, allows, cell);
  const ofOutcome = getOrCreate(SOFTENED, cell.outcome, () => new Map<string, Verdict | undefined>());
  const key = [
    verdict.kind,
    verdict.capability,
    verdict.rule?.at.file,
    verdict.rule?.at.line,
    first.rule.at.file,
    first.rule.at.line,
    sideKey([allowance]),
  ].join('\n');
  if (!ofOutcome.has(key))
    ofOutcome.set(key, inWords(softened(verdict, cell.outcome.granted, { allowance, rule: first.rule }), { cell, allowance, ...allows }));
  return ofOutcome.get(key);
}

interface Asked extends CellAllowance {
  readonly allowance: ActionFormulas;
}

/** What a weakened condition lets in, of the first action of which that is found out. */
function inWords(verdict: Verdict | undefined, { cell, allowance, conditionalAllows }: Asked): Verdict | undefined {
  if (verdict?.kind !== 'weakened' || !verdict.shown) return verdict;
  const keys = conditionalAllows.flatMap(({ entry }) => entry.when.map(({ key }) => key));
  const spelled = (asked: string): string => keys.find((key) => key.toLowerCase() === asked) ?? asked;
  for (const bit of bitsOf(verdict.actions)) {
    const weaker = weakerWords(formulaOf(cell.outcome.granted, bit), formulaOf(allowance, bit), spelled);
    if (weaker) return { ...verdict, weaker };
  }
  return verdict;
}

/** Cells with one outcome and one allowance have one verdict. */
const SOFTENED = new WeakMap<Outcome, Map<string, Verdict | undefined>>();

interface HeldGrant {
  readonly cell: JudgedCell;
  readonly verdict: Verdict;
  readonly lock: LockIndex;
}

/** Grants of the lock are taken as they are, but not with fewer conditions. */
function held(account: Account, { cell, verdict, lock }: HeldGrant): Verdict | undefined {
  const { subject, repository } = cell;
  const line = lock.find({ region: repository.region, repository: repository.name }, subject.principal.name, verdict.capability);
  if (!line) return verdict;
  const isAsStrict = isStrictAs(line.conditions, grantOf(account, cell, verdict).conditions);
  return isAsStrict ? undefined : { ...verdict, kind: 'weakened', rule: { id: 'lock', owner: undefined, at: line.at }, shown: false };
}
