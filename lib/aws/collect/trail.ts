// The writes of one name that CloudTrail remembers of a region, newest first; and up to where, if not all could be read.
import { LookupEventsCommand, type LookupEventsCommandInput } from '@aws-sdk/client-cloudtrail';
import type { AnswerOf } from '../api/answers.ts';
import { type CallError, ENDLESS_PAGES } from '../api/call-error.ts';
import { call } from '../client/call.ts';
import { type Page, pageOf } from '../client/pages.ts';
import type { Session } from '../client/session.ts';
import { CLOUDTRAIL } from '../client/trail-service.ts';

const API = 'cloudtrail:LookupEvents';
/** AWS's largest page. */
const PAGE = 50;
/** Half a minute at two requests a second: 3,000 events of one name. */
const MOST_PAGES = 60;

export type TrailEvent = AnswerOf<typeof API>['Events'][number];

export interface TrailQuestion {
  readonly region: string;
  /** `SetRepositoryPolicy`, of whichever service. */
  readonly eventName: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

export interface TrailAnswer {
  readonly events: readonly TrailEvent[];
  /** Why older events are missing; undefined where all were read. */
  readonly error: CallError | undefined;
}

/**
 * Asked by the name of the call and not by that of a resource: under a repository's name AWS lists every pull, and under a role's every use,
 * which push the writes out of reach. What was read before a failure counts. Rejects only when the session is aborted.
 */
export async function lookupEvents(session: Session, question: TrailQuestion): Promise<TrailAnswer> {
  const events: TrailEvent[] = [];
  const tokens = new Set<string>();
  let token: string | undefined;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const page = await lookupPage(session, question, token);
    if (page.status === 'unknown') return { events, error: page.error };
    events.push(...page.value.items);
    token = page.value.next;
    if (token === undefined) return { events, error: undefined };
    if (tokens.has(token)) return { events, error: endless('AWS gave a page token twice') };
    tokens.add(token);
  }
  return { events, error: endless(`more than ${MOST_PAGES * PAGE} events of this name: give a later --since`) };
}

function lookupPage({ clients, signal }: Session, { region, eventName, since }: TrailQuestion, token: string | undefined) {
  const input: LookupEventsCommandInput = {
    LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: eventName }],
    StartTime: new Date(since),
    MaxResults: PAGE,
    ...(token === undefined ? {} : { NextToken: token }),
  };
  return call(signal, {
    api: API,
    send: (options) => clients.of(CLOUDTRAIL, region).send(new LookupEventsCommand(input), options),
    read: ({ Events, NextToken }): Page<TrailEvent> | undefined =>
      Events.every(({ EventName }) => EventName === eventName) ? pageOf(Events, NextToken) : undefined,
  });
}

function endless(message: string): CallError {
  return { code: ENDLESS_PAGES, message, api: API };
}
