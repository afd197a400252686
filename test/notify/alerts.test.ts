// Transitions to alerts: what is told together, and what stands for many.
import { describe, expect, test } from 'vitest';
import type { CauseId, FindingId } from '../../lib/model/ids.ts';
import type { AccessStatus, KnownFinding } from '../../lib/model/state.ts';
import { alertsOf, inGravityOrder, type Notice, type Occasion } from '../../lib/notify/alerts.ts';
import { attributesOf, mailAttributes } from '../../lib/notify/attributes.ts';
import { badge } from '../../lib/notify/headline.ts';
import { alertSchema } from '../../lib/notify/schema.ts';
import { guarded, onboarding } from '../../lib/notify/summaries.ts';
import { testAlert } from '../../lib/notify/test-alert.ts';
import { type Transition, transitionsOf } from '../../lib/notify/transition.ts';
import { findings, notice } from '../support/alerts.ts';
import { ACCOUNT, at, baseline, observed } from '../support/following.ts';

const NOW = at('2026-11-21');
const OCCASION: Occasion = { account: ACCOUNT, at: NOW, coverage: { complete: true, unread: [] }, reportUrl: null };
const OPEN: AccessStatus = { state: 'open', since: NOW, remindedAt: null };

let count = 0;

function known(fields: Partial<KnownFinding> = {}, standing: AccessStatus = OPEN): KnownFinding {
  count += 1;
  const id = `ecrd-${String(count)
    .padStart(20, 'a')
    .replaceAll(/[0189]/g, 'z')}${count}` as FindingId;
  return { ...observed({ id }), firstSeen: NOW, lastSeen: NOW, ...fields, ...standing } as KnownFinding;
}

function change(kind: Transition['kind'], fields: Partial<KnownFinding> = {}, standing: AccessStatus = OPEN): Transition {
  return { kind, finding: known(fields, standing), seen: undefined };
}

function alerts(...transitions: readonly Transition[]): readonly Notice[] {
  return alertsOf(OCCASION, transitions, ({ repository }) => (repository?.startsWith('payments/') ? 'team-payments' : null));
}

/** `high opened 2 team: cause` of each. */
function briefly(notices: readonly Notice[]): readonly string[] {
  return notices.map(({ alert: { severity, event, total, cause }, owner }) => `${severity} ${event} ${total} ${owner ?? '-'}: ${cause}`);
}

describe('one alert', () => {
  const cause = 'managed policy Wide';

  test('tells all that one policy brings about, wherever it is', () => {
    const notices = alerts(change('opened', { cause, repository: 'a' }), change('opened', { cause, repository: 'b', region: 'eu-west-1' }));
    expect(briefly(notices)).toEqual([`high opened 2 -: ${cause}`]);
    expect(notices[0]?.alert.region).toBeNull();
  });

  test('is for each event, each cause and each owner', () => {
    const notices = alerts(
      change('opened', { cause }),
      change('updated', { cause }),
      change('opened', { cause: 'another' }),
      change('opened', { cause, repository: 'payments/api' }),
    );
    expect(briefly(notices).toSorted()).toEqual([
      'high opened 1 -: another',
      `high opened 1 -: ${cause}`,
      `high opened 1 team-payments: ${cause}`,
      `high updated 1 -: ${cause}`,
    ]);
  });

  test('is as grave as its gravest finding, which comes first', () => {
    const [first] = alerts(change('opened', { severity: 'low' }), change('opened', { severity: 'critical' }), change('opened'));
    expect(first?.alert.findings.map(({ severity }) => severity)).toEqual(['critical', 'high', 'low']);
    expect(first?.alert.severity).toBe('critical');
  });

  test('comes in the order of gravity, what is over last', () => {
    const notices = alerts(
      change('resolved', { severity: 'critical' }, { state: 'resolved', resolvedAt: NOW, because: 'access-removed' }),
      change('opened', { severity: 'low' }),
      change('reopened', { severity: 'medium' }),
    );
    expect(notices.map(({ alert: { event } }) => event)).toEqual(['reopened', 'opened', 'resolved']);
  });

  test.each<readonly [Transition['kind'], Partial<KnownFinding>, AccessStatus, string]>([
    ['opened', { code: 'ECRD-501', cause: 'iam:X failed: Denied' }, OPEN, 'scan-incomplete: iam:X failed: Denied'],
    [
      'resolved',
      { code: 'ECRD-501', cause: 'iam:X failed: Denied' },
      { state: 'resolved', resolvedAt: NOW, because: 'part-read' },
      'resolved: read again: iam:X failed: Denied',
    ],
    ['opened', { code: 'ECRD-502', cause: 'c' }, OPEN, 'opened: c'],
    ['reminder', { cause: 'c' }, OPEN, 'updated: still open: c'],
    ['reminder', { code: 'ECRD-501', cause: 'c' }, OPEN, 'scan-incomplete: still open: c'],
    ['exception-expired', { cause: 'c' }, OPEN, 'exception-expired: an exception has ended: c'],
    [
      'accepted',
      { cause: 'c' },
      { state: 'accepted', exception: 'EXC-1', until: at('2027-01-01'), warnedAt: null },
      'accepted: exception EXC-1 until 2027-01-01',
    ],
    [
      'exception-expiring',
      { cause: 'c' },
      { state: 'accepted', exception: 'EXC-1', until: at('2027-01-01'), warnedAt: NOW },
      'exception-expiring: exception EXC-1 until 2027-01-01',
    ],
    ['updated', { cause: 'c' }, { state: 'accepted', exception: 'EXC-1', until: at('2027-01-01'), warnedAt: null }, 'updated: c'],
  ])('of %s, %j says its event and its cause', (kind, fields, standing, expected) => {
    const [first] = alerts(change(kind, fields, standing));
    expect(`${first?.alert.event}: ${first?.alert.cause}`).toBe(expected);
  });

  test('tells by the cause whatever its words are by now, and names it', () => {
    const causeId = `ecrc-${'a'.repeat(20)}` as CauseId;
    const notices = alerts(
      change('opened', { causeId, cause: 'statement 0' }),
      change('opened', { causeId, cause: 'statement 1' }),
      change('opened', { cause }),
    );
    expect(notices.map(({ alert }) => [alert.total, alert.causeId]).sort()).toEqual([
      [1, null],
      [2, causeId],
    ]);
  });

  // Seen failing: an alert for each of the statements that had given something there.
  test.each([
    ['repository-deleted', { repository: 'app', region: 'us-east-1' }, 'repository deleted: app in us-east-1'],
    ['principal-deleted', { principal: 'arn:aws:iam::111111111111:role/dev' }, 'principal deleted: arn:aws:iam::111111111111:role/dev'],
  ] as const)('tells %s once, whatever the findings came from', (because, place, expected) => {
    const over: AccessStatus = { state: 'resolved', resolvedAt: NOW, because };
    const notices = alerts(
      ...['a', 'b', 'c'].map((letter) => change('resolved', { ...place, causeId: `ecrc-${letter.repeat(20)}` as CauseId }, over)),
    );
    expect(notices.map(({ alert }) => [alert.total, alert.cause, alert.causeId])).toEqual([[3, expected, null]]);
  });

  test('has one id on every repeat, and another at another time or for other findings', () => {
    const transition = change('opened');
    const idAt = (when: Occasion, ...of: readonly Transition[]) => alertsOf(when, of, () => null)[0]?.alert.id;
    expect(idAt(OCCASION, transition)).toBe(idAt(OCCASION, transition));
    const others = [
      idAt({ ...OCCASION, at: at('2026-11-22') }, transition),
      idAt(OCCASION, transition, change('opened')),
      idAt(OCCASION, change('opened')),
    ];
    expect(new Set([idAt(OCCASION, transition), ...others]).size).toBe(4);
  });

  test('about one finding is in the thread of the finding, about several in that of the cause', () => {
    const transition = change('opened');
    const [one] = alerts(transition);
    const [opened] = alerts(transition, change('opened'));
    const [resolved] = alerts(
      ...[1, 2].map(() => change('resolved', {}, { state: 'resolved', resolvedAt: NOW, because: 'access-removed' })),
    );
    expect(one?.thread).toBe(transition.finding.id);
    expect(opened?.thread).toMatch(/^cause-[0-9a-f]{32}$/);
    expect(resolved?.thread).toBe(opened?.thread);
  });

  test('of a reminder is headed as one', () => {
    expect(alertsOf(OCCASION, transitionsOf([], [known()]), () => null).map(({ kind }) => kind)).toEqual(['reminder']);
  });
});

describe('the message', () => {
  test('is what the contract lists, and nothing else', () => {
    const [first] = alerts(change('opened'));
    expect(Object.keys(first?.alert ?? {})).toEqual([
      'schemaVersion',
      'id',
      'event',
      'severity',
      'account',
      'region',
      'cause',
      'causeId',
      'findings',
      'total',
      'complete',
      'unread',
      'reportUrl',
    ]);
    expect(alertSchema.parse(first?.alert)).toEqual(first?.alert);
  });

  test('of ten thousand findings is at most 200 KB, and counts them all', () => {
    const transitions = Array.from({ length: 10_000 }, () => change('opened', { severity: 'low' }));
    const [first] = alerts(...transitions, change('opened', { severity: 'critical' }));
    expect(Buffer.byteLength(JSON.stringify(first?.alert))).toBeLessThanOrEqual(200_000);
    expect(first?.alert.total).toBe(10_001);
    expect(first?.alert.findings.length).toBeGreaterThan(100);
    expect(first?.alert.findings[0]?.severity).toBe('critical');
  });

  test('of names and gaps without end is at most 200 KB, and still holds a finding', () => {
    const long = '\u20ac'.repeat(50_000);
    const unread = Array.from({ length: 100 }, () => ({ part: long, api: long, code: long, message: long }));
    const occasion = { ...OCCASION, coverage: { complete: false, unread } };
    const fields = { message: long, principal: long, repository: long, capability: long, cause: long };
    const [first] = alertsOf(occasion, [change('opened', fields), change('opened', fields)], () => null);
    expect(Buffer.byteLength(JSON.stringify(first?.alert))).toBeLessThanOrEqual(200_000);
    expect(first?.alert).toMatchObject({ total: 2, complete: false });
    expect(first?.alert.findings).toHaveLength(2);
    expect(first?.alert.unread.length).toBeGreaterThan(3);
  });

  test('of a test holds no finding', () => {
    expect(testAlert({ account: ACCOUNT, now: NOW })).toEqual({
      schemaVersion: 1,
      id: testAlert({ account: ACCOUNT, now: NOW }).id,
      event: 'test',
      severity: 'info',
      account: '111111111111',
      region: null,
      cause: 'this is a test, sent at 2026-11-21T00:00:00Z: nothing was audited and nothing has changed',
      causeId: null,
      findings: [],
      total: 0,
      complete: true,
      unread: [],
      reportUrl: null,
    });
  });
});

describe('attributes', () => {
  test('name what all findings share', () => {
    expect(attributesOf(notice({}, { owner: 'team-payments' }))).toEqual({
      severity: 'high',
      code: 'ECRD-202',
      event: 'opened',
      account: '111111111111',
      region: 'eu-west-1',
      repository: 'payments/api',
      owner: 'team-payments',
      headline: 'account 464622532012 can pull from payments/api in eu-west-1',
      read: 'account 111111111111, read 2026-11-21 20:00 UTC',
    });
  });

  test('say `none` where nobody owns what is told, so that a filter can ask for it', () => {
    for (const owner of [null, '', ' ']) expect(attributesOf(notice({}, { owner }))).toMatchObject({ owner: 'none' });
  });

  test('of a mail are the gravest severity that is not over, and whose it is', () => {
    const mail = (...owners: readonly (string | null)[]) =>
      mailAttributes(
        ACCOUNT,
        inGravityOrder([notice({ event: 'resolved', severity: 'critical' }), ...owners.map((owner) => notice({}, { owner }))]),
      );
    expect(mail('a', null)).toEqual({ account: ACCOUNT, severity: 'high', event: 'opened', owner: 'several' });
    expect(mail(null)).toMatchObject({ severity: 'high', owner: 'none' });
    expect(mailAttributes(ACCOUNT, [notice({}, { owner: 'a' })])).toMatchObject({ owner: 'a' });
  });

  test('leave out what findings do not share, and what cut ones might not', () => {
    const mixed = [...findings(1), ...findings(1, { repository: 'other' })];
    expect(Object.keys(attributesOf(notice({ findings: mixed, region: null })))).toEqual([
      ...['severity', 'code', 'event', 'account', 'owner', 'headline', 'read'],
    ]);
    expect(Object.keys(attributesOf(notice({ total: 7 })))).toEqual([
      ...['severity', 'code', 'event', 'account', 'owner', 'headline', 'read'],
    ]);
  });
});

describe('a storm', () => {
  const many = (total: number): readonly Notice[] =>
    Array.from({ length: total }, (_, index) =>
      alerts(change('opened', { cause: `policy ${index}`, severity: index === 9 ? 'critical' : 'medium' })),
    ).flat();

  test('begins above 20 alerts', () => {
    expect(guarded(OCCASION, many(20))).toHaveLength(20);
    expect(guarded(OCCASION, many(21))).toHaveLength(1);
  });

  test('is one alert with counts and the five worst findings', () => {
    const over = alerts(change('resolved', { severity: 'critical' }, { state: 'resolved', resolvedAt: NOW, because: 'access-removed' }));
    const [storm] = guarded(OCCASION, [...over, ...many(30)]);
    expect(storm?.alert).toMatchObject({
      event: 'opened',
      severity: 'critical',
      cause: '31 alerts in one run: 1 resolved, 30 opened; only the worst findings are listed',
      total: 31,
    });
    expect(storm?.alert.findings.map(({ severity, state }) => `${severity} ${state}`)).toEqual([
      'critical open',
      ...Array(4).fill('medium open'),
    ]);
  });

  // Seen failing: with the gravest first, whoever looked at it.
  test('is headed as what nobody looked at where all of it is, and only there', () => {
    const left = (index: number) =>
      alerts(
        change(
          'resolved',
          { severity: 'critical', region: `eu-west-${index}` },
          { state: 'resolved', resolvedAt: NOW, because: 'not-watched' },
        ),
      );
    const mended = alerts(change('resolved', { severity: 'low' }, { state: 'resolved', resolvedAt: NOW, because: 'access-removed' }));
    const regions = Array.from({ length: 21 }, (_, index) => left(index)).flat();
    const headed = (...of: readonly Notice[]) => guarded(OCCASION, of).map(({ kind, alert }) => `${badge(kind, alert)}: ${alert.cause}`);
    expect(headed(...regions)).toEqual([
      'NOT WATCHED ANY MORE critical: 21 alerts in one run: 21 not watched any more; only the worst findings are listed',
    ]);
    expect(headed(...regions, ...mended)).toEqual([
      'RESOLVED critical: 22 alerts in one run: 21 not watched any more, 1 resolved; only the worst findings are listed',
    ]);
  });

  test('has an id of its own alerts', () => {
    const storm = many(25);
    const ids = [storm, storm, many(25)].map((each) => guarded(OCCASION, each)[0]?.alert.id);
    expect(ids[0]).toBe(ids[1]);
    expect(ids[0]).not.toBe(ids[2]);
  });
});

describe('the first run', () => {
  const begun = (fields: Partial<Parameters<typeof onboarding>[1]>) =>
    onboarding(OCCASION, { findings: [], causes: 0, baseline: undefined, observed: undefined, ...fields }).alert;

  test.each([
    ['what is captured', { baseline: baseline({ lock: [] }) }, '0 grants captured and 1 rule, 0 findings need a decision'],
    [
      'what could be captured',
      { observed: { grants: 142, principals: 5, repositories: 1 } },
      'there is no baseline yet, one could capture 142 grants of 5 principals on 1 repository, 0 findings need a decision',
    ],
  ])('says %s', (_, fields, cause) => {
    expect(begun(fields)).toMatchObject({ event: 'onboarding', severity: 'info', cause, total: 0 });
  });
});
