// What would end a finding, or all findings of a cause: the smallest change to the policies in AWS, ready to be applied, or why there is none.
import { repositoriesOf } from '../access/classes/repository-classes.ts';
import type { AccessMatrix } from '../access/matrix/matrix.ts';
import { getOrCreate } from '../collections/get-or-create.ts';
import { memoize } from '../collections/memoize.ts';
import { cellIntent } from '../drift/cell/cell-intent.ts';
import type { IsExpected } from '../drift/cell/expected.ts';
import type { Intent } from '../drift/cell/without-baseline.ts';
import { acceptCommand } from '../findings/accept-command.ts';
import { forbiddingRule } from '../findings/forbidding.ts';
import type { Coverage } from '../model/access.ts';
import type { Baseline } from '../model/baseline.ts';
import type { Cause } from '../model/cause.ts';
import type { Finding } from '../model/finding.ts';
import { type FindingId, placeKey } from '../model/ids.ts';
import type { Repository } from '../model/snapshot.ts';
import { quoted } from '../text/quote.ts';
import { causePlan } from './cause-plan.ts';
import { type Change, changesOf, type Meant } from './change.ts';
import { cellsOf } from './effect/cells.ts';
import type { NamedGrant } from './effect/effect.ts';
import { policyFindingsAfter } from './effect/findings-after.ts';
import { lineOf, openFindings } from './effect/open-findings.ts';
import { partMatrices } from './effect/part-matrices.ts';
import type { JudgedPlan, Search } from './effect/plan.ts';
import { outsidersIn, statementsAt } from './effect/reach.ts';
import { type WorkMeter, workOf } from './effect/work.ts';
import { warningsOf } from './warnings.ts';

export type Remediation =
  | {
      readonly kind: 'change';
      readonly changes: readonly Change[];
      /** Other open findings that go with it, sorted. */
      readonly alsoRemoves: readonly FindingId[];
      /** Open findings of the cause that it does not end, sorted. */
      readonly leaves: readonly FindingId[];
      readonly warnings: readonly string[];
      /** The command that keeps things as they are instead; of a cause the gravest of its findings. */
      readonly accept: string;
    }
  | { readonly kind: 'none'; readonly why: string; readonly accept: string };

/** What remediations are worked out from: one audit. */
export interface RemediationInput {
  readonly matrix: AccessMatrix;
  /** With their standing; a grant of which no open one tells is expected access, and stays. */
  readonly findings: readonly Finding[];
  /** What the baseline lets be: the checks of policies ask for it. */
  readonly isExpected: IsExpected;
  /** Undefined where there is none. */
  readonly baseline: Intent | undefined;
  /** Whether grants that drift and that no finding tells of may go too; they stay where it is left out. */
  readonly hasUntold?: boolean;
}

/**
 * What an audit spends on remediations: so much, and more for each user, role and repository, which is less than what all else takes. What is
 * left for later is worked out by `ecr-drift fix`.
 */
const AUDIT_WORK = { least: 40_000, perMember: 1 };
/** What a cause costs at least: its texts and commands. */
const LEAST = 1_000;
/** About so many policies are changed by one remediation, or taken from somebody: more at once is hard to follow. */
const MOST_PLACES = 20;

/** Whether grants drift of which no finding tells, and which no exception can accept. */
export function hasUntold({ leftOut }: Coverage, baseline: Baseline | undefined): boolean {
  return leftOut !== undefined && (baseline?.exceptions ?? []).length === 0;
}

/** How much is worked out: for all causes together, and for one of them. */
export interface RemediationBounds {
  /** In sides that are worked out. */
  readonly work: number;
  /** About how many policies one remediation changes. */
  readonly places: number;
}

function auditBounds({ matrix: { account } }: RemediationInput): RemediationBounds {
  const { least, perMember } = AUDIT_WORK;
  const members = account.locals.length + repositoriesOf(account).length;
  return { work: least + perMember * members, places: MOST_PLACES };
}

/** For one cause on demand. */
export const UNBOUNDED: RemediationBounds = { work: Number.POSITIVE_INFINITY, places: Number.POSITIVE_INFINITY };

/**
 * The remediation of any cause: it ends all of its open findings but for those that it says it leaves. Causes are asked for with the gravest
 * first: once the bounds are reached, the others say so.
 */
export function causeRemediations(input: RemediationInput, bounds: RemediationBounds = auditBounds(input)): (cause: Cause) => Remediation {
  const work = workOf(bounds.work);
  const searchFor = searches(input, work);
  return ({ id, statement, findings }) => {
    const open = findings.filter(({ state }) => state === 'open');
    const targets = open.length > 0 ? open : findings;
    const [first] = targets;
    const accept = first ? keeping(first) : '';
    if (!first || !work.begin())
      return { kind: 'none', why: `worked out for graver causes first: \`ecr-drift fix ${id}\` works out this one`, accept };
    work.spend(LEAST);
    const search = searchFor(first, targets);
    const { judged, left, remarks } = causePlan(search, { id, statement, targets, places: bounds.places });
    return remediationOf(search, targets, { judged, left, remarks, accept });
  };
}

function searches(
  { matrix, findings, isExpected, baseline, hasUntold: mayGo = false }: RemediationInput,
  work: WorkMeter,
): (target: Finding, along?: readonly Finding[]) => Search {
  const { account } = matrix;
  const matrixIn = partMatrices(account);
  const cells = cellsOf(matrix, work);
  const terms = cellIntent(baseline, account.ground, account.snapshot.collectedAt);
  const isDrifting = ({ subject, repository, capability }: NamedGrant): boolean =>
    terms.verdicts(account, { subject, repository }, cells.at(subject, repository)).some((verdict) => verdict.capability === capability);
  const open = openFindings(findings, isExpected, mayGo ? isDrifting : () => false);
  const ground = {
    account,
    cells,
    isExpected,
    outsidersAt: memoize((repository: Repository) => outsidersIn(account, statementsAt(account, repository))),
    terms,
    matrixIn,
    policyFindingsIn: policyFindingsAfter(account, { isExpected, matrixIn }, matrix),
    work,
  };
  return (target, along) => ({ ...ground, open: open(target, along), care: 'exact', checks: 'now' });
}

interface Worked {
  readonly judged: JudgedPlan;
  readonly left: readonly FindingId[];
  readonly remarks: readonly string[];
  readonly accept: string;
}

function remediationOf(search: Search, targets: readonly Finding[], { judged, left, remarks, accept }: Worked): Remediation {
  if (judged.kind === 'refused') return { kind: 'none', why: judged.why, accept };
  return {
    kind: 'change',
    changes: changesOf(search, judged.plan, meantBy(targets)),
    alsoRemoves: judged.plan.alsoRemoves,
    leaves: left.toSorted(),
    warnings: [...warningsOf(search, judged.plan), ...remarks],
    accept,
  };
}

/** How a finding is kept as it is: the command that accepts it for a time; what a rule forbids is exempted there. */
export function keeping({ id, principal, drift }: Finding): string {
  const rule = forbiddingRule(drift);
  if (!rule) return acceptCommand(id);
  return `no exception accepts what a rule forbids: add ${quoted(principal ?? '')} to \`except\` of the forbid in ${lineOf(rule)}`;
}

function meantBy(findings: readonly Finding[]): Meant {
  const byPrincipal = new Map<string, Set<string>>();
  for (const { principal, region, repository } of findings) {
    const places = getOrCreate(byPrincipal, principal ?? '', () => new Set<string>());
    if (region !== null && repository !== null) places.add(placeKey(region, repository));
  }
  return {
    isFor: (principal) => byPrincipal.has(principal),
    isAt: (principal, region, name) => {
      const places = byPrincipal.get(principal);
      return places !== undefined && [region, '*'].some((where) => places.has(placeKey(where, name)) || places.has(placeKey(where, '*')));
    },
  };
}
