// A proposed change as one straight function: a snapshot and a proposal in; the same product asked before and after, and the difference told.
import { followSnapshot, judgeFindings, untoldIn } from './audit.ts';
import { causesOf } from './findings/causes/causes.ts';
import type { Followed } from './lifecycle/follow.ts';
import { emptyState } from './lifecycle/state.ts';
import type { Grant } from './model/access.ts';
import type { Baseline } from './model/baseline.ts';
import type { Finding } from './model/finding.ts';
import { type PolicyRef, policyKey } from './model/policy-ref.ts';
import { SEVERITIES } from './model/severity.ts';
import type { ProposedChange, ProposedResource } from './proposal/change.ts';
import { type AccessDifferences, accessDifferences } from './proposal/difference/compare.ts';
import { differenceRows } from './proposal/difference/difference-rows.ts';
import { changedGrants, countDifferences, differingGrants } from './proposal/difference/differing-grants.ts';
import { isProvisional } from './proposal/identity-draft.ts';
import { type ManagedCopy, withCopies } from './proposal/managed-copy.ts';
import { overlay } from './proposal/overlay.ts';
import type { CheckResult } from './report/check-result.ts';
import { summaryOf } from './report/counts.ts';
import type { CheckedFindingView } from './report/schema.ts';
import { unreadView } from './report/unread-view.ts';
import { causeView, findingView, grantView } from './report/view.ts';
import type { SnapshotSource } from './snapshot/parse.ts';

/** What a check comes to. */
export interface Checked {
  readonly result: Omit<CheckResult, 'around'>;
  /** What the change makes, with its proof. */
  readonly opened: readonly Finding[];
  /** Whether everything was read, of the account and of the proposal. */
  readonly complete: boolean;
}

/** How a change is checked. */
export interface CheckTerms {
  /** Asked where the snapshot lacks policies of AWS. */
  readonly copy?: ManagedCopy | undefined;
  /** Of how many single accesses findings tell, before and after; of all that there is room for where it is left out. */
  readonly most?: number | undefined;
}

/** Judges the snapshot as it is and as it would be. What was wrong before and stays wrong is not told. */
export function checkProposal(
  given: SnapshotSource,
  baseline: Baseline | undefined,
  proposed: readonly ProposedResource[],
  { copy, most }: CheckTerms = {},
): Checked {
  const { source, proposal, gaps } = copy
    ? withCopies({ source: given, proposal: proposed }, copy)
    : { source: given, proposal: proposed, gaps: [] };
  const laid = overlay(source, proposal);
  const before = judgeFindings(source.snapshot, baseline, { most });
  const known = followSnapshot(before, emptyState(source.snapshot.account));
  const after = judgeFindings(laid.snapshot, baseline, { kinship: before.matrix.account, most });
  const followed = followSnapshot(after, known.state);
  const wasThere = untoldIn(before);
  const opened = openedBy(known.findings, followed).filter((each) => !wasThere(each));
  const resolved = resolvedBy(known.findings, followed);
  const differences = accessDifferences(before.matrix, after.matrix);
  const isWhole = before.coverage.complete && gaps.length === 0;
  const leftOut = Math.max(before.coverage.leftOut ?? 0, after.coverage.leftOut ?? 0);
  const complete = after.coverage.complete && isWhole && leftOut === 0 && laid.unresolved.length === 0;
  const addresses = addressesOf(proposal);
  const provisional = new Set(
    after.matrix.account.locals.flatMap(({ principal: { name, uniqueId } }) => (uniqueId && isProvisional(uniqueId) ? [name] : [])),
  );
  const openedViews = opened.map((finding): CheckedFindingView => checkedView(finding, { addresses, provisional }));
  const resolvedViews = resolved.map((finding): CheckedFindingView => findingView(finding));
  const counts = countDifferences(differences);
  const causes = causesOf(after.matrix.account, opened).map((cause) => causeView(cause, null));
  return {
    opened,
    complete,
    result: {
      head: {
        schemaVersion: 1,
        account: source.snapshot.account,
        base: { asOf: source.snapshot.collectedAt, complete: isWhole },
        complete,
        unread: [...after.coverage.unread, ...gaps].map(unreadView),
        ...(leftOut > 0 ? { leftOut } : {}),
        baseline: baseline ? { path: baseline.path, sha256: baseline.sha256 } : null,
        changes: proposal.map(({ address, what, action, assumed = [] }) => ({ address, what, action, assumed: [...assumed] })),
        unresolved: laid.unresolved.map(({ scope, ...part }) => ({ ...part, scope: { of: scope.of, names: [...scope.names] } })),
        opened: openedViews,
        resolved: resolvedViews,
        causes,
        summary: {
          ...{ changes: proposal.length, unresolved: laid.unresolved.length },
          ...counts,
          opened: summaryOf(openedViews).bySeverity,
          resolved: summaryOf(resolvedViews).bySeverity,
        },
      },
      ...grantsOfDifferences(differences),
      rows: differenceRows(differences),
      files: new Map(proposal.flatMap(({ address, file }) => (file === undefined ? [] : [[address, file] as const]))),
    },
  };
}

function grantsOfDifferences(differences: AccessDifferences): Pick<CheckResult, 'gained' | 'lost' | 'changed'> {
  return {
    *gained() {
      for (const grant of differingGrants(differences, 'gained')) yield* viewed(grant);
    },
    *lost() {
      for (const grant of differingGrants(differences, 'lost')) yield* viewed(grant);
    },
    *changed() {
      for (const { before, after } of changedGrants(differences)) {
        const [from, to] = [grantView(before), grantView(after)];
        if (from && to) yield { before: from, after: to };
      }
    },
  };
}

function viewed(grant: Grant) {
  const view = grantView(grant);
  return view ? [view] : [];
}

/** Open now, and not before or not so grave. What of the proposal was not read is told as unresolved. */
function openedBy(before: readonly Finding[], { findings }: Followed): readonly Finding[] {
  const had = new Map(before.filter(isOpen).map((finding) => [finding.id, finding]));
  return findings.filter((finding) => {
    const known = had.get(finding.id);
    return isOpen(finding) && finding.drift.kind !== 'unverified' && (!known || isGraver(finding, known));
  });
}

function isGraver(one: Finding, other: Finding): boolean {
  return SEVERITIES.indexOf(one.severity) > SEVERITIES.indexOf(other.severity);
}

/** Open before, and certainly over: what nobody can tell any more stays as it was. */
function resolvedBy(before: readonly Finding[], { findings, unseen }: Followed): readonly Finding[] {
  const open = new Set([...findings, ...unseen].filter(({ state }) => state === 'open').map(({ id }) => id));
  return before.filter((finding) => isOpen(finding) && finding.drift.kind !== 'unverified' && !open.has(finding.id));
}

function isOpen({ state }: Finding): boolean {
  return state === 'open';
}

interface Attribution {
  readonly addresses: AddressBook;
  /** Names of principals that AWS has given no id yet. */
  readonly provisional: ReadonlySet<string>;
}

function checkedView(finding: Finding, { addresses, provisional }: Attribution): CheckedFindingView {
  const view = findingView(finding);
  const from = addresses(finding);
  return {
    ...view,
    ...(from.length > 0 ? { addresses: [...from] } : {}),
    ...(finding.principal !== null && provisional.has(finding.principal) ? { provisional: true } : {}),
  };
}

/** The addresses of what a finding comes from, as far as it is told. */
type AddressBook = (finding: Finding) => readonly string[];

/** By the policy that grants; else by the repository or the principal. */
function addressesOf(proposal: readonly ProposedResource[]): AddressBook {
  const of = new Map<string, Set<string>>();
  for (const { address, changes } of proposal)
    for (const change of changes) for (const key of keysOf(change)) of.set(key, (of.get(key) ?? new Set()).add(address));
  const found = (keys: readonly string[]): readonly string[] => [...new Set(keys.flatMap((key) => [...(of.get(key) ?? [])]))].sort();
  return (finding) => {
    const { drift, region, repository, principal } = finding;
    const via = 'grant' in drift && typeof drift.grant === 'object' ? drift.grant.via : [];
    const byPolicy = found(via.map(({ policy }) => policyKey(policy)));
    if (byPolicy.length > 0) return byPolicy;
    return found([`repository ${region} ${repository}`, ...(principal === null ? [] : [`principal ${lastName(principal)}`])]);
  };
}

function lastName(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1).toLowerCase();
}

function keysOf(change: ProposedChange): readonly string[] {
  const ref = (policy: PolicyRef): string => policyKey(policy);
  switch (change.kind) {
    case 'repositoryPolicy': {
      const { region, repository } = change;
      return [ref({ kind: 'repository', region, repository }), `repository ${region} ${repository}`];
    }
    case 'repository':
    case 'noRepository':
      return [`repository ${change.region} ${change.name}`];
    case 'registryPolicy':
      return [ref({ kind: 'registry', region: change.region })];
    case 'inlinePolicy': {
      const { owner, name } = change;
      return [ref({ kind: 'inline', owner, name }), `principal ${owner.name.toLowerCase()}`];
    }
    case 'managedPolicy':
      return [ref({ kind: 'managed', arn: change.arn })];
    case 'attachment':
    case 'onlyAttachments':
    case 'onlyInlinePolicies':
    case 'boundary':
      return [`principal ${change.owner.name.toLowerCase()}`];
    case 'attachedOnlyTo':
      return [ref({ kind: 'managed', arn: change.arn })];
    case 'membership':
      return [`principal ${change.user.toLowerCase()}`];
    case 'renamed':
      return [`principal ${change.to.toLowerCase()}`];
    case 'principal':
    case 'noPrincipal':
      return [`principal ${change.principal.name.toLowerCase()}`];
    default:
      return [];
  }
}
