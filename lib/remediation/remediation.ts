// What would end a finding: the smallest change to the policies in AWS, ready to be applied, or why there is none.
import { MALFORMED } from '../access/account/documents.ts';
import type { AccessMatrix } from '../access/matrix/matrix.ts';
import { bindingRemedy } from '../checks/survey/binding.ts';
import { memoize } from '../collections/memoize.ts';
import { cellIntent } from '../drift/cell/cell-intent.ts';
import type { IsExpected } from '../drift/cell/expected.ts';
import type { Intent } from '../drift/cell/without-baseline.ts';
import { forbiddingRule } from '../findings/forbidding.ts';
import type { Drift, GrantDrift, PlaceholderAccess } from '../model/drift.ts';
import type { Finding } from '../model/finding.ts';
import type { FindingId } from '../model/ids.ts';
import type { Repository } from '../model/snapshot.ts';
import { quoted } from '../text/quote.ts';
import { type Change, changesOf, type Meant } from './change.ts';
import { conditionRemediation } from './condition.ts';
import { cellsOf } from './effect/cells.ts';
import { policyFindingsAfter } from './effect/findings-after.ts';
import { lineOf, openFindings } from './effect/open-findings.ts';
import { type JudgedPlan, refused, type Search } from './effect/plan.ts';
import { outsidersIn, statementsAt } from './effect/reach.ts';
import { boundToMeant, tightened } from './everybody.ts';
import { grantRemediation } from './grant.ts';
import { findingRemediation } from './policy-finding.ts';
import { restoration } from './restoration.ts';
import { unsettledRemediation } from './unsettled.ts';
import { warningsOf } from './warnings.ts';

export type Remediation =
  | {
      readonly kind: 'change';
      readonly changes: readonly Change[];
      /** Other open findings that go with it, sorted. */
      readonly alsoRemoves: readonly FindingId[];
      readonly warnings: readonly string[];
      /** The command that keeps things as they are instead. */
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
}

/** The remediation of any of the findings; what several of them need is worked out once. */
export function remediationsOf({ matrix, findings, isExpected, baseline }: RemediationInput): (finding: Finding) => Remediation {
  const cells = cellsOf(matrix);
  const open = openFindings(findings, isExpected);
  const { account } = matrix;
  const outsidersAt = memoize((repository: Repository) => outsidersIn(account, statementsAt(account, repository)));
  const terms = cellIntent(baseline, account.ground, account.snapshot.collectedAt);
  const ground = { account, cells, isExpected, outsidersAt, terms, policyFindingsIn: policyFindingsAfter(account, isExpected) };
  return (finding) => remediationOf({ ...ground, open: open(finding), care: 'exact' }, finding, keeping(finding));
}

function remediationOf(search: Search, finding: Finding, accept: string): Remediation {
  const judged = planFor(search, finding.drift);
  if (judged.kind === 'refused') return { kind: 'none', why: judged.why, accept };
  return {
    kind: 'change',
    changes: changesOf(search, judged.plan, meantBy(finding)),
    alsoRemoves: judged.plan.alsoRemoves,
    warnings: warningsOf(search, judged.plan),
    accept,
  };
}

/** How a finding is kept as it is: the command that accepts it for a time; what a rule forbids is exempted there. */
export function keeping({ id, principal, drift }: Finding): string {
  const rule = forbiddingRule(drift);
  if (!rule) return acceptCommand(id);
  return `no exception accepts what a rule forbids: add ${quoted(principal ?? '')} to \`except\` of the forbid in ${lineOf(rule)}`;
}

/** `options` say where the finding is found again, and in which baseline it is accepted. */
export function acceptCommand(id: string, options: readonly string[] = []): string {
  return ['ecr-drift accept', id, ...options, "--reason 'why it may stay' --owner 'who answers for it' --expires 90d"].join(' ');
}

function planFor(search: Search, drift: Drift): JudgedPlan {
  switch (drift.kind) {
    case 'unexpected':
    case 'raised':
    case 'forbidden':
      return removal(search, drift);
    case 'weakened':
      // What is meant to be there is not taken away: where the entry has expired, it is not any more.
      return drift.rule.expired ? removal(search, drift) : conditionRemediation(search, drift);
    case 'coming':
      return refused(placeholderRemedy(drift));
    case 'missing':
      return restoration(search, drift);
    case 'unsettled':
      return unsettledRemediation(search, drift);
    case 'hygiene':
      return findingRemediation(search, drift);
    case 'unmanaged':
      if (drift.newly) return refused(`list the repository in \`known\` of ${drift.newly.at.file}, where its rules then are about it too`);
      return refused('write a rule for the repository, or delete it: what is meant there, nobody has said yet');
    case 'unverified':
      return refused(unverified(drift.gap.code));
  }
}

/** What it would do to repositories that do not exist, nobody can show. */
function placeholderRemedy({ access: { principal, region }, template }: PlaceholderAccess): string {
  if (template !== undefined)
    return `take ${quoted(principal.name)} out of the policy of the creation template ${quoted(template)} of ${region} (aws ecr update-repository-creation-template)`;
  return `take ${quoted(principal.name)} out of the statement of the registry policy of ${region}, or narrow its Resource (aws ecr put-registry-policy)`;
}

function removal(search: Search, drift: GrantDrift): JudgedPlan {
  const { grant, everywhere } = drift;
  const narrowed = tightened(search, drift) ?? (drift.kind === 'forbidden' ? undefined : boundToMeant(search, drift));
  // A bound that binds nobody was meant to bind: it is corrected, and never taken away with what it was to bound.
  if (narrowed) return narrowed.kind === 'plan' ? narrowed : refused(`${bindingRemedy(grant)}: ${narrowed.why}`);
  return grantRemediation(search, {
    principal: grant.principal.name,
    capability: grant.capability,
    places: everywhere?.repositories ?? [grant],
    everywhere: everywhere?.region,
    forbiddenBy: drift.kind === 'forbidden' ? lineOf(drift.rule) : undefined,
  });
}

function unverified(code: string): string {
  if (code === MALFORMED) return 'correct the document by hand: what it was meant to say, nobody can tell';
  return 'let the auditor read the part and audit again';
}

function meantBy({ principal, region, repository }: Finding): Meant {
  const isWildcard = (text: string | null): boolean => text === '*';
  return {
    principal,
    isAt: (inRegion, name) => (isWildcard(region) || region === inRegion) && (isWildcard(repository) || repository === name),
  };
}
