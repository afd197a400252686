// Events of several names and regions from CloudTrail, within the time of a session: which were answered to the end, and why others were not.
import { ENDLESS_PAGES } from '../../lib/aws/api/call-error.ts';
import { mapOf } from '../../lib/aws/client/concurrency.ts';
import type { Session } from '../../lib/aws/client/session.ts';
import { lookupEvents } from '../../lib/aws/collect/trail.ts';
import type { EventLookup, ListedEvent } from '../../lib/events/candidates.ts';
import { lookupKey } from '../../lib/events/lookup-plan.ts';
import { oneLine } from '../../lib/text/quote.ts';

const WIDTH = 4;

export interface Trail {
  readonly events: readonly ListedEvent[];
  /** The lookups that were answered to the end. */
  readonly read: ReadonlySet<string>;
  readonly problems: readonly string[];
}

/** Both as one. */
export function together(a: Trail, b: Trail): Trail {
  return { events: [...a.events, ...b.events], read: new Set([...a.read, ...b.read]), problems: [...a.problems, ...b.problems] };
}

/** Region beside region, each of which lets two questions a second through. What was read when the time is over counts. */
export async function readTrail(session: Session, lookups: readonly EventLookup[], since: number): Promise<Trail> {
  const places = [...Map.groupBy(lookups, ({ region }) => region)];
  const trails = await mapOf(places, WIDTH, ([region, among]) =>
    readRegion(session, { region, names: among.map(({ name }) => name), since }),
  );
  return trails.reduce(together, { events: [], read: new Set(), problems: [] });
}

interface RegionLookup {
  readonly region: string;
  readonly names: readonly string[];
  readonly since: number;
}

async function readRegion(session: Session, { region, names, since }: RegionLookup): Promise<Trail> {
  const events: ListedEvent[] = [];
  const read = new Set<string>();
  const problems: string[] = [];
  for (const eventName of names) {
    try {
      const { events: listed, error } = await lookupEvents(session, { region, eventName, since });
      for (const { EventId, EventName, EventSource, CloudTrailEvent } of listed)
        events.push({ eventId: EventId, eventName: EventName, source: EventSource, region, record: CloudTrailEvent });
      if (!error) read.add(lookupKey({ region, name: eventName }));
      else problems.push(oneLine(`${eventName} events of ${region}: ${error.api} ${error.code}: ${error.message}`));
      // What AWS refuses for one name it refuses for all.
      if (error && error.code !== ENDLESS_PAGES) break;
    } catch (error) {
      if (!session.signal.aborted) throw error;
      problems.push(`the time was over before ${eventName} events of ${region} were read`);
      break;
    }
  }
  return { events, read, problems };
}
