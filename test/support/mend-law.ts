// What a mend promises, as problems: it removes its finding and those that it names, and touches nothing that is expected.
import { grantsOf } from '../../lib/access/grants.ts';
import { type Judged, judgeSnapshot } from '../../lib/audit.ts';
import { type Mend, mendsOf } from '../../lib/findings/mend/mend.ts';
import type { Grant } from '../../lib/model/access.ts';
import type { Baseline } from '../../lib/model/baseline.ts';
import type { Finding } from '../../lib/model/finding.ts';
import { readSnapshot } from '../../lib/snapshot/parse.ts';
import { applyMend } from './apply-mend.ts';

/** Which findings are put to the test: every so many of them. */
export interface Sample {
  readonly from: number;
  readonly step: number;
}

/** One line for each promise that is broken. */
export function brokenPromises(file: unknown, baseline: Baseline, { from, step }: Sample = { from: 0, step: 1 }): readonly string[] {
  const before = judged(file, baseline);
  const mendOf = mendsOf(before);
  const sample = before.findings.filter((_, position) => position % step === from % step);
  return sample.flatMap((finding) => {
    const offered = mendOf(finding);
    if (offered.kind === 'none') return [];
    const after = judged(applyMend(file, offered), baseline);
    return problemsOf({ before, after, finding, offered }).map((problem) => `${finding.id} ${finding.code} ${finding.message}: ${problem}`);
  });
}

function judged(file: unknown, baseline: Baseline): Judged {
  const reading = readSnapshot(JSON.stringify(file));
  if (reading.kind === 'problem') throw new Error(reading.reason);
  return judgeSnapshot(reading.snapshot, baseline);
}

interface Mended {
  readonly before: Judged;
  readonly after: Judged;
  readonly finding: Finding;
  readonly offered: Extract<Mend, { kind: 'change' }>;
}

function problemsOf({ before, after, finding, offered }: Mended): readonly string[] {
  const had = new Map(before.findings.map((each) => [each.id, each]));
  const has = new Map(after.findings.map((each) => [each.id, each]));
  const named = new Set<string>(offered.alsoRemoves);
  const gone = [...had.keys()].filter((id) => !has.has(id) && id !== finding.id);
  const again = before.findings.filter(({ id }) => offered.warnings.some((text) => text.startsWith(`${id} is `)));
  const unlocks = offered.warnings.some((text) => text.startsWith('with the token come'));
  const isStale = offered.warnings.some((text) => text.endsWith('(ECRD-405)'));
  const isForeseen = (each: Finding): boolean =>
    (isStale && each.code === 'ECRD-405') ||
    again.some((old) => isSame(old, each)) ||
    offered.warnings.includes(`${each.code} is told afterwards: ${each.message}`) ||
    (unlocks && each.principal === finding.principal && 'grant' in each.drift);
  const fresh = after.findings.filter((each) => !had.has(each.id) && !isForeseen(each));
  return [
    ...(has.has(finding.id) ? ['is still there'] : []),
    ...gone.filter((id) => !named.has(id)).map((id) => `also removes ${id} ${had.get(id)?.code}: ${had.get(id)?.message}`),
    ...[...named].filter((id) => has.has(id as Finding['id'])).map((id) => `does not remove ${id}, which it names`),
    ...fresh.map(({ code, message }) => `adds ${code}: ${message}`),
    ...changedGrants(before, after),
  ];
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

/** An outsider whom no statement names any more has what all of its account have, or everybody, and is not listed. */
function isOutsider({ principal }: Grant): boolean {
  return principal.class !== 'same-account' && principal.class !== 'service-linked';
}

function groupsOf({ principal: { account } }: Grant): readonly string[] {
  return account === undefined ? ['*'] : ['*', `account:${account}`];
}

function renamed(grant: Grant, name: string): Grant {
  return { ...grant, principal: { ...grant.principal, name } };
}

/** A grant that no finding tells of is expected. */
function toldBy(findings: readonly Finding[]): (grant: Grant) => boolean {
  const grants = new Set<string>();
  const unmanaged = new Set<string>();
  for (const { drift } of findings) {
    if (drift.kind === 'unmanaged') unmanaged.add(`${drift.region} ${drift.repository}`);
    if (!('grant' in drift)) continue;
    for (const place of drift.everywhere?.repositories ?? [drift.grant]) grants.add(keyOf({ ...drift.grant, ...place }));
  }
  return (grant) =>
    grants.has(keyOf(grant)) || (grant.principal.class === 'same-account' && unmanaged.has(`${grant.region} ${grant.repository}`));
}

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
