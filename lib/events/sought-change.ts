// Which writes may have changed a finding: those of its proof, and, where nobody wrote to that, those of whatever else a verdict on it hangs on.
import type { Finding } from '../model/finding.ts';
import type { FindingId } from '../model/ids.ts';
import type { AccountSnapshot } from '../model/snapshot.ts';
import { ENDED_BY_WRITES, type FindingEvent, type KnownFinding, type ResolutionReason } from '../model/state.ts';
import { distinctPatterns } from './seeking.ts';
import { isOne, repositoryIn, soughtBy, soughtOfPlace, soughtOfPrincipal } from './sought.ts';
import type { TouchedPattern } from './touched.ts';

/** What a run says of an account: what changed since the last one. */
export interface AccountChanges {
  readonly events: readonly FindingEvent[];
  /** The account as it is now. */
  readonly snapshot: AccountSnapshot;
  /** The account as it was, with what was found there; left out where nobody knows. */
  readonly before?: { readonly snapshot: AccountSnapshot; readonly findings: readonly Finding[] };
}

export interface ChangeSought {
  readonly id: FindingId;
  /** What proves the finding, as it was and as it is, and what hands that on. */
  readonly proof: readonly TouchedPattern[];
  /** What else could give the access, or keep it away. */
  readonly around: readonly TouchedPattern[];
}

/** What to look for, by finding. What comes of the baseline, of the calendar or of what was not read is no write's doing, and is not in it. */
export function soughtByChanges(changes: AccountChanges): readonly ChangeSought[] {
  const before = new Map(changes.before?.findings.map((finding) => [finding.id, finding]));
  const sought = changes.events.flatMap((event): readonly ChangeSought[] => {
    if (!isMadeByWrite(event)) return [];
    const sightings = sightingsOf(event, changes, before.get(event.finding.id));
    const known = event.finding;
    const proof = proofOf(known, sightings, changes.before?.snapshot ?? changes.snapshot);
    return proof.length === 0 ? [] : [{ id: known.id, proof, around: aroundOf(sightings) }];
  });
  return [...new Map(sought.map((each) => [each.id, each])).values()];
}

/** Whether a write of AWS can have brought about a change. */
export function isMadeByWrite({ kind, finding, ended }: FindingEvent): boolean {
  switch (kind) {
    case 'opened':
    case 'updated':
      return true;
    case 'reopened':
      return ended !== 'not-watched' && ended !== 'baseline-changed' && ended !== 'superseded';
    case 'resolved':
      return finding.state === 'resolved' && ENDED_BY_WRITES.has(finding.because);
    case 'accepted':
    case 'exception-expiring':
    case 'exception-expired':
      return false;
  }
}

/** A finding with its proof, and the account in which it was seen. */
interface Sighting {
  readonly finding: Finding;
  readonly snapshot: AccountSnapshot;
}

function sightingsOf({ kind, seen }: FindingEvent, { snapshot, before }: AccountChanges, was: Finding | undefined): readonly Sighting[] {
  const earlier = was && before && (kind === 'updated' || kind === 'resolved') ? [{ finding: was, snapshot: before.snapshot }] : [];
  return [...earlier, ...(seen ? [{ finding: seen, snapshot }] : [])];
}

function proofOf(known: KnownFinding, sightings: readonly Sighting[], snapshot: AccountSnapshot): readonly TouchedPattern[] {
  const deleted = known.state === 'resolved' ? deletedWith(known, known.because, snapshot) : [];
  if (deleted.length > 0) return deleted;
  if (sightings.length > 0) return distinctPatterns(sightings.flatMap(({ finding, snapshot: seenIn }) => soughtBy(finding, seenIn)));
  return OF_NO_POLICY.test(known.code) ? [] : soughtOfPlace(known, snapshot);
}

/** What is about the baseline, or about what was not read. */
const OF_NO_POLICY = /^ECRD-[45]/;

/** What a finding was about and is gone: no write of a policy took it away. */
function deletedWith(
  { region, repository, principal }: KnownFinding,
  because: ResolutionReason,
  snapshot: AccountSnapshot,
): readonly TouchedPattern[] {
  const place = repositoryIn({ region, repository });
  if (because === 'repository-deleted' && place) return [{ kind: 'repository', ...place, part: 'existence' }];
  if (because !== 'principal-deleted' || principal === null) return [];
  return soughtOfPrincipal(principal, snapshot).flatMap((pattern) =>
    pattern.kind === 'principal' && pattern.of !== 'group' ? [{ ...pattern, part: 'existence' as const }] : [],
  );
}

/** A Deny, a boundary or a control policy keeps access away without being its proof. */
function aroundOf(sightings: readonly Sighting[]): readonly TouchedPattern[] {
  const around = sightings.flatMap(({ finding, snapshot }): readonly TouchedPattern[] => {
    const { drift, region, repository, principal } = finding;
    if (!ABOUT_ACCESS.has(drift.kind)) return [];
    const place = repositoryIn({ region, repository });
    return [
      ...(place ? [{ kind: 'repository', ...place } as const] : []),
      ...(isOne(region) ? [{ kind: 'registry', region } as const] : []),
      ...(principal === null ? [] : soughtOfPrincipal(principal, snapshot)),
      { kind: 'organization' },
    ];
  });
  return distinctPatterns(around);
}

const ABOUT_ACCESS: ReadonlySet<Finding['drift']['kind']> = new Set([
  'unexpected',
  'raised',
  'weakened',
  'forbidden',
  'coming',
  'missing',
  'unmanaged',
]);
