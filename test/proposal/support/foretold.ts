// What a check says of a plan, and what two snapshots say was done, in the same words.

import { accessMatrix } from '../../../lib/access/matrix/matrix.ts';
import { judgeSnapshot } from '../../../lib/audit.ts';
import { checkProposal } from '../../../lib/check.ts';
import type { Grant } from '../../../lib/model/access.ts';
import { accessDifferences } from '../../../lib/proposal/difference/compare.ts';
import { changedGrants, differingGrants } from '../../../lib/proposal/difference/differing-grants.ts';
import { readPlan } from '../../../lib/proposal/terraform/plan.ts';
import type { ReadSources } from '../../../lib/proposal/terraform/source-reader.ts';
import { terraformProposal } from '../../../lib/proposal/terraform/terraform.ts';
import type { FindingView } from '../../../lib/report/schema.ts';
import { findingView } from '../../../lib/report/view.ts';
import type { SnapshotFile } from '../../../lib/snapshot/schema.ts';
import { rules } from '../../support/audited.ts';
import { sourceOf } from './checked.ts';

export function foretold(file: SnapshotFile, value: unknown, sources?: ReadSources) {
  const reading = readPlan(value);
  if (reading.kind === 'problem') throw new Error(reading.reason);
  const source = sourceOf(file);
  const region = file.regions[0]?.region;
  const { result } = checkProposal(
    source,
    BASELINE,
    terraformProposal(reading.plan, { partition: file.partition, account: file.account, region, sources }),
  );
  return {
    access: {
      gained: [...result.gained()].map(({ principal, repository, capability, decision }) =>
        line(principal, repository, capability, decision),
      ),
      lost: [...result.lost()].map(({ principal, repository, capability, decision }) => line(principal, repository, capability, decision)),
      changed: [...result.changed()].map(({ after: { principal, repository, capability, decision } }) =>
        line(principal, repository, capability, decision),
      ),
    },
    opened: result.head.opened.map(findingLine),
    resolved: result.head.resolved.map(findingLine),
    unresolved: [...new Set(result.head.unresolved.map(({ address }) => address))],
    assumed: result.head.changes.flatMap(({ assumed }) => assumed),
    result,
  };
}

/** What two audits say that was done. Who is new has the id and the name that a check gives him, so that ids of findings are those that were foretold. */
export function happened(before: SnapshotFile, after: SnapshotFile) {
  const foreseen = withProvisionalIds(before, withForeseenNames(after));
  const differences = accessDifferences(accessMatrix(sourceOf(before).snapshot), accessMatrix(sourceOf(foreseen).snapshot));
  const had = findingLines(before);
  const has = findingLines(foreseen);
  return {
    access: {
      gained: [...differingGrants(differences, 'gained')].map(lineOf),
      lost: [...differingGrants(differences, 'lost')].map(lineOf),
      changed: [...changedGrants(differences)].map((each) => lineOf(each.after)),
    },
    opened: has.filter((each) => !had.includes(each)),
    resolved: had.filter((each) => !has.includes(each)),
  };
}

/** What people would write for an account of these cases: some access that is meant, some that has to be, and some that must not be. */
const BASELINE = rules(`
  - id: everything
    repositories: [ "**" ]
    allow:
      - { principals: [ "arn:aws:iam::123456789012:role/?1*", "arn:aws:iam::123456789012:user/*" ], capabilities: [ list, pull ] }
      - { principals: [ "account:222222222222" ], capabilities: [ list, pull ] }
    require:
      - { principals: [ "arn:aws:iam::123456789012:role/c07" ], capabilities: [ push ] }
      - { principals: [ "arn:aws:iam::123456789012:role/c37?" ], capabilities: [ list ] }
    forbid:
      - { principals: [ public ], capabilities: [ any ] }
  - id: partners
    repositories: [ "c0?/**", "c4?/**", "s0?/**" ]
    forbid:
      - { principals: [ external ], capabilities: [ any ] }
`);

function findingLines(file: SnapshotFile): readonly string[] {
  const { findings } = judgeSnapshot(sourceOf(file).snapshot, BASELINE);
  return findings.filter(({ drift }) => drift.kind !== 'unverified').map((finding) => findingLine(findingView(finding)));
}

function findingLine({ id, code, severity, principal, repository, capability }: FindingView): string {
  return [id, code, severity, principal, capability, repository].join(' ');
}

/** Of a role that the provider has named by a prefix the address stands for the name. */
function withForeseenNames(after: SnapshotFile): SnapshotFile {
  const roles = after.identity.status === 'present' ? after.identity.value.RoleDetailList : [];
  const made = roles.flatMap(({ RoleName }) => (/-\d{20,}$/.test(RoleName) ? [RoleName] : []));
  const text = made.reduce((all, name) => all.replaceAll(name, `aws_iam_role.${name.replace(/-\d+$/, '')}`), JSON.stringify(after));
  return made.length === 0 ? after : JSON.parse(text);
}

function withProvisionalIds(before: SnapshotFile, after: SnapshotFile): SnapshotFile {
  if (before.identity.status !== 'present' || after.identity.status !== 'present') return after;
  const known = new Set([
    ...before.identity.value.UserDetailList.map(({ Arn, UserId }) => `${Arn} ${UserId}`),
    ...before.identity.value.RoleDetailList.map(({ Arn, RoleId }) => `${Arn} ${RoleId}`),
  ]);
  const { UserDetailList: users, RoleDetailList: roles } = after.identity.value;
  const value = {
    ...after.identity.value,
    UserDetailList: users.map((each) => (known.has(`${each.Arn} ${each.UserId}`) ? each : { ...each, UserId: `AIDA(${each.Arn})` })),
    RoleDetailList: roles.map((each) => (known.has(`${each.Arn} ${each.RoleId}`) ? each : { ...each, RoleId: `AROA(${each.Arn})` })),
  };
  return { ...after, identity: { status: 'present', value } };
}

function lineOf({ principal, repository, capability, decision }: Grant): string {
  return line(principal.name, repository, capability, decision);
}

function line(principal: string, repository: string, capability: string, decision: string): string {
  return `${principal} ${capability} ${repository} ${decision}`;
}

interface OfPlan {
  readonly access: Readonly<Record<'gained' | 'lost' | 'changed', readonly string[]>>;
  /** Findings, a line each. */
  readonly opened: readonly string[];
  readonly resolved: readonly string[];
  readonly unresolved: readonly string[];
}

/** What of it is about one case, and about nothing of the `others`. */
export function ofCase(
  { access: { gained, lost, changed }, opened, resolved, unresolved }: OfPlan,
  id: string,
  others: readonly string[] = [],
): OfPlan {
  const of = (lines: readonly string[]): readonly string[] =>
    lines.filter((each) => each.includes(id) && !others.some((other) => each.includes(other)));
  return {
    access: { gained: of(gained), lost: of(lost), changed: of(changed) },
    opened: of(opened),
    resolved: of(resolved),
    unresolved: of(unresolved),
  };
}
