// What a mend promises, as problems: it removes its finding and those that it names, and touches nothing that is expected.

import { possible } from '../../lib/access/cell/action-formulas.ts';
import { eachPlace } from '../../lib/access/classes/places.ts';
import { repositoriesOf } from '../../lib/access/classes/repository-classes.ts';
import { grantsOf } from '../../lib/access/matrix/grants.ts';
import { type Judged, judgeSnapshot } from '../../lib/audit.ts';
import { getOrCreate } from '../../lib/collections/get-or-create.ts';
import { cellIntent } from '../../lib/drift/cell/cell-intent.ts';
import { placesOf } from '../../lib/drift/drift-places.ts';
import { ECR_ACTIONS } from '../../lib/ecr/actions.ts';
import { CAPABILITY_ACTIONS } from '../../lib/ecr/capabilities.ts';
import { causesOf } from '../../lib/findings/causes/causes.ts';
import { CAPABILITIES, type Grant } from '../../lib/model/access.ts';
import type { Baseline } from '../../lib/model/baseline.ts';
import type { Cause } from '../../lib/model/cause.ts';
import { reasonKey } from '../../lib/model/decision.ts';
import type { Finding } from '../../lib/model/finding.ts';
import { bitsOf, difference, emptyMask, intersection, isEmpty, union } from '../../lib/policy/logic/mask.ts';
import { cellsOf } from '../../lib/remediation/effect/cells.ts';
import { causeRemediations, hasUntold, type Remediation, UNBOUNDED } from '../../lib/remediation/remediation.ts';
import { readSnapshot } from '../../lib/snapshot/parse.ts';
import { applyMend } from './apply-remediation.ts';
import { remediationsOf } from './lone-cause.ts';

/** Which findings are put to the test: every so many of them. */
export interface Sample {
  readonly from: number;
  readonly step: number;
}

/** One line for each promise that is broken. */
export function brokenPromises(file: unknown, baseline: Baseline, { from, step }: Sample = { from: 0, step: 1 }): readonly string[] {
  const before = judged(file, baseline);
  const mendOf = remediationsOf(before);
  const sample = before.findings.filter((_, position) => position % step === from % step);
  return sample.flatMap((finding) => {
    const offered = mendOf(finding);
    if (offered.kind === 'none') return [];
    const after = judged(applyMend(file, offered), baseline);
    const problems = problemsOf({ before, after, targets: [finding], offered });
    return problems.map((problem) => `${finding.id} ${finding.code} ${finding.message}: ${problem}`);
  });
}

/** The same of causes: all that is open of one ends, but for what the remediation says it leaves. */
export function brokenByCauses(
  file: unknown,
  baseline: Baseline,
  isAsked: (cause: Cause, position: number) => boolean = () => true,
): readonly string[] {
  const before = judged(file, baseline);
  const remediationOf = causeRemediations(before, UNBOUNDED);
  const causes = causesOf(before.matrix.account, before.findings).filter(isAsked);
  return causes.flatMap((cause) => {
    const { id, message, findings } = cause;
    const offered = remediationOf(cause);
    if (offered.kind === 'none') return [];
    const after = judged(applyMend(file, offered), baseline);
    const problems = problemsOf({ before, after, targets: findings, offered });
    return problems.map((problem) => `${id} of ${findings.length} (${message}): ${problem}`);
  });
}

/** The same where findings tell of a part of what drifts: what they tell of ends, and nothing goes that is expected. */
export function brokenInPart(file: unknown, baseline: Baseline, most: number): readonly string[] {
  const [part, whole] = [judged(file, baseline, most), judged(file, baseline)];
  const remediationOf = causeRemediations({ ...part, hasUntold: hasUntold(part.coverage, baseline) }, UNBOUNDED);
  return causesOf(part.matrix.account, part.findings).flatMap((cause) => {
    const offered = remediationOf(cause);
    if (offered.kind === 'none') return [];
    const after = judged(applyMend(file, offered), baseline);
    const left = new Set([...offered.leaves, ...after.findings.map(({ id }) => id)]);
    const problems = [
      ...cause.findings.filter(({ id }) => left.has(id) && !offered.leaves.includes(id)).map(({ id }) => `${id} is still there`),
      ...changedGrants(whole, after),
      ...takenAllowed(whole, after),
      ...weakenedGone(whole, after),
    ];
    return problems.map((problem) => `${cause.id} (${cause.message}): ${problem}`);
  });
}

function judged(file: unknown, baseline: Baseline, most?: number): Judged {
  const reading = readSnapshot(JSON.stringify(file));
  if (reading.kind === 'problem') throw new Error(reading.reason);
  return judgeSnapshot(reading.snapshot, baseline, { most });
}

interface Mended {
  readonly before: Judged;
  readonly after: Judged;
  /** What is to end. */
  readonly targets: readonly Finding[];
  readonly offered: Extract<Remediation, { kind: 'change' }>;
}

function problemsOf({ before, after, targets, offered }: Mended): readonly string[] {
  const had = new Map(before.findings.map((each) => [each.id, each]));
  const has = new Map(after.findings.map((each) => [each.id, each]));
  const also = new Set<string>(offered.alsoRemoves);
  const leaves = new Set<string>(offered.leaves);
  const ends = targets.filter(({ id }) => !leaves.has(id));
  const ending = new Set(ends.map(({ id }) => id));
  const gone = [...had.keys()].filter((id) => !has.has(id) && !ending.has(id));
  const again = before.findings.filter(({ id }) => offered.warnings.some((text) => text.startsWith(`${id} is `)));
  const unlocks = offered.warnings.some((text) => text.startsWith('with the token come'));
  const named = offered.warnings.flatMap((text) => /^`(.+)` is told by itself /.exec(text)?.[1] ?? []);
  const isStale = offered.warnings.some((text) => text.endsWith('(ECRD-405)'));
  const isForeseen = (each: Finding): boolean =>
    (isStale && each.code === 'ECRD-405') ||
    again.some((old) => isSame(old, each)) ||
    offered.warnings.includes(`${each.code} is told afterwards: ${each.message}`) ||
    ('grant' in each.drift && named.includes(each.principal ?? '')) ||
    (unlocks && targets.some(({ principal }) => each.principal === principal) && 'grant' in each.drift);
  const fresh = after.findings.filter((each) => !had.has(each.id) && !isForeseen(each));
  return [
    ...(ends.length === 0 ? ['ends nothing'] : []),
    ...ends.filter(({ id }) => has.has(id)).map(({ id, message }) => `${id} is still there: ${message}`),
    ...gone.filter((id) => !also.has(id)).map((id) => `also removes ${id} ${had.get(id)?.code}: ${had.get(id)?.message}`),
    ...[...also].filter((id) => has.has(id as Finding['id'])).map((id) => `does not remove ${id}, which it names`),
    ...fresh.map(({ code, message }) => `adds ${code}: ${message}`),
    ...changedGrants(before, after),
    ...takenAllowed(before, after),
    ...weakenedGone(before, after),
    ...ends.filter(({ principal }) => principal === '*').flatMap((each) => leftToEverybody(each, before, after)),
  ];
}

/** Whatever a command does to a policy, single actions that the baseline allows stay, but for those of what it forbids. */
function takenAllowed(before: Judged, after: Judged): readonly string[] {
  const { account } = before.matrix;
  const terms = cellIntent(before.baseline, account.ground, account.snapshot.collectedAt);
  const forbidden = before.findings.filter(({ drift }) => drift.kind === 'forbidden');
  const [had, has] = [cellsOf(before.matrix), cellsOf(after.matrix)];
  const fresh = new Map(after.matrix.account.locals.map((subject) => [subject.principal.name, subject]));
  const places = new Map(repositoriesOf(after.matrix.account).map((repository) => [repository.arn, repository]));
  return repositoriesOf(account).flatMap((repository) =>
    account.locals.flatMap((subject) => {
      const [who, place] = [fresh.get(subject.principal.name), places.get(repository.arn)];
      if (!who || !place) return [];
      const lost = difference(possible(had.at(subject, repository).granted), possible(has.at(who, place).granted));
      if (isEmpty(lost)) return [];
      const isAbout = ({ principal, region, repository: name }: Finding): boolean =>
        principal === subject.principal.name &&
        [repository.region, '*'].includes(region ?? '') &&
        [repository.name, '*'].includes(name ?? '');
      const against = forbidden.filter(isAbout).flatMap(({ capability }) => CAPABILITIES.filter((each) => each === capability));
      const theirs = against.reduce((mask, each) => union(mask, CAPABILITY_ACTIONS[each]), emptyMask());
      const allowed = difference(intersection(lost, terms.allowed(account, { subject, repository })), theirs);
      return bitsOf(allowed).map(
        (bit) => `takes ${ECR_ACTIONS[bit]} from ${subject.principal.name} on ${repository.name}, which is allowed`,
      );
    }),
  );
}

/** What is meant to be there under a condition is there after any mend. */
function weakenedGone(before: Judged, after: Judged): readonly string[] {
  const now = new Set(grantsOf(after.matrix).map(keyOf));
  return before.findings.flatMap(({ drift }) => {
    if (drift.kind !== 'weakened' || drift.rule.expired || now.has(keyOf(drift.grant))) return [];
    return [`takes ${keyOf(drift.grant)} away, which is meant under a condition`];
  });
}

/** One statement that gives everybody something is one mistake: nothing of it is left that is a finding. */
function leftToEverybody({ drift }: Finding, before: Judged, after: Judged): readonly string[] {
  if (!('grant' in drift)) return [];
  const { region, repository, via } = drift.grant;
  const left = new Set(after.findings.map(({ id }) => id));
  const others = before.findings.filter((each) => {
    const same = 'grant' in each.drift && each.principal === '*' && each.region === region && each.repository === repository;
    return same && 'grant' in each.drift && JSON.stringify(each.drift.grant.via) === JSON.stringify(via);
  });
  return others.filter(({ id }) => left.has(id)).map(({ message }) => `leaves what the same statement gives: ${message}`);
}

/** The same fact of the statement as it is now, the same grant under the other code, or what stays of a grant on everything. */
function isSame(old: Finding, fresh: Finding): boolean {
  const isGrant =
    'grant' in old.drift && 'grant' in fresh.drift && old.principal === fresh.principal && old.capability === fresh.capability;
  if (isGrant && old.repository === '*') return true;
  if (old.region !== fresh.region || old.repository !== fresh.repository) return false;
  return old.code === fresh.code || isGrant;
}

function changedGrants(before: Judged, after: Judged): readonly string[] {
  const told = toldBy(before.findings);
  const now = new Map(grantsOf(after.matrix).map((grant) => [keyOf(grant), proofOf(grant)]));
  const expected = grantsOf(before.matrix).filter((grant) => grant.decision !== 'unknown' && !told(grant));
  const isUnchanged = (grant: Grant): boolean =>
    now.get(keyOf(grant)) === proofOf(grant) || (isOutsider(grant) && groupsOf(grant).some((name) => now.has(keyOf(renamed(grant, name)))));
  return expected.filter((grant) => !isUnchanged(grant)).map((grant) => `changes expected ${keyOf(grant)}`);
}

/** An outsider whom no statement names any more has what all of its account, unit or organization have, or everybody, and is not listed. */
function isOutsider({ principal }: Grant): boolean {
  return principal.class !== 'same-account' && principal.class !== 'service-linked';
}

function groupsOf({ principal: { account, organizationPath } }: Grant): readonly string[] {
  const [organization, ...units] = (organizationPath ?? '').split('/').filter((part) => part !== '');
  const ofUnits = units.map((_, depth) => `ou:${[organization, ...units.slice(0, depth + 1)].join('/')}/`);
  return ['*', ...(account === undefined ? [] : [`account:${account}`]), ...(organization ? [`org:${organization}`, ...ofUnits] : [])];
}

function renamed(grant: Grant, name: string): Grant {
  return { ...grant, principal: { ...grant.principal, name } };
}

/** A grant that no finding tells of is expected. */
function toldBy(findings: readonly Finding[]): (grant: Grant) => boolean {
  const grants = new Set<string>();
  const unmanaged = new Set<string>();
  const crowds = new Map<string, ReadonlySet<string>[]>();
  for (const { drift } of findings) {
    if (drift.kind === 'unmanaged') unmanaged.add(`${drift.region} ${drift.repository}`);
    if (!('grant' in drift)) continue;
    for (const place of eachPlace(placesOf(drift))) grants.add(keyOf({ ...drift.grant, ...place }));
    if (CROWD.test(drift.grant.principal.name))
      getOrCreate(crowds, keyOf(renamed(drift.grant, 'crowd')), () => []).push(new Set(drift.grant.via.map(reasonKey)));
  }
  // The account's own principals who come in with everybody are told by everybody.
  const isOfCrowd = (grant: Grant): boolean =>
    (crowds.get(keyOf(renamed(grant, 'crowd'))) ?? []).some((via) => grant.via.every((reason) => via.has(reasonKey(reason))));
  return (grant) =>
    grants.has(keyOf(grant)) ||
    (grant.principal.class === 'same-account' && (unmanaged.has(`${grant.region} ${grant.repository}`) || isOfCrowd(grant)));
}

const CROWD = /^(\*$|org:|ou:)/;

function keyOf({ region, repository, principal, capability }: Grant): string {
  return [principal.name, capability, repository, region].join(' ');
}

/** The decision and what it depends on, wherever that is written. */
function proofOf({ decision, conditions }: Grant): string {
  const texts = conditions.map((each) => {
    return 'account' in each ? each.account : JSON.stringify([each.effect, each.operator, each.key, each.values]);
  });
  return [decision, ...[...new Set(texts)].sort()].join(' ');
}
