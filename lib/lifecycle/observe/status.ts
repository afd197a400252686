// Whether the access that a finding was about is still there, whatever the baseline says of it now.

import type { Account } from '../../access/account/account.ts';
import type { Subject } from '../../access/account/subjects.ts';
import { accountWideGrants } from '../../access/cell/account-wide.ts';
import { actionDecision, type GrantDecision, type Outcome } from '../../access/cell/outcome.ts';
import type { AccessMatrix } from '../../access/matrix/matrix.ts';
import { groupBy } from '../../collections/group-by.ts';
import { membersOf } from '../../collections/subset.ts';
import { actionBit } from '../../ecr/actions.ts';
import { isCapability } from '../../model/access.ts';
import type { FindingId } from '../../model/ids.ts';
import { placeKey } from '../../model/ids.ts';
import type { Observed } from '../../model/state.ts';

/** The decisions on the cells of each finding; without access anywhere there are none. One pass over the matrix. */
export function statusOf(matrix: AccessMatrix, wanted: readonly Observed[]): ReadonlyMap<FindingId, ReadonlySet<GrantDecision>> {
  const decisions = new Map(wanted.map(({ id }) => [id, new Set<GrantDecision>()]));
  if (wanted.length === 0) return decisions;
  const numbersOf = numbering(matrix);
  const cells = wanted.map((finding): Cells => ({ finding, classes: numbersOf(finding) }));
  const byPrincipal = groupBy(cells, ({ finding: { principalId, principal } }) => principalId ?? principal ?? ANYBODY);
  for (const { subjects, classes, outcome } of matrix.alike()) {
    const asking = askedOf(byPrincipal, membersOf(subjects));
    const here = new Set(asking.length > 0 ? membersOf(classes) : []);
    for (const { finding, classes: asked } of asking) {
      const decision = asked.some((number) => here.has(number)) ? decisionOn(outcome, finding.capability) : undefined;
      if (decision) decisions.get(finding.id)?.add(decision);
    }
  }
  return decisions;
}

interface Cells {
  readonly finding: Observed;
  /** Positions in `repositoryClasses` of the matrix. */
  readonly classes: readonly number[];
}

/** Findings that name nobody are about the account's own principals. */
const ANYBODY = '';

function askedOf(byPrincipal: ReadonlyMap<string, readonly Cells[]>, subjects: readonly Subject[]): readonly Cells[] {
  const asked: Cells[] = [];
  for (const { principal } of subjects) {
    const named = byPrincipal.get(principal.uniqueId ?? principal.name);
    if (named) asked.push(...named);
  }
  const anybody = byPrincipal.get(ANYBODY);
  return anybody && subjects.some(({ principal }) => principal.class === 'same-account') ? [...asked, ...anybody] : asked;
}

/** The class of a finding's repository, or all those where a grant on everything may reach. */
function numbering({ repositoryClasses }: AccessMatrix): (finding: Observed) => readonly number[] {
  const single = new Map(
    repositoryClasses.flatMap(({ members }, number) => members.map(({ region, name }) => [placeKey(region, name), number] as const)),
  );
  return ({ region, repository }) => {
    if (region === null || repository === null) return [];
    if (repository !== '*') return [single.get(placeKey(region, repository)) ?? []].flat();
    return repositoryClasses.flatMap(({ representative }, number) => (region === '*' || representative.region === region ? [number] : []));
  };
}

/** Without a capability, whether there is any. */
function decisionOn(outcome: Outcome, capability: string | null): GrantDecision | undefined {
  const { capabilities } = outcome;
  if (capability === null) return (capabilities.find(({ decision }) => decision !== 'unknown') ?? capabilities[0])?.decision;
  if (isCapability(capability)) return capabilities.find((each) => each.capability === capability)?.decision;
  const bit = actionBit(capability);
  return bit === undefined ? undefined : actionDecision(outcome, bit);
}

/** Whether the principal's own policies still give the capability on every repository, in one of `regions` at least. */
export function isGivenEverywhere(account: Account, finding: Observed, regions: readonly string[]): boolean {
  const { principalId, capability, region } = finding;
  const subject = account.locals.find(({ principal }) => principal.uniqueId === principalId);
  if (!subject || capability === null || !isCapability(capability)) return false;
  const reach = accountWideGrants(account, subject);
  return [...regions, ...finding.regions].some((each) => reach(each, capability) === region);
}
