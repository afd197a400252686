// Access that goes beyond what is expected has one code, access beside it another: where more is expected, the code may change.
import { subjectNamed } from '../access/account/account.ts';
import { repositoryOf } from '../access/classes/repository-classes.ts';
import { type Verdict, verdictsOf } from '../drift/cell/verdict.ts';
import type { Finding } from '../model/finding.ts';
import type { FindingId } from '../model/ids.ts';
import { emptyMask, union } from '../policy/logic/mask.ts';
import type { AccessEffect, PlacedGrant } from './effect/effect.ts';
import type { Search } from './effect/plan.ts';

/** Findings that are reported again under another code once `expected` is there. */
export function codeChangedBy(
  { isExpected, open }: Search,
  { after, at }: AccessEffect,
  expected: readonly PlacedGrant[],
): readonly FindingId[] {
  const found = expected.flatMap(({ subject, repository }) => {
    const place = repositoryOf(after, repository.arn);
    if (!place) return [];
    const outcome = at(subjectNamed(after, subject.principal.name), place);
    const findingsOf = (capability: string): readonly Finding[] => open.findingsOf({ subject, repository, capability });
    const allowed = outcome.capabilities
      .filter(({ capability, actions }) => isExpected({ subject, repository, capability, actions }))
      .reduce((mask, { actions }) => union(mask, actions), emptyMask());
    const lapsed = { allowed: emptyMask(), conditionalAllows: [] };
    const verdicts = verdictsOf(outcome, { allowed, conditionalAllows: [], lapsed, forbidden: [], conditionalForbids: [] });
    return verdicts.flatMap((verdict) => findingsOf(verdict.capability).filter((finding) => isCodeChanged(finding, verdict)));
  });
  return [...new Set(found.map(({ id }) => id))];
}

/** A grant on everything is reported under one code, whatever else there is. */
function isCodeChanged({ code, drift }: Finding, { kind }: Verdict): boolean {
  if (code !== 'ECRD-101' && code !== 'ECRD-104') return false;
  return 'grant' in drift && drift.everywhere === undefined && drift.kind !== kind;
}
