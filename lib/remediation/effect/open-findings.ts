// Which grants are somebody's finding. A grant that no open finding reports is expected, and a remediation leaves it as it is.

import { hasPlace } from '../../access/classes/places.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import { groupBy } from '../../collections/group-by.ts';
import { memoize } from '../../collections/memoize.ts';
import type { IsExpected } from '../../drift/cell/expected.ts';
import { placesOf } from '../../drift/drift-places.ts';
import { CAPABILITY_ACTIONS } from '../../ecr/capabilities.ts';
import { isCapability, type Places } from '../../model/access.ts';
import type { MissingAccess, PolicyFinding, RuleRef } from '../../model/drift.ts';
import type { Finding } from '../../model/finding.ts';
import type { FindingId } from '../../model/ids.ts';
import { placeKey } from '../../model/ids.ts';
import { policyKey } from '../../model/policy-ref.ts';
import type { Repository } from '../../model/snapshot.ts';
import { type Edit, refOf } from '../policy/edit.ts';
import type { AccessEffect, NamedGrant } from './effect.ts';
import { isOfGrant, type Removed, type ReportedBy, type ReportedGrant, removedFindings } from './removed-findings.ts';

export interface OpenFindings {
  /** The one that is to end. */
  readonly target: FindingId;
  /** All that are to end: whatever happens to them disturbs nobody. */
  readonly targets: ReadonlySet<FindingId>;
  readonly ending: readonly Finding[];
  readonly findings: readonly Finding[];
  /** No open finding reports it. */
  readonly isExpected: (grant: NamedGrant) => boolean;
  /** The same, or it is meant to be there under other conditions. */
  readonly isMeant: (grant: NamedGrant) => boolean;
  /** The open findings that report it. */
  readonly findingsOf: (grant: NamedGrant) => readonly Finding[];
  /** The line of the baseline that forbids it. */
  readonly forbiddenBy: (grant: NamedGrant) => string | undefined;
  /** What an effect does to findings of access; undefined where one that is not to end would mean something else. */
  readonly removedBy: (effect: AccessEffect) => Removed | undefined;
  /** The findings of access that the policy gives. */
  readonly givenBy: (edit: Edit) => readonly FindingId[];
  readonly missing: readonly { readonly id: FindingId; readonly missing: MissingAccess }[];
  /** Those about access to come. */
  readonly coming: readonly Finding[];
  /** Those about policies, the one that is to end among them. */
  readonly policyFindings: readonly { readonly id: FindingId; readonly finding: PolicyFinding }[];
}

/**
 * The open findings, and what they report; the one that is to end counts as open whatever its state. `isUntold`: whether a grant drifts all the same
 * of which no finding tells. `along`: others that are to end too.
 */
export function openFindings(
  all: readonly Finding[],
  isExpected: IsExpected,
  isUntold: (grant: NamedGrant) => boolean = () => false,
): (target: Finding, along?: readonly Finding[]) => OpenFindings {
  const opened = indexed(
    all.filter(({ state }) => state === 'open'),
    isExpected,
  );
  const wide = all.filter((finding) => finding.state !== 'resolved' && isWide(finding));
  return (target, along = []) => {
    const ending = [target, ...along.filter(({ id }) => id !== target.id)];
    const reopened = ending.filter(({ state }) => state !== 'open');
    const index = reopened.length === 0 ? opened : indexed([...reopened, ...opened.findings], isExpected);
    const { reportsOf } = index;
    const targets = new Set(ending.map(({ id }) => id));
    const findingsOf = (grant: NamedGrant): readonly Finding[] => reportsOf(grant).map(({ finding }) => finding);
    const isWithout = (grant: NamedGrant): boolean => reportsOf(grant).length === 0 && isUntold(grant);
    return {
      ...index,
      target: target.id,
      targets,
      ending,
      isExpected: (grant) => reportsOf(grant).length === 0 && !isUntold(grant),
      isMeant: (grant) =>
        !isWithout(grant) && findingsOf(grant).every(({ drift }) => drift.kind === 'weakened' && drift.rule.expired === undefined),
      findingsOf,
      forbiddenBy: (grant) => findingsOf(grant).flatMap(({ drift }) => (drift.kind === 'forbidden' ? [lineOf(drift.rule)] : []))[0],
      removedBy: (effect) =>
        removedFindings(effect, {
          reportsOf,
          wide: [...wide, ...reopened.filter((each) => each.state === 'resolved' && isWide(each))],
          targets,
        }),
    };
  };
}

function isWide({ drift }: Finding): boolean {
  return 'everywhere' in drift && drift.everywhere !== undefined;
}

type Indexed = Pick<OpenFindings, 'findings' | 'givenBy' | 'missing' | 'coming' | 'policyFindings'> & { readonly reportsOf: ReportedBy };

function indexed(findings: readonly Finding[], isExpected: IsExpected): Indexed {
  return {
    findings,
    reportsOf: reportsAmong(findings, isExpected),
    givenBy: givenAmong(findings),
    missing: findings.flatMap(({ id, drift }) => (drift.kind === 'missing' ? [{ id, missing: drift }] : [])),
    coming: findings.filter(({ drift }) => drift.kind === 'coming'),
    policyFindings: findings.flatMap(({ id, drift }) => (drift.kind === 'hygiene' ? [{ id, finding: drift }] : [])),
  };
}

/** What reports the grants of one principal and one capability: most findings are about one place, others about nearly all there are. */
interface Reports {
  readonly byPlace: Map<string, ReportedGrant[]>;
  readonly wide: ReportedGrant[];
}

function reportsAmong(findings: readonly Finding[], isExpected: IsExpected): ReportedBy {
  const byPrincipal = new Map<string, Finding[]>();
  for (const finding of findings) {
    if (isOfGrant(finding.drift)) getOrCreate(byPrincipal, finding.drift.grant.principal.name, () => []).push(finding);
  }
  // Few principals are asked about, and there are many findings.
  const reportsFor = memoize((principal: string) => reportsByCapability(byPrincipal.get(principal) ?? []));
  const unmanaged = new Map(findings.flatMap(repositoryReports));
  const crowdNames = new Set([...byPrincipal.keys()].filter((principal) => CROWD.test(principal)));
  const ofCrowds = crowdNames.size === 0 ? [] : findings.filter(({ principal }) => principal !== null && crowdNames.has(principal));
  const crowds = groupBy(ofCrowds.flatMap(crowdReports), ({ key }) => key);
  return ({ subject, capability, repository }) => {
    const { principal } = subject;
    const reports = reportsFor(principal.name).get(capability);
    const place = placeOf(repository);
    const named = reports?.byPlace.get(place) ?? NO_REPORTS;
    const wide = reports?.wide.filter(({ isAbout }) => isAbout(repository)) ?? NO_REPORTS;
    const found = wide.length === 0 ? named : [...named, ...wide];
    if (found.length > 0 || principal.class !== 'same-account' || !isCapability(capability)) return found;
    const sum = unmanaged.get(place);
    if (sum) return [sum];
    const around = crowds.get(crowdKey(place, capability)) ?? NO_REPORTS;
    return around.length === 0 || isExpected({ subject, repository, capability, actions: CAPABILITY_ACTIONS[capability] }) ? [] : around;
  };
}

function reportsByCapability(findings: readonly Finding[]): ReadonlyMap<string, Reports> {
  const byCapability = new Map<string, Reports>();
  for (const finding of findings) {
    const { drift } = finding;
    if (!isOfGrant(drift)) continue;
    const { region, repository, capability } = drift.grant;
    const { byPlace, wide } = getOrCreate(byCapability, capability, (): Reports => ({ byPlace: new Map(), wide: [] }));
    const report = reportOf(finding, placesOf(drift));
    if (drift.everywhere) wide.push(report);
    else getOrCreate(byPlace, placeKey(region, repository), () => []).push(report);
  }
  return byCapability;
}

function reportOf(finding: Finding, places: Places): ReportedGrant {
  return { finding, size: places.count, isAbout: (repository) => hasPlace(places, placeOf(repository)), isSum: false };
}

/** Everybody, or everybody in an organization or a unit. */
const CROWD = /^(\*$|org:|ou:)/;

/** The account's own principals who come in with everybody are reported by the finding about everybody, and by no other. */
function crowdReports(finding: Finding): readonly (ReportedGrant & { readonly key: string })[] {
  const { drift } = finding;
  if (!isOfGrant(drift)) return [];
  const { region: inRegion, repository, capability } = drift.grant;
  const isAbout = ({ region, name }: Repository): boolean => region === inRegion && name === repository;
  const key = crowdKey(placeKey(inRegion, repository), capability);
  return [{ finding, key, size: Number.POSITIVE_INFINITY, isAbout, isSum: true }];
}

function crowdKey(place: string, capability: string): string {
  return `${capability} ${place}`;
}

function givenAmong(findings: readonly Finding[]): OpenFindings['givenBy'] {
  // Few changes ask, and there are many findings.
  let byPolicy: ReadonlyMap<string, readonly FindingId[]> | undefined;
  return (edit) => {
    byPolicy ??= idsByPolicy(findings);
    return byPolicy.get(policyKey(refOf(edit))) ?? [];
  };
}

function idsByPolicy(findings: readonly Finding[]): ReadonlyMap<string, readonly FindingId[]> {
  const ids = new Map<string, FindingId[]>();
  for (const { id, drift } of findings) {
    if (isOfGrant(drift)) for (const { policy } of drift.grant.via) getOrCreate(ids, policyKey(policy), () => []).push(id);
  }
  return ids;
}

function repositoryReports(finding: Finding): readonly (readonly [string, ReportedGrant])[] {
  const { drift } = finding;
  if (drift.kind !== 'unmanaged') return [];
  return [[placeKey(drift.region, drift.repository), { finding, size: drift.grants, isAbout: () => true, isSum: true }]];
}

/** Where a rule is written: `file:line`. */
export function lineOf({ at }: RuleRef): string {
  return `${at.file}:${at.line}`;
}

const NO_REPORTS: readonly ReportedGrant[] = [];
const PLACES = new WeakMap<Repository, string>();

/** Asked for in every cell. */
function placeOf(repository: Repository): string {
  return getOrCreate(PLACES, repository, () => placeKey(repository.region, repository.name));
}
