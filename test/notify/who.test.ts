// Who did what a message tells: in each channel in a line; and, once and not for each finding, that it is not known.
import { describe, expect, test } from 'vitest';
import { ATTRIBUTION_SOURCES, type AttributionSource, type WriteActor } from '../../lib/model/actor.ts';
import type { FindingId } from '../../lib/model/ids.ts';
import type { KnownFinding, ResolutionReason } from '../../lib/model/state.ts';
import { alertsOf, type Notice, type Occasion } from '../../lib/notify/alerts.ts';
import { attributesOf } from '../../lib/notify/attributes.ts';
import { chatNotification } from '../../lib/notify/chat.ts';
import { digestMail } from '../../lib/notify/email.ts';
import { alertSchema } from '../../lib/notify/schema.ts';
import { slackPayload } from '../../lib/notify/slack.ts';
import { guarded } from '../../lib/notify/summaries.ts';
import type { Transition } from '../../lib/notify/transition.ts';
import { eventId } from '../events/support/records.ts';
import { ACTOR_LINES, actor } from '../support/actors.ts';
import { blockTexts } from '../support/alerts.ts';
import { ACCOUNT, at, observed } from '../support/following.ts';

const OCCASION: Occasion = { account: ACCOUNT, at: at('2026-11-21'), coverage: { complete: true, unread: [] }, reportUrl: null };
const by = (id = 1, fields: Partial<ReturnType<typeof actor>> = {}): WriteActor => ({
  ...actor({ eventId: eventId(id), ...fields }),
  at: at('2026-11-21T09:14:00Z'),
});

interface Changed {
  readonly id?: string;
  readonly kind?: Transition['kind'];
  readonly by?: readonly WriteActor[];
  readonly because?: ResolutionReason;
  readonly code?: string;
  readonly cause?: string;
  readonly isUnverified?: boolean;
}

function transition({
  id = 'a',
  kind = 'opened',
  by: actors = [],
  because,
  code = 'ECRD-202',
  cause = 'one',
  isUnverified = false,
}: Changed = {}): Transition {
  const status = because
    ? ({ state: 'resolved', resolvedAt: OCCASION.at, because } as const)
    : ({ state: 'open', since: OCCASION.at, remindedAt: null } as const);
  const attribution = actors.length === 0 ? {} : { attribution: { actors, more: 0 } };
  const subject = observed({ id: `ecrd-${id.repeat(20)}` as FindingId, code, cause });
  const finding: KnownFinding = { ...subject, firstSeen: OCCASION.at, lastSeen: OCCASION.at, ...attribution, ...status };
  return { kind, finding, seen: undefined, isUnverified };
}

function noticesOf(changes: readonly Changed[], attribution?: AttributionSource): readonly Notice[] {
  return alertsOf({ ...OCCASION, attribution }, changes.map(transition), () => null);
}

/** What each channel says of who did it. */
function saidIn(notices: readonly Notice[], attribution?: AttributionSource) {
  const says = (text: string) =>
    text.split('\n').flatMap((line) => /(?:^| )(?:in part )?(by .*with .*UTC)|(who: not known.*)/.exec(line)?.[0].trim() ?? []);
  const open = { critical: 0, high: 1, medium: 0, low: 0, info: 0 };
  return {
    mail: says(digestMail({ ...OCCASION, attribution }, notices, { previous: null, open }).body),
    slack: notices.flatMap((each) => {
      const alert = alertSchema.parse(JSON.parse(JSON.stringify(each.alert)));
      return slackPayload(alert, { who: attributesOf(each)['who'] })
        .blocks.flatMap(blockTexts)
        .flatMap(says);
    }),
    chat: notices.flatMap((each) => says(chatNotification(each).content.description)),
    attribute: notices.flatMap((each) => attributesOf(each)['who'] ?? []),
  };
}

/** Markup of a channel around words that are no plain ones. */
const bare = (lines: readonly string[]) => lines.map((line) => line.replaceAll(/[`\u200b]/g, '').replaceAll('[.]', '.'));

describe.each(ACTOR_LINES)('a change by a %s', (_, one, line) => {
  test('is told so once in each channel', () => {
    const said = saidIn(noticesOf([{ by: [by(1, one)] }]));
    for (const lines of Object.values(said)) expect(bare(lines)).toEqual([line]);
  });
});

describe('an alert', () => {
  test('has the actor of its findings, or all of them', () => {
    const [one] = noticesOf([{ by: [by(1)] }, { id: 'b', by: [by(1)] }]);
    expect(one?.alert).toMatchObject({ total: 2, actor: { eventId: eventId(1) } });
    const [several] = noticesOf([{ by: [by(1)] }, { id: 'b', by: [by(2)] }]);
    expect(several?.alert.actors?.map((each) => each.eventId)).toEqual([1, 2].map(eventId));
    expect(several?.alert).not.toHaveProperty('actor');
    expect(noticesOf([{}])[0]?.alert).not.toHaveProperty('actor');
  });

  test('of which only a part has one says so', () => {
    const said = saidIn(noticesOf([{ by: [by()] }, { id: 'b' }]));
    for (const lines of Object.values(said)) expect(lines).toEqual([expect.stringMatching(/^in part by role admin/)]);
  });

  test.each(['accepted', 'exception-expired', 'exception-expiring'] as const)(
    'that something is %s does not say who had opened it',
    (kind) => {
      const [told] = noticesOf([{ kind, by: [by()] }], 'events');
      expect(told?.alert.findings[0]).toHaveProperty('actor');
      expect(told?.alert).not.toHaveProperty('actor');
      expect(told?.who).toBeUndefined();
    },
  );

  test('that something is still open says who opened it', () => {
    expect(noticesOf([{ kind: 'reminder', by: [by()] }], 'events')[0]?.who?.line).toMatch(/^by role admin/);
  });

  test('has the same id whoever did it: a repeat is a repeat', () => {
    expect(noticesOf([{ by: [by()] }])[0]?.alert.id).toBe(noticesOf([{}])[0]?.alert.id);
  });

  test('is in one piece as an attribute', () => {
    const long = 'x'.repeat(64);
    const actors = [1, 2, 3, 4, 5].map((id) => by(id, { arn: `arn:aws:sts::111111111111:assumed-role/${long}/${long}`, issuer: null }));
    expect(attributesOf(noticesOf([{ by: actors }])[0]!)['who']).toMatch(/^by one of 5: .*; and 4 more$/);
  });
});

describe('where nobody knows', () => {
  const WORDS = {
    events: 'who: not known (no such write was found)',
    lookup: 'who: not known (no such write was found)',
    off: 'who: not known (events are off)',
  };
  const changed = [{ cause: 'one' }, { cause: 'one', id: 'b' }, { cause: 'two', id: 'c' }];

  test.each(ATTRIBUTION_SOURCES)('an alert says so once, and so does a mail for all (%s)', (source) => {
    const said = saidIn(noticesOf(changed, source), source);
    const line = WORDS[source];
    expect({ ...said, chat: bare(said.chat), slack: bare(said.slack) }).toEqual({
      mail: [line],
      slack: [line, line],
      chat: [line, line],
      attribute: [line, line],
    });
  });

  test('a mail says of how many', () => {
    const { mail } = saidIn(noticesOf([...changed, { cause: 'three', id: 'd', by: [by()] }], 'events'), 'events');
    expect(mail).toEqual([expect.stringMatching(/^by role admin/), `${WORDS.events} for 2 of 3 changes`]);
  });

  test('and nobody has been asked, nothing is said', () => {
    expect(Object.values(saidIn(noticesOf(changed))).flat()).toEqual([]);
  });

  test.each<[string, Changed]>([
    ['it is still open', { kind: 'reminder' }],
    ['it was accepted', { kind: 'accepted' }],
    ['it is about the baseline', { code: 'ECRD-405' }],
    ['it was not read', { code: 'ECRD-501' }],
    ['it could not be verified', { kind: 'updated', isUnverified: true }],
    ['the baseline wants it so now', { kind: 'resolved', because: 'baseline-changed' }],
    ['it was read again', { kind: 'resolved', because: 'part-read' }],
    ['nobody looks there any more', { kind: 'resolved', because: 'not-watched' }],
  ])('nothing is said where nobody did anything: %s', (_, change) => {
    expect(Object.values(saidIn(noticesOf([change], 'events'), 'events')).flat()).toEqual([]);
  });

  test.each<ResolutionReason>(['access-removed', 'access-restored', 'corrected', 'repository-deleted', 'principal-deleted'])(
    'it is said of what is over: %s',
    (because) => {
      expect(noticesOf([{ kind: 'resolved', because }], 'off')[0]?.who).toEqual({ isKnown: false, line: WORDS.off });
    },
  );
});

describe('a storm', () => {
  const many = Array.from({ length: 30 }, (_, at_) => ({ cause: `cause ${at_}`, id: String.fromCodePoint(97 + (at_ % 26)) }));
  const storm = (changes: readonly Changed[]) => guarded({ ...OCCASION, attribution: 'events' }, noticesOf(changes, 'events'));

  test('by one is one summary that names them', () => {
    const [summary, ...others] = storm(many.map((each) => ({ ...each, by: [by()] })));
    expect(others).toEqual([]);
    expect(summary?.alert.actor).toMatchObject({ eventId: eventId(1) });
    expect(summary?.who?.line).toMatch(/^by role admin/);
  });

  test('of which only some are somebody’s says so', () => {
    const [summary] = storm(many.map((each, index) => (index === 29 ? { ...each, by: [by()] } : each)));
    expect(summary?.who?.line).toMatch(/^in part by role admin/);
  });

  test('of nobody who is known says so once', () => {
    expect(storm(many)[0]?.who).toEqual({ isKnown: false, line: 'who: not known (no such write was found)' });
  });
});
