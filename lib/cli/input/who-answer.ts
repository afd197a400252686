// The answer of `who`: CloudTrail is asked, region by region, and what it lists is held against what was sought.
import { mapOf } from '../../aws/client/concurrency.ts';
import type { Session } from '../../aws/client/session.ts';
import { lookupEvents } from '../../aws/collect/trail.ts';
import { candidatesAmong, type EventLookup, type ListedEvent, lookupsFor, type UnreadableEvent } from '../../events/candidates.ts';
import type { WhoView } from '../../events/schema.ts';
import { whoView } from '../../events/who-view.ts';
import type { Instant } from '../../model/ids.ts';
import { homeRegionOf } from '../../model/regions.ts';
import { Failure } from '../process/failure.ts';
import { step } from '../process/steps.ts';
import type { WhoQuestion } from './who-question.ts';

type UnreadPart = WhoView['unread'][number];

/** Asks CloudTrail for every write that may be meant. What cannot be read is part of the answer. Throws a Failure where the account is another one. */
export async function whoAnswer(session: Session, question: WhoQuestion, since: Instant): Promise<WhoView> {
  const { of, id, message, sought, snapshot, gaps } = question;
  const { account, partition } = session;
  if (snapshot && snapshot.account !== account)
    throw new Failure(
      `the snapshot is of account ${snapshot.account}, the credentials are of ${account}: use those of ${snapshot.account}`,
    );
  const home = homeRegionOf(partition);
  const all = lookupsFor(sought, home ?? session.region);
  const lookups = all.filter(({ service }) => service !== 'organizations' || managementAccount(question) === account);
  const found = await trailOf(session, lookups, since);
  const { candidates, unreadable } = candidatesAmong(found.events, sought, { account, partition });
  const unread = [
    ...gaps,
    ...(lookups.length < all.length ? [organizationGap(question)] : []),
    ...(home === undefined && lookups.some(({ service }) => service !== 'ecr') ? [partitionGap(session)] : []),
    ...found.unread,
    ...unreadable.map(unreadableGap),
  ];
  return whoView({ account, of, id, message, since, lookups, candidates, unread });
}

interface Trail {
  readonly events: readonly ListedEvent[];
  readonly unread: readonly UnreadPart[];
}

const WIDTH = 4;

/** Region beside region, each of which lets two requests a second through. */
async function trailOf(session: Session, lookups: readonly EventLookup[], since: Instant): Promise<Trail> {
  const places = [...Map.groupBy(lookups, ({ region }) => region)].map(([region, among]) => ({
    region,
    names: [...new Set(among.map(({ name }) => name))],
  }));
  const trails = await mapOf(places, WIDTH, ({ region, names }) => trailIn(session, { region, names, since: Date.parse(since) }));
  return { events: trails.flatMap(({ events }) => events), unread: trails.flatMap(({ unread }) => unread) };
}

interface TrailPlace {
  readonly region: string;
  readonly names: readonly string[];
  readonly since: number;
}

async function trailIn(session: Session, { region, names, since }: TrailPlace): Promise<Trail> {
  const events: ListedEvent[] = [];
  const unread: UnreadPart[] = [];
  for (const eventName of names) {
    step(`asking CloudTrail of ${region} for ${eventName}`);
    const { events: listed, error } = await lookupEvents(session, { region, eventName, since });
    for (const { EventId, EventName, EventSource, CloudTrailEvent } of listed)
      events.push({ eventId: EventId, eventName: EventName, source: EventSource, region, record: CloudTrailEvent });
    if (error) unread.push({ part: `${eventName} events of ${region}`, api: error.api, code: error.code, message: error.message });
  }
  return { events, unread };
}

const API = 'cloudtrail:LookupEvents';

function managementAccount({ snapshot }: WhoQuestion): string | undefined {
  return snapshot?.organization.kind === 'present' ? snapshot.organization.value.managementAccount : undefined;
}

/** CloudTrail records a call where it is made. */
function organizationGap(question: WhoQuestion): UnreadPart {
  const management = managementAccount(question) ?? 'of the organization';
  const message = `they are recorded in the management account ${management}: look there for writes of control policies`;
  return { part: 'events of the organization', api: API, code: 'OtherAccount', message };
}

function partitionGap({ partition, region }: Session): UnreadPart {
  const message = `partition ${partition} is newer than this program: events of IAM were looked for in ${region}`;
  return { part: 'events of IAM', api: API, code: 'UnknownPartition', message };
}

function unreadableGap({ eventId, region, reason }: UnreadableEvent): UnreadPart {
  return { part: `event ${eventId} in ${region}`, api: API, code: 'UnreadableEvent', message: reason };
}
