// Which way a finding is ended, by what it is about.
import { MALFORMED } from '../access/account/documents.ts';
import { bindingRemedy } from '../checks/survey/binding.ts';
import { placesOf } from '../drift/drift-places.ts';
import type { Drift, GrantDrift, PlaceholderAccess } from '../model/drift.ts';
import { quoted } from '../text/quote.ts';
import { conditionRemediation } from './condition.ts';
import { lineOf } from './effect/open-findings.ts';
import { type JudgedPlan, refused, type Search } from './effect/plan.ts';
import { boundToMeant, tightened } from './everybody.ts';
import { grantRemediation, type Unwanted } from './grant.ts';
import { findingRemediation } from './policy-finding.ts';
import { restoration } from './restoration.ts';
import { unsettledRemediation } from './unsettled.ts';

/** The edits that end a finding, or why there are none. */
export function planFor(search: Search, drift: Drift): JudgedPlan {
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
  const { grant } = drift;
  const narrowed = tightened(search, drift) ?? (drift.kind === 'forbidden' ? undefined : boundToMeant(search, drift));
  // A bound that binds nobody was meant to bind: it is corrected, and never taken away with what it was to bound.
  if (narrowed) return narrowed.kind === 'plan' ? narrowed : refused(`${bindingRemedy(grant)}: ${narrowed.why}`);
  return grantRemediation(search, unwantedOf(drift));
}

/** What a grant that is drift asks to be taken away. */
export function unwantedOf(drift: GrantDrift): Unwanted {
  const { grant, everywhere } = drift;
  return {
    principal: grant.principal.name,
    capabilities: [grant.capability],
    places: placesOf(drift),
    everywhere: everywhere?.region,
    forbiddenBy: drift.kind === 'forbidden' ? lineOf(drift.rule) : undefined,
  };
}

function unverified(code: string): string {
  if (code === MALFORMED) return 'correct the document by hand: what it was meant to say, nobody can tell';
  return 'let the auditor read the part and audit again';
}
