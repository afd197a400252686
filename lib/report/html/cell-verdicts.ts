// How each right of the matrix stands to what is intended: by the findings, and where there is none by the baseline.
import type { Subject } from '../../access/account/subjects.ts';
import type { CapabilityOutcome } from '../../access/cell/outcome.ts';
import { dependsOn } from '../../findings/catalogue.ts';
import { placeKey } from '../../model/ids.ts';
import type { Repository } from '../../model/snapshot.ts';
import type { PageSources } from '../page-sources.ts';
import type { AuditView, FindingView } from '../schema.ts';
import type { RightVerdict } from './page-view.ts';

export interface RightOf {
  readonly region: string;
  readonly repository: string;
  readonly principal: string;
  readonly capability: string;
}

/** One key for each right. */
function rightKey({ region, repository, principal, capability }: RightOf): string {
  return JSON.stringify([region, repository, principal, capability]);
}

export interface CellVerdicts {
  readonly of: (subject: Subject, repository: Repository, outcome: CapabilityOutcome) => RightVerdict;
  /** Rights that should be there and are not. */
  readonly missing: readonly RightOf[];
  /** Rights that a finding is about. */
  readonly told: readonly (RightOf & { readonly verdict: RightVerdict })[];
}

/** The verdicts of an audit. */
export function cellVerdicts({ findings }: AuditView, { baseline, isExpected }: PageSources): CellVerdicts {
  const current = findings.filter(({ state }) => state !== 'resolved');
  const told = current.filter(({ code }) => dependsOn(code) === 'grant').flatMap((finding) => rightsOf(finding, verdictOf(finding)));
  const missing = current.filter(({ code }) => dependsOn(code) === 'lack').flatMap((finding) => rightsOf(finding, 'missing'));
  const byKey = new Map(told.map((right) => [rightKey(right), right.verdict]));
  const unmanaged = new Set(
    current
      .filter(({ code }) => dependsOn(code) === 'unmanaged')
      .flatMap(({ region, repository }) => (region === null || repository === null ? [] : [placeKey(region, repository)])),
  );
  return {
    missing,
    told,
    of: (subject, repository, { capability, actions }) => {
      const { principal } = subject;
      const right = { region: repository.region, repository: repository.name, principal: principal.name, capability };
      const found = byKey.get(rightKey(right));
      if (found) return found;
      if (!baseline) return 'unjudged';
      if (isExpected({ subject, repository, capability, actions })) return 'expected';
      const isOwn = principal.class === 'same-account';
      // Whoever has it as everybody has is told with everybody.
      return isOwn && unmanaged.has(placeKey(repository.region, repository.name)) ? 'unjudged' : 'unexpected';
    },
  };
}

function verdictOf({ state }: FindingView): RightVerdict {
  return state === 'accepted' ? 'accepted' : 'unexpected';
}

function rightsOf({ region, repository, principal, capability, evidence }: FindingView, verdict: RightVerdict) {
  if (principal === null || capability === null) return [];
  const own = region !== null && region !== '*' && repository !== null ? [{ region, repository }] : [];
  return [...own, ...(evidence.repositories ?? [])].map((place) => ({ ...place, principal, capability, verdict }));
}
