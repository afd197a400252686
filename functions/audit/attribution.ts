// Who changed what a scheduled audit found changed: CloudTrail is asked, within a time and a number of questions, for the gravest first. A file of its own beside the function, which loads it where it is wanted.
import type { Session } from '../../lib/aws/client/session.ts';
import { attributionsAmong } from '../../lib/events/attribution.ts';
import { candidatesAmong, type EventLookup } from '../../lib/events/candidates.ts';
import { type FindingSought, type LookupPlan, lookupKey, planLookups } from '../../lib/events/lookup-plan.ts';
import { type AccountChanges, type ChangeSought, soughtByChanges } from '../../lib/events/sought-change.ts';
import type { EventScope } from '../../lib/events/write.ts';
import type { Attribution } from '../../lib/model/actor.ts';
import type { FindingId, Instant } from '../../lib/model/ids.ts';
import { homeRegionOf } from '../../lib/model/regions.ts';
import { SEVERITIES } from '../../lib/model/severity.ts';
import type { AccountSnapshot } from '../../lib/model/snapshot.ts';
import { oneLine } from '../../lib/text/quote.ts';
import { inAccount } from '../runtime/target-accounts.ts';
import { readTrail, type Trail, together } from './trail.ts';

/** Half a minute of questions in one region. */
const MOST_LOOKUPS = 60;
/** AWS writes, reads and records at times that are a little apart. */
const MARGIN = 300_000;

/** The account that changed, and how to get into it. */
export interface LookupPlace {
  readonly account: string;
  /** Null for the account that the function runs in. */
  readonly role: string | null;
  readonly externalId: string | undefined;
  /** Milliseconds since the epoch: what is not known by then is not waited for. */
  readonly until: number;
}

export interface LookedUp {
  readonly attributions: ReadonlyMap<FindingId, Attribution>;
  /** How many questions were answered. */
  readonly lookups: number;
  /** Findings that a write may have changed and of which not all that may be meant was read: nobody is named for them. */
  readonly notLookedUp: number;
  /** Why, one line each; none where there were more questions than may be asked. */
  readonly problems: readonly string[];
}

/** Who may have changed each finding since the last good run. Whatever fails is told in the answer: an alert does not wait for it, and is not lost over it. */
export async function lookupActors(changes: AccountChanges, since: Instant, place: LookupPlace): Promise<LookedUp> {
  const sought = gravestFirst(changes);
  if (sought.length === 0) return { attributions: new Map(), lookups: 0, notLookedUp: 0, problems: [] };
  const signal = AbortSignal.timeout(Math.max(0, place.until - Date.now()));
  try {
    return await inAccount({ role: place.role, externalId: place.externalId, signal }, async (session) => {
      if (session.account !== place.account) throw new Error(`the role leads to account ${session.account}, not to ${place.account}`);
      return await lookupIn(session, { sought, since: Date.parse(since) - MARGIN, management: managementOf(changes.snapshot) });
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'no reason is known';
    return { attributions: new Map(), lookups: 0, notLookedUp: sought.length, problems: [oneLine(reason)] };
  }
}

function gravestFirst(changes: AccountChanges): readonly ChangeSought[] {
  const severities = new Map(changes.events.map(({ finding }) => [finding.id, SEVERITIES.indexOf(finding.severity)]));
  return soughtByChanges(changes).toSorted((a, b) => (severities.get(b.id) ?? 0) - (severities.get(a.id) ?? 0));
}

function managementOf({ organization }: AccountSnapshot): string | undefined {
  return organization.kind === 'present' ? organization.value.managementAccount : undefined;
}

export interface Looking {
  readonly sought: readonly ChangeSought[];
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly management: string | undefined;
}

/** First the writes of what proves the findings; then, for those that none of these may have changed, of what else bears on them. */
export async function lookupIn(session: Session, { sought, since, management }: Looking): Promise<LookedUp> {
  const { account, partition, region } = session;
  const limits = {
    home: homeRegionOf(partition) ?? region,
    // Control policies are recorded in the management account.
    isElsewhere: ({ service }: EventLookup) => service === 'organizations' && account !== management,
  };
  const scope = { account, partition };
  const proofs = sought.map(({ id, proof }) => ({ id, sought: proof }));
  const first = planLookups(proofs, { ...limits, most: MOST_LOOKUPS });
  const ofProof = await readTrail(session, first.lookups, since);
  const byProof = matched(proofs, ofProof, { planned: first.planned, scope });
  const arounds = sought
    .filter(({ id, around }) => byProof.whole.has(id) && !byProof.attributions.has(id) && around.length > 0)
    .map(({ id, around }) => ({ id, sought: around }));
  const second = planLookups(arounds, { ...limits, most: MOST_LOOKUPS - first.lookups.length, done: first.lookups });
  const ofRest = await readTrail(session, second.lookups, since);
  const both = together(ofProof, ofRest);
  const byRest = matched(arounds, both, { planned: second.planned, scope });
  return {
    attributions: new Map([...byProof.attributions, ...byRest.attributions]),
    lookups: both.read.size,
    notLookedUp: sought.length - byProof.whole.size + arounds.length - byRest.whole.size,
    problems: [...new Set([...both.problems, ...byProof.problems, ...byRest.problems])].slice(0, MOST_PROBLEMS),
  };
}

const MOST_PROBLEMS = 5;

interface Matched {
  readonly attributions: ReadonlyMap<FindingId, Attribution>;
  /** Findings of which every lookup was answered to the end. */
  readonly whole: ReadonlySet<FindingId>;
  /** Events that may be among the candidates, and whose records cannot be believed. */
  readonly problems: readonly string[];
}

interface Matching extends Pick<LookupPlan, 'planned'> {
  readonly scope: EventScope;
}

/** The candidates of those findings alone of which all was read: whoever is missing among them could be the one. */
function matched(findings: readonly FindingSought[], { events, read }: Trail, { planned, scope }: Matching): Matched {
  const isWhole = ({ id }: FindingSought): boolean => planned.get(id)?.every((lookup) => read.has(lookupKey(lookup))) ?? false;
  const whole = findings.filter(isWhole).map(({ id, sought }) => ({ id, proof: sought, around: [] }));
  const { candidates, unreadable } = candidatesAmong(
    events,
    whole.flatMap(({ proof }) => proof),
    scope,
  );
  return {
    attributions: attributionsAmong(whole, candidates),
    whole: new Set(whole.map(({ id }) => id)),
    problems: unreadable.map(({ eventId, region, reason }) => oneLine(`event ${eventId} in ${region}: ${reason}`)),
  };
}
