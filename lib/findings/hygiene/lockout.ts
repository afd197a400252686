// Repository policies that nobody of the account may change any more (308), found by asking who still may.
import type { Account } from '../../access/account.ts';
import type { AccessMatrix } from '../../access/matrix.ts';
import type { Hygiene } from '../../model/drift.ts';
import type { Repository } from '../../model/snapshot.ts';
import type { CompiledStatement } from '../../policy/compile.ts';
import { ANYTHING } from '../../policy/context.ts';
import { FALSE } from '../../policy/formula.ts';
import { hasBit } from '../../policy/mask.ts';
import { memoized } from '../../policy/memoized.ts';
import { conceivableHolders, denialsToConceivable } from './conceivable.ts';
import { closingSets, type Door, denialsTo } from './door.ts';
import { DELETE, grantOf, type Holders, holdersAt, isDenial, isOrdinary, SET, withoutDenials } from './holders.ts';
import { type Left, lockoutFact } from './lockout-fact.ts';
import { decideForRoot } from './root-user.ts';
import type { Survey } from './survey.ts';

/**
 * F7: Denies of a repository policy that leave no user or role of the account the right to change it. `among`: whether these are all users
 * and roles of the account; of a part of them only what shuts everybody out that there might be.
 */
export function lockoutSurvey({ account, repositoryClasses }: AccessMatrix, among: 'all' | 'some'): Survey {
  const shut = new Set(
    repositoryClasses.flatMap(({ representative }, number) => {
      return denialsIn(account, representative).some(({ actions }) => hasBit(actions, SET)) ? [number] : [];
    }),
  );
  const isOpen = memoized(grantsSet);
  return {
    see: ({ subjects, classes, outcome }) => {
      if (shut.size === 0 || !isOpen(outcome) || !subjects.some(isOrdinary)) return;
      for (const number of classes()) shut.delete(number);
    },
    found: () => {
      const classes = [...shut].flatMap((number) => repositoryClasses[number] ?? []);
      return classes.length === 0 ? [] : lockoutsAt(account, classes, among);
    },
  };
}

function grantsSet(outcome: Parameters<typeof grantOf>[0]): boolean {
  return grantOf(outcome, SET) !== undefined;
}

/** The Denies of its own policy that may keep somebody from changing or deleting it. */
function denialsIn({ documents }: Account, { policy, arn }: Repository): readonly CompiledStatement[] {
  if (policy.kind !== 'present') return [];
  const { statements } = documents.compiled(policy.value, 'resource').policy;
  return statements.filter((each) => isDenial(each) && each.resource.covers(arn, () => ANYTHING) !== FALSE);
}

type ShutClass = AccessMatrix['repositoryClasses'][number];

function lockoutsAt(account: Account, classes: readonly ShutClass[], among: 'all' | 'some'): readonly Hygiene[] {
  const representatives = classes.map(({ representative }) => representative);
  const now = holdersAt(account, representatives);
  const before = among === 'all' ? holdersAt(withoutDenials(account), representatives) : new Map<string, Holders>();
  return classes.flatMap(({ representative, members }) => {
    const { arn } = representative;
    const setters = before.get(arn)?.setters ?? [];
    const door = doorAt(account, representative, setters);
    const closing = closingSets({ ...door, bit: SET });
    if (closing.length === 0) return [];
    const left: Left = {
      root: decideForRoot(account, representative, SET),
      others: now.get(arn)?.others ?? [],
      canDelete: setters.length > 0 ? (now.get(arn)?.canDelete ?? false) : closingSets({ ...door, bit: DELETE }).length === 0,
    };
    return members.flatMap((repository) => closing.flatMap((denials) => lockoutFact(account, repository, denials, left)));
  });
}

/** Where nobody has the right anyway, or nobody knows who has, anybody is asked about who might. */
function doorAt(account: Account, repository: Repository, setters: Door['holders']): Omit<Door, 'bit'> {
  const denials = denialsIn(account, repository);
  if (setters.length > 0) return { holders: setters, denials, applies: denialsTo(account, repository) };
  return { holders: conceivableHolders(account, denials), denials, applies: denialsToConceivable(account, repository) };
}
