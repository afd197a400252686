// What is ended in one step: everything that a principal has in the same places, or one finding.
import { placesDigest } from '../access/classes/places.ts';
import { groupBy } from '../collections/group-by.ts';
import type { GrantDrift } from '../model/drift.ts';
import type { Finding } from '../model/finding.ts';
import { isLoose } from '../policy/condition/loose.ts';
import type { JudgedPlan, Search } from './effect/plan.ts';
import { isOfGrant } from './effect/removed-findings.ts';
import { planFor, unwantedOf } from './finding-plan.ts';
import { grantRemediation } from './grant.ts';

export interface Unit {
  readonly findings: readonly Finding[];
  /** For the account as `search` has it. */
  readonly plan: (search: Search) => JudgedPlan;
}

/** The findings in steps: what everybody has comes first, because the others often have it as some of all; policies come last. */
export function unitsOf(findings: readonly Finding[]): readonly Unit[] {
  const groups = [...groupBy(findings, keyOf).values()];
  return groups.toSorted((a, b) => orderOf(a) - orderOf(b)).flatMap(unitOf);
}

function unitOf(findings: readonly Finding[]): readonly Unit[] {
  const [first, ...others] = findings;
  if (!first) return [];
  const { drift } = first;
  const plan = (search: Search): JudgedPlan => {
    if (others.length === 0 || !isOfGrant(drift)) return planFor({ ...search, open: { ...search.open, target: first.id } }, drift);
    const open = { ...search.open, target: first.id };
    return grantRemediation(
      { ...search, open },
      { ...unwantedOf(drift), capabilities: [drift.grant.capability, ...others.flatMap(capabilityOf)] },
    );
  };
  return [{ findings, plan }];
}

function capabilityOf({ drift }: Finding): readonly string[] {
  return isOfGrant(drift) ? [drift.grant.capability] : [];
}

/** Equal for what is taken away together. */
function keyOf({ id, drift }: Finding): string {
  if (!isOfGrant(drift) || !isTakenAway(drift)) return id;
  const { grant, everywhere } = drift;
  const places = everywhere ? [everywhere.region, placesDigest(everywhere.repositories)] : [];
  const rule = drift.kind === 'forbidden' ? [drift.rule.at.file, drift.rule.at.line] : [];
  return JSON.stringify([grant.principal.name, grant.region, grant.repository, places, rule]);
}

/** What everybody has is bound to whom it is meant for, and lost conditions are written back: each in a way of its own. */
function isTakenAway(drift: GrantDrift): boolean {
  const { principal, conditions } = drift.grant;
  if (drift.kind === 'weakened' && !drift.rule.expired) return false;
  return principal.name !== '*' && !conditions.some((each) => 'key' in each && each.effect === 'Allow' && isLoose(each.operator));
}

function orderOf([first]: readonly Finding[]): number {
  if (!first || !isOfGrant(first.drift)) return 2;
  return first.drift.grant.principal.name === '*' ? 0 : 1;
}
