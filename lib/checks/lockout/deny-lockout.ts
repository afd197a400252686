// F7, A34, A35: repository policies that nobody of the account may change any more, found by asking who still may.
import type { Account } from '../../access/account/account.ts';
import type { Outcome } from '../../access/cell/outcome.ts';
import type { AccessMatrix } from '../../access/matrix/matrix.ts';
import { memoize } from '../../collections/memoize.ts';
import type { PolicyFinding } from '../../model/drift.ts';
import type { Repository } from '../../model/snapshot.ts';
import type { CompiledStatement } from '../../policy/compile.ts';
import { FALSE } from '../../policy/logic/formula.ts';
import { hasBit } from '../../policy/logic/mask.ts';
import { ANYTHING } from '../../policy/match/context.ts';
import { alwaysHolds } from '../../policy/theory/unholdable.ts';
import type { CheckInput, PolicyCheck } from '../survey/check.ts';
import { policyFinding } from '../survey/policy-finding.ts';
import type { Survey } from '../survey/survey.ts';
import { type ClosingDenials, closingSets } from './closing-sets.ts';
import { conceivablyShut } from './conceivable-principals.ts';
import { holdersAt, isDenial, isOrdinary, mayGrant, shutAmong, withDenials } from './holders.ts';
import { keepLockouts, type LockoutAnswer, lockoutsOfKin, NOT_SHUT } from './kin-lockouts.ts';
import { type LeftToDo, lockoutsOf } from './lockout-message.ts';
import { DELETE, SET } from './possible-holders.ts';
import { decideForRoot } from './root-user.ts';

export const denyLockout = {
  code: 'ECRD-308',
  name: 'DenyLockout',
  meaning: 'A Deny of a repository policy leaves no user or role of the account the right to change the policy.',
  source: ['F7', 'A34', 'A35'],
  severity: 'high',
  // Whether somebody is left who may, the identities say.
  dependsOn: 'cells',
  remedy: 'narrow the Deny, which only somebody can whom it does not reach: `--force` stores such a policy, and lifts no Deny',
  decision: howToOpen,
  check: lockoutSurvey,
} as const satisfies PolicyCheck;

/** Whoever is shut out cannot lift the Deny himself. */
function howToOpen({ message, details }: PolicyFinding): string {
  const first = message.includes('though it may be deleted')
    ? 'delete the policy first (aws ecr delete-repository-policy)'
    : 'while it stands nobody can';
  return `leave the owner out of the Deny (ArnNotEquals aws:PrincipalArn): ${details.length > 0 ? details.join(', ') : first}`;
}

/**
 * F7: Denies of a repository policy that leave no user or role of the account the right to change it. `among`: whether these are all users
 * and roles of the account; of a part of them only what shuts everybody out that there might be.
 */
function lockoutSurvey({ matrix: { account, repositoryClasses }, among }: CheckInput): Survey {
  const shut = new Set<number>();
  const suspect = new Set<number>();
  repositoryClasses.forEach(({ representative }, number) => {
    const denials = denialsIn(account, representative).filter(({ actions }) => hasBit(actions, SET));
    if (denials.some(({ source, conditions }) => conditions.length < source.conditions.length)) suspect.add(number);
    else if (denials.length > 0) shut.add(number);
  });
  const isOpen = memoize((outcome: Outcome) => mayGrant(outcome, SET));
  return {
    see: ({ subjects, classes, outcome }) => {
      if (shut.size === 0 || !isOpen(outcome) || !subjects.some(isOrdinary)) return;
      for (const number of classes()) shut.delete(number);
    },
    found: () => {
      const classes = [...shut, ...suspect].flatMap((number) => repositoryClasses[number] ?? []);
      return classes.length === 0 ? [] : lockoutsAt(account, classes, among);
    },
  };
}

/**
 * The Denies of its own policy that may keep somebody from changing or deleting it, without conditions that hold for everybody: what the
 * matrix leaves open there, it leaves to nobody.
 */
function denialsIn({ documents }: Account, { policy, arn }: Repository): readonly CompiledStatement[] {
  if (policy.kind !== 'present') return [];
  const { statements } = documents.compiled(policy.value, 'resource').policy;
  return statements
    .filter((each) => isDenial(each) && each.resource.covers(arn, () => ANYTHING) !== FALSE)
    .map((each) => ({ ...each, conditions: each.conditions.filter(({ written }) => !alwaysHolds(written)) }));
}

type ShutClass = AccessMatrix['repositoryClasses'][number];

function lockoutsAt(account: Account, classes: readonly ShutClass[], among: 'all' | 'some'): readonly PolicyFinding[] {
  const ofKin = among === 'all' ? lockoutsOfKin(account) : () => undefined;
  const known = new Map(classes.flatMap(({ representative: at }) => withAnswer(at, ofKin(at))));
  const asked = classes.map(({ representative }) => representative).filter((each) => !known.has(each));
  const answers = new Map([...known, ...answersAt(account, asked, among)]);
  if (among === 'all') keepLockouts(account, classes, answers);
  return classes.flatMap(({ representative, members }) => {
    const answer = answers.get(representative);
    if (!answer) return [];
    const { sets, left } = answer;
    return members.flatMap((repository) => sets.flatMap((set) => lockoutsOf(account, repository, set, left))).map(asFinding);
  });
}

function withAnswer(repository: Repository, answer: LockoutAnswer | undefined): readonly (readonly [Repository, LockoutAnswer])[] {
  return answer ? [[repository, answer]] : [];
}

function answersAt(account: Account, repositories: readonly Repository[], among: 'all' | 'some'): ReadonlyMap<Repository, LockoutAnswer> {
  if (repositories.length === 0) return new Map();
  const denials: ClosingDenials = new Map(repositories.map((each) => [each, denialsIn(account, each)]));
  const { after, copies } = withDenials(account, denials);
  const now = holdersAt(after, [...copies.values()]);
  const isConceived = conceivedAt(account, denials, among);
  const undeletable = conceivablyShut(account, DELETE, denials);
  const closing = closingAt(account, new Map([...denials].map(([at, all]) => [at, all.filter(isCertain)])), isConceived);
  const answerAt = (repository: Repository): LockoutAnswer => {
    const sets = closing.get(repository) ?? [];
    if (sets.length === 0) return NOT_SHUT;
    const { canDelete = false, others = [] } = now.get(repository.arn) ?? {};
    const left: LeftToDo = {
      root: decideForRoot(after, copies.get(repository) ?? repository, SET),
      others,
      canDelete: isConceived(repository) ? !undeletable.has(repository) : canDelete,
    };
    return { sets, left };
  };
  return new Map(repositories.map((each) => [each, answerAt(each)]));
}

function asFinding(reported: ReturnType<typeof lockoutsOf>[number]): PolicyFinding {
  return policyFinding({ code: denyLockout.code, severity: denyLockout.severity, ...reported });
}

type IsConceived = (repository: Repository) => boolean;

/** Where nobody has the right anyway, or nobody knows who has, anybody is asked about who might. */
function conceivedAt(account: Account, denials: ClosingDenials, among: 'all' | 'some'): IsConceived {
  if (among === 'some') return () => true;
  const without = shutAmong(account, new Map([...denials.keys()].map((repository) => [repository, []])));
  return (repository) => without.has(repository);
}

function closingAt(account: Account, denials: ClosingDenials, isConceived: IsConceived): ReturnType<typeof closingSets> {
  const part = (conceived: boolean): ClosingDenials =>
    new Map([...denials].filter(([repository]) => isConceived(repository) === conceived));
  return new Map([
    ...closingSets(part(false), (kept) => shutAmong(account, kept)),
    ...closingSets(part(true), (kept) => conceivablyShut(account, SET, kept)),
  ]);
}

/** What a scan takes for granted of a request, and a request can be without: whoever asks in another way may not be denied. */
const ASSUMED: ReadonlySet<string> = new Set(['aws:viaawsservice', 'aws:calledvia', 'aws:calledviafirst', 'aws:calledvialast']);

function isCertain({ conditions, actions }: CompiledStatement): boolean {
  return hasBit(actions, SET) && !conditions.some(({ keys }) => keys.some((key) => ASSUMED.has(key)));
}
