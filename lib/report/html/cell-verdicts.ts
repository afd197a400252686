// How each right of the matrix stands to what is intended: by the findings, and where there is none by the baseline.
import type { Subject } from '../../access/account/subjects.ts';
import type { CapabilityOutcome } from '../../access/cell/outcome.ts';
import { hasPlace, placesIn } from '../../access/classes/places.ts';
import { groupBy } from '../../collections/group-by.ts';
import { whole } from '../../collections/subset.ts';
import { dependsOn } from '../../findings/catalogue.ts';
import type { Places } from '../../model/access.ts';
import type { AccountWideGrant } from '../../model/drift.ts';
import { placeKey } from '../../model/ids.ts';
import type { Repository } from '../../model/snapshot.ts';
import type { PageSources } from '../page-sources.ts';
import type { AuditView, FindingView } from '../schema.ts';
import type { RightVerdict } from './page-view.ts';

/** What somebody has, or should have, of one capability in some repositories. */
export interface ToldRights {
  readonly principal: string;
  readonly capability: string;
  readonly places: Places;
  readonly verdict: RightVerdict;
}

export interface CellVerdicts {
  readonly of: (subject: Subject, repository: Repository, outcome: CapabilityOutcome) => RightVerdict;
  /** What findings tell of: rights, and those that should be there and are not. */
  readonly told: readonly ToldRights[];
}

/** The verdicts of an audit. */
export function cellVerdicts(view: AuditView, { baseline, isExpected, findings }: PageSources): CellVerdicts {
  const current = view.findings.filter(({ state }) => state !== 'resolved');
  const reaching = new Map<string, AccountWideGrant>(
    findings.flatMap(({ id, drift }) => ('everywhere' in drift && drift.everywhere ? [[id, drift.everywhere]] : [])),
  );
  const told = current.flatMap((finding) => rightsOf(finding, reaching.get(finding.id)?.repositories));
  const byRight = groupBy(told, rightKey);
  const unmanaged = new Set(
    current
      .filter(({ code }) => dependsOn(code) === 'unmanaged')
      .flatMap(({ region, repository }) => (region === null || repository === null ? [] : [placeKey(region, repository)])),
  );
  return {
    told,
    of: (subject, repository, { capability, actions }) => {
      const { principal } = subject;
      const place = placeKey(repository.region, repository.name);
      const found = byRight.get(rightKey({ principal: principal.name, capability }))?.find(({ places }) => hasPlace(places, place));
      if (found && found.verdict !== 'missing') return found.verdict;
      if (!baseline) return 'unjudged';
      if (isExpected({ subject, repository, capability, actions })) return 'expected';
      const isOwn = principal.class === 'same-account';
      // Whoever has it as everybody has is told with everybody.
      return isOwn && unmanaged.has(place) ? 'unjudged' : 'unexpected';
    },
  };
}

function rightKey({ principal, capability }: Pick<ToldRights, 'principal' | 'capability'>): string {
  return `${capability} ${principal}`;
}

function verdictOf({ state }: FindingView): RightVerdict {
  return state === 'accepted' ? 'accepted' : 'unexpected';
}

/** `reached`: where a grant on everything is drift. */
function rightsOf(finding: FindingView, reached: Places | undefined): readonly ToldRights[] {
  const { code, region, repository, principal, capability } = finding;
  const about = dependsOn(code);
  if (principal === null || capability === null || (about !== 'grant' && about !== 'lack')) return [];
  const own = region !== null && region !== '*' && repository !== null && repository !== '*' ? [{ region, repository }] : [];
  const verdict = about === 'lack' ? 'missing' : verdictOf(finding);
  return [{ principal, capability, places: reached ?? placesIn([whole(own)]), verdict }];
}
