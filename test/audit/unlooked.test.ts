// What people are told of findings that nobody looked at: neither that they are still there, nor that they are over.
import { describe, expect, test } from 'vitest';
import type { AccountSnapshot } from '../../lib/model/snapshot.ts';
import type { Message } from '../../lib/model/state.ts';
import { threadOf } from '../../lib/notify/alerts.ts';
import { slackPayload } from '../../lib/notify/slack.ts';
import { auditTable } from '../../lib/report/audit-table.ts';
import { markdownOf } from '../../lib/report/markdown.ts';
import { region, repository } from '../snapshot/support/files.ts';
import { auditOn, invalid, snapshotOn } from '../support/audit-run.ts';
import { alertsIn, type World, world } from '../support/audit-world.ts';
import { ACCOUNT, account, at, roleWith, sharing } from '../support/following.ts';

/** The messages of an audit, by topic. */
async function audit(here: World, snapshot: AccountSnapshot, fields: Parameters<typeof auditOn>[2] = {}) {
  const { length } = here.delivered;
  const { view, events } = await auditOn(here.ports, snapshot, fields);
  const sent: readonly Message[] = here.delivered.slice(length);
  const [mail] = sent.filter(({ topic }) => topic === 'email');
  return { view, events, alerts: alertsIn(sent), mail: `${mail?.subject ?? ''}\n${mail?.body ?? ''}` };
}

const shared = (name: string, of: string) => repository(name, { policy: sharing() }, of);
const HOME = region('us-east-1', [shared('home', 'us-east-1')]);
const AWAY = region('eu-west-1', [shared('away0', 'eu-west-1'), shared('away1', 'eu-west-1')]);

function scan(day: string, ...regions: readonly object[]): AccountSnapshot {
  return account({ roles: [roleWith('nobody')], regions, collectedAt: at(day) });
}

/** A world whose second audit left a region out. */
async function left() {
  const here = world();
  await audit(here, scan('2026-11-01', HOME, AWAY));
  return { here, ...(await audit(here, scan('2026-11-01T06:00:00Z', HOME))) };
}

describe('a region that is left', () => {
  // Seen failing: told one by one, and as "removed or corrected".
  test('is told as one thing, by its region, and as nothing that was found to be better', async () => {
    const { alerts, events } = await left();
    expect(events.map(({ kind }) => kind)).toEqual(['resolved', 'resolved', 'resolved', 'resolved']);
    expect(alerts.map(({ event, region: of, cause, total }) => [event, of, cause, total])).toEqual([
      ['resolved', 'eu-west-1', 'not watched any more: eu-west-1 is not scanned, and nothing was found to be better there', 4],
    ]);
    expect(alerts[0]?.findings.map(({ state, because }) => `${state} ${because}`)).toEqual(Array(4).fill('resolved not-watched'));
  });

  test('is headed as what it is in the mail, and counted by itself', async () => {
    const { mail } = await left();
    expect(mail).toContain('NOT WATCHED ANY MORE high: eu-west-1 is not scanned, and nothing was found to be better there\n');
    expect(mail).toContain('  high: not watched any more, and not found to be better: account 222222222222 can pull from away0');
    expect(mail).toContain('\nin this run: 4 not watched any more\n');
    expect(mail).not.toMatch(/RESOLVED|resolved/);
  });

  // Seen failing: with the tick of what is over.
  test('has no tick in Slack', async () => {
    const { alerts } = await left();
    const header = alerts.map((alert) => slackPayload(alert).blocks[0]);
    expect(header).toMatchObject([
      { text: { text: '\u26aa not watched any more: eu-west-1 is not scanned, and nothing was found to be better there' } },
    ]);
  });

  test('says so of each of its findings in Slack and in chat', async () => {
    const { alerts, here } = await left();
    const chat = here.delivered.filter(({ topic }) => topic === 'chat').at(-1)?.body ?? '';
    for (const text of [JSON.stringify(alerts.map((alert) => slackPayload(alert))), chat])
      expect(text.match(/not watched any more, and not found to be better: /g)).toHaveLength(4);
  });

  test('is told in the table by its events, and counted in Markdown', async () => {
    const { view } = await left();
    expect(auditTable(view)).toMatch(
      / {2}resolved {2}ecrd-\S+ {2}not watched any more, and not found to be better: account:222222222222 can pull from away0/,
    );
    expect(markdownOf(view)).toContain(
      '- not watched any more: 4 findings in regions that are not scanned, none of them found to be better\n',
    );
  });

  test('is not reminded of', async () => {
    const { here } = await left();
    const { alerts } = await audit(here, scan('2026-12-24', HOME));
    expect(alerts.map(({ cause, region: of }) => [cause, of])).toEqual([
      ['still open: statement `Share` of the repository policy of home in us-east-1', 'us-east-1'],
    ]);
  });

  test('and watched again is told as that, in one thread with its end', async () => {
    const { here } = await left();
    const { alerts, mail, view } = await audit(here, scan('2026-11-01T12:00:00Z', HOME, AWAY));
    expect(alerts.map(({ event, cause, total }) => [event, cause, total])).toEqual([['reopened', 'watched again: eu-west-1', 4]]);
    expect(mail).toContain('  high: watched again: account 222222222222 can pull from away0');
    expect(auditTable(view)).toMatch(/ {2}reopened {2}ecrd-\S+ {2}watched again: account:222222222222/);
    const threads = here.delivered.flatMap(({ topic, body }) => (topic === 'chat' ? [JSON.parse(body).metadata.threadId] : []));
    const thread = threadOf({ account: ACCOUNT }, 'region eu-west-1');
    expect(threads.slice(-2)).toEqual([thread, thread]);
  });

  test('of one finding says so in the sentence of that finding', async () => {
    const here = world();
    await audit(
      here,
      scan(
        '2026-11-01',
        HOME,
        region('eu-west-1', [
          repository('away', { policy: sharing(undefined, { Principal: { AWS: 'arn:aws:iam::222222222222:role/x' } }) }, 'eu-west-1'),
        ]),
      ),
    );
    const { mail } = await audit(here, scan('2026-11-02', HOME));
    expect(mail).toContain(
      '  in full: not watched any more, and not found to be better: arn:aws:iam::222222222222:role/x can pull from away',
    );
  });
});

describe('what could not be verified', () => {
  /** Shared on the first day, and unreadable from then on. */
  async function hidden(day: string) {
    const here = world();
    await audit(here, snapshotOn('2026-10-31', 'private', 'private'));
    await audit(here, snapshotOn('2026-11-01', 'shared', 'shared'));
    await audit(here, snapshotOn('2026-11-01T06:00:00Z', 'unread', 'shared'));
    return audit(here, snapshotOn(day, 'unread', 'shared'));
  }

  // Seen failing: "STILL OPEN high: account:222222222222 can pull from app0".
  test('is reminded of as that, apart from what is still there', async () => {
    const { alerts, mail } = await hidden('2026-11-02');
    expect(
      alerts
        .filter(({ findings }) => findings.some(({ code }) => code === 'ECRD-202'))
        .map(({ cause }) => cause)
        .toSorted(),
    ).toEqual([
      'still open, not verified since 2026-11-01: statement `Share` of the policies of 2 repositories',
      'still open: statement `Share` of the repository policy of app1 in us-east-1',
    ]);
    expect(mail).toContain('NOT VERIFIED high: not verified since 2026-11-01: account 222222222222 can pull from app0');
    expect(mail).toContain('STILL OPEN high: account 222222222222 can pull from app1');
    expect(mail).toContain('in this run: 1 still open, 1 not verified\n');
  });

  test('is counted beside what is open', async () => {
    const { mail, view } = await hidden('2026-11-02');
    expect(mail).toMatch(/\nopen now: 3 high, 2 medium, 1 low, from 3 causes; 3 of them not verified in this run\n/);
    expect(view.summary).toMatchObject({ bySeverity: { high: 3, medium: 2, low: 1 }, unverified: 4 });
    expect(auditTable(view)).toContain('\n3 causes, 6 findings: 3 high, 2 medium, 1 low; 3 of them not verified in this scan\n');
  });

  test('is marked where it is listed', async () => {
    const { view } = await hidden('2026-11-02');
    expect(auditTable(view)).toMatch(/^ {2}not verified since 2026-11-01: ecrd-/m);
    expect(markdownOf(view)).toMatch(/- not verified since `?2026-11-01/);
  });

  test('for an invalid baseline is reminded of as that, too', async () => {
    const here = world();
    await audit(here, snapshotOn('2026-10-31', 'private'));
    await audit(here, snapshotOn('2026-11-01', 'shared'));
    const { mail } = await audit(here, snapshotOn('2026-11-02', 'shared'), { baseline: invalid() });
    expect(mail).toContain('NOT VERIFIED high: not verified since 2026-11-01: account 222222222222 can pull from app0');
  });
});

test('an audit says when it was made, and counts by severity what is open', async () => {
  const here = world();
  await audit(here, snapshotOn('2026-11-01', 'shared', 'shared'));
  const { view } = await audit(here, snapshotOn('2026-11-02', 'shared', 'private'));
  const open = view.findings.filter(({ state }) => state === 'open');
  expect(view.asOf).toBe(at('2026-11-02'));
  expect(open.length).toBeLessThan(view.findings.length);
  expect(Object.values(view.summary.bySeverity).reduce((sum, count) => sum + count, 0)).toBe(open.length);
  expect(Object.values(view.summary.byState).reduce((sum, count) => sum + count, 0)).toBe(view.findings.length);
});
