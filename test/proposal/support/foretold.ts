// What a check says of a plan, and what two snapshots say was done, in the same words.
import { accessMatrix } from '../../../lib/access/matrix/matrix.ts';
import { checkProposal } from '../../../lib/check.ts';
import type { Grant } from '../../../lib/model/access.ts';
import { accessDifferences } from '../../../lib/proposal/difference/compare.ts';
import { changedGrants, differingGrants } from '../../../lib/proposal/difference/differing-grants.ts';
import { readPlan } from '../../../lib/proposal/terraform/plan.ts';
import type { ReadSources } from '../../../lib/proposal/terraform/source-reader.ts';
import { terraformProposal } from '../../../lib/proposal/terraform/terraform.ts';
import type { SnapshotFile } from '../../../lib/snapshot/schema.ts';
import { sourceOf } from './checked.ts';

export function foretold(file: SnapshotFile, value: unknown, sources?: ReadSources) {
  const reading = readPlan(value);
  if (reading.kind === 'problem') throw new Error(reading.reason);
  const source = sourceOf(file);
  const region = file.regions[0]?.region;
  const { result } = checkProposal(
    source,
    undefined,
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
    unresolved: [...new Set(result.head.unresolved.map(({ address }) => address))],
    assumed: result.head.changes.flatMap(({ assumed }) => assumed),
    result,
  };
}

export function happened(before: SnapshotFile, after: SnapshotFile) {
  const differences = accessDifferences(accessMatrix(sourceOf(before).snapshot), accessMatrix(sourceOf(after).snapshot));
  return {
    access: {
      gained: [...differingGrants(differences, 'gained')].map(lineOf),
      lost: [...differingGrants(differences, 'lost')].map(lineOf),
      changed: [...changedGrants(differences)].map((each) => lineOf(each.after)),
    },
  };
}

function lineOf({ principal, repository, capability, decision }: Grant): string {
  return line(principal.name, repository, capability, decision);
}

function line(principal: string, repository: string, capability: string, decision: string): string {
  return `${principal} ${capability} ${repository} ${decision}`;
}

interface OfPlan {
  readonly access: Readonly<Record<'gained' | 'lost' | 'changed', readonly string[]>>;
  readonly unresolved: readonly string[];
}

/** What of it is about one case, and about nothing of the `others`. */
export function ofCase({ access: { gained, lost, changed }, unresolved }: OfPlan, id: string, others: readonly string[] = []): OfPlan {
  const of = (lines: readonly string[]): readonly string[] =>
    lines.filter((each) => each.includes(id) && !others.some((other) => each.includes(other)));
  return { access: { gained: of(gained), lost: of(lost), changed: of(changed) }, unresolved: of(unresolved) };
}
