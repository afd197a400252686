// The baseline asked about one cell at a time: for policies as they are, and as they might be.
import type { Account } from '../../access/account/account.ts';
import { policySet } from '../../access/account/documents.ts';
import type { AuditScope } from '../../access/account/request-context.ts';
import { possible } from '../../access/cell/action-formulas.ts';
import type { Outcome } from '../../access/cell/outcome.ts';
import { indexLock } from '../../baseline/lock/locked-grants.ts';
import { capabilityMask } from '../../baseline/match/capability-selector.ts';
import { selects } from '../../baseline/match/selector.ts';
import { type GrantPrincipal, isCapability } from '../../model/access.ts';
import type { Instant } from '../../model/ids.ts';
import type { Repository } from '../../model/snapshot.ts';
import { FALSE } from '../../policy/logic/formula.ts';
import { type ActionMask, covers, difference, emptyMask } from '../../policy/logic/mask.ts';
import { type AllowanceCell, allowanceOfAll, concrete } from './allowance.ts';
import { cellJudge } from './cell-verdict.ts';
import { type ConditionalEntry, type Expectation, inForce, profilesOf } from './expectation.ts';
import { type Bound, type BoundTerm, everybodysBounds } from './principal-bounds.ts';
import type { Right } from './right.ts';
import { type Verdict, verdictsOf } from './verdict.ts';
import { withinAccounts } from './within-accounts.ts';
import { type Intent, isObserving, OBSERVED } from './without-baseline.ts';

export type { BoundTerm } from './principal-bounds.ts';

export interface CellIntent {
  /** What drifts in a cell that comes to `outcome`. */
  readonly verdicts: (account: Account, cell: AllowanceCell, outcome: Outcome) => readonly Verdict[];
  /** Sets of conditions under which the baseline lets a right be; each of them would do. */
  readonly termsOf: (account: Account, cell: AllowanceCell, right: Right) => readonly (readonly BoundTerm[])[];
  /** What bounds everybody to those whom the baseline lets do some of the actions, one way of naming them at a time. */
  readonly boundsOf: (repository: Repository, actions: ActionMask) => readonly Bound[];
  /** The actions that the baseline lets be, conditions aside; those of a capability that it forbids are forbidden together only. */
  readonly allowed: (account: Account, cell: AllowanceCell) => ActionMask;
  /** Whether an entry lets the principal have something, or requires it, on whichever repositories. */
  readonly speaksOf: (principal: GrantPrincipal) => boolean;
}

const NOTHING_SAID: Omit<CellIntent, 'verdicts'> = { termsOf: () => [], boundsOf: () => [], allowed: emptyMask, speaksOf: () => false };

/** Where nothing is intended yet outsiders drift, and nothing is said of anybody. */
export function cellIntent(intent: Intent | undefined, ground: AuditScope, now: Instant): CellIntent {
  return intent && !isObserving(intent) ? termsIn(intent, ground, now) : { ...termsIn(OBSERVED, ground, now), ...NOTHING_SAID };
}

function termsIn(intent: Intent, scan: AuditScope, now: Instant): CellIntent {
  const rules = inForce(intent.rules, now);
  const profiles = profilesOf(withinAccounts(rules, scan.account), scan);
  const lock = indexLock(intent);
  const expectationOf = ({ subject, repository }: AllowanceCell): Expectation =>
    profiles.expectation(profiles.principal(subject), profiles.repository(repository));
  return {
    verdicts: (ground, cell, outcome) => {
      const expectation = expectationOf(cell);
      return cellJudge(ground, lock)({ ...cell, outcome, expectation }, verdictsOf(outcome, expectation)).verdicts;
    },
    termsOf: (ground, cell, { capability, actions }) => {
      const { subject, repository } = cell;
      const entries = expectationOf(cell).conditionalAllows.flatMap((each) => entryTerms(ground, each, cell, actions));
      const line = lock.find({ region: repository.region, repository: repository.name }, subject.principal.name, capability);
      const held = line?.conditions.flatMap((each) => ('key' in each ? [each] : [])) ?? [];
      return held.length > 0 ? [...entries, held] : entries;
    },
    speaksOf: (principal) =>
      rules.some(({ entries }) =>
        entries.some(({ verb, principals }) => verb !== 'forbid' && principals.some((selector) => selects(selector, principal))),
      ),
    boundsOf: (repository, actions) => everybodysBounds(rules, scan, repository, actions),
    allowed: (ground, cell) => {
      const { allowed, conditionalAllows, forbidden } = expectationOf(cell);
      const words = forbidden.flatMap(({ capabilities }) => capabilities).filter((word) => !isCapability(word));
      const some = possible(allowanceOfAll(ground, { allowed, conditionalAllows }, cell));
      return difference(some, capabilityMask(words));
    },
  };
}

/** What an entry asks for, where it is about the actions: by its `when`, and by the statements of its policy document. */
function entryTerms(
  account: Account,
  { entry }: ConditionalEntry,
  cell: AllowanceCell,
  actions: ActionMask,
): readonly (readonly BoundTerm[])[] {
  const asked = entry.when.map(({ operator, key, values }): BoundTerm => ({ effect: 'Allow', operator, key, values }));
  if (!entry.policy) return asked.length > 0 && covers(capabilityMask(entry.capabilities), actions) ? [asked] : [];
  const layer = entry.policy.style === 'repository' ? 'resource' : 'identity';
  const document = concrete(entry.policy, account, cell.repository);
  const { policies } = policySet(account.documents, layer, [{ kind: 'present', value: document }]);
  const statements = policies.flatMap(({ compiled }) => compiled.statements);
  const giving = statements.filter(({ effect, actions: given, principal }) => {
    return effect === 'Allow' && covers(given, actions) && principal.match(cell.subject.caller, FALSE).some !== FALSE;
  });
  return giving.flatMap(({ source }) => {
    const written = source.conditions.map(({ operator, key, values }): BoundTerm => ({ effect: 'Allow', operator, key, values }));
    return asked.length + written.length > 0 ? [[...asked, ...written]] : [];
  });
}
