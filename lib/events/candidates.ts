// The writes among the events of a trail that touched what was sought, and who made each.
import { readEventText } from './read-event.ts';
import { distinctPatterns, seeking } from './seeking.ts';
import type { Touched, TouchedPattern } from './touched.ts';
import type { EventScope } from './write.ts';
import { newestFirst, type WriteCandidate } from './write-candidate.ts';
import { type WriteService, writeNamed, writesTouching } from './writes.ts';

/** The events of one name that have to be asked for. */
export interface EventLookup {
  readonly service: WriteService;
  readonly region: string;
  readonly name: string;
}

/** The lookups that bring every write that can touch what is sought, each once. `home` is where IAM and Organizations are. */
export function lookupsFor(sought: readonly TouchedPattern[], home: string): readonly EventLookup[] {
  const lookups = distinctPatterns(sought.map(nameless)).flatMap((pattern) =>
    writesTouching(pattern).map(({ service, name }) => ({
      service,
      region: service === 'ecr' && 'region' in pattern && pattern.region !== undefined ? pattern.region : home,
      name,
    })),
  );
  return [...new Map(lookups.map((each) => [`${each.region} ${each.service} ${each.name}`, each])).values()];
}

/** A pattern without names: which calls can touch something does not hang on what it is called. */
export function nameless(pattern: TouchedPattern): TouchedPattern {
  switch (pattern.kind) {
    case 'repository': {
      const { repository: _repository, ...others } = pattern;
      return others;
    }
    case 'principal': {
      const { name: _name, ...others } = pattern;
      return others;
    }
    case 'inline':
    case 'attachment': {
      const { name: _name, policy: _policy, ...others } = pattern;
      return others;
    }
    case 'template': {
      const { prefix: _prefix, ...others } = pattern;
      return others;
    }
    case 'membership':
    case 'managed':
      return { kind: pattern.kind };
    case 'registry':
    case 'organization':
      return pattern;
  }
}

/** An event as CloudTrail lists it. */
export interface ListedEvent {
  readonly eventId: string;
  readonly eventName: string;
  readonly source: string;
  /** Where it was asked for. */
  readonly region: string;
  /** The record, as text. */
  readonly record: string;
}

export interface UnreadableEvent {
  readonly eventId: string;
  readonly region: string;
  readonly reason: string;
}

export interface WriteCandidates {
  /** The newest first. */
  readonly candidates: readonly WriteCandidate[];
  /** Events that may be among them, and whose records cannot be believed. */
  readonly unreadable: readonly UnreadableEvent[];
}

/** All candidates: none is left out for being older than another. An event that comes twice counts once. */
export function candidatesAmong(events: readonly ListedEvent[], sought: readonly TouchedPattern[], scope: EventScope): WriteCandidates {
  const distinct = [...new Map(events.map((event) => [event.eventId, event])).values()];
  const isSought = seeking(sought);
  const read = distinct.filter(isWrite).map((event) => candidateOf(event, isSought, scope));
  return {
    candidates: read.flatMap((each) => (each && 'actor' in each ? [each] : [])).sort(newestFirst),
    unreadable: read.flatMap((each) => (each && 'reason' in each ? [each] : [])),
  };
}

/** Other services have calls of the same names. */
function isWrite({ source, eventName }: ListedEvent): boolean {
  const write = writeNamed(source, eventName);
  return write !== undefined && write !== 'nothing';
}

function candidateOf(
  { eventId, eventName, region, record }: ListedEvent,
  isSought: (touched: Touched) => boolean,
  scope: EventScope,
): WriteCandidate | UnreadableEvent | undefined {
  const reading = readEventText(record, scope);
  switch (reading.kind) {
    case 'nothing':
      return undefined;
    case 'refused':
      return reading.as === 'otherAccount' ? undefined : { eventId, region, reason: reading.reason };
    case 'write': {
      const { actor, touched } = reading;
      if (actor.eventId !== eventId || actor.event !== eventName || reading.region !== region)
        return { eventId, region, reason: 'its record is that of another event' };
      const wanted = touched.filter(isSought);
      return wanted.length === 0 ? undefined : { actor, region, touched: wanted };
    }
  }
}
