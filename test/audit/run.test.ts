// The run of a deployed audit: what it saves, reports and sends.
import { describe, expect, test } from 'vitest';
import { reportAccount } from '../../lib/audit.ts';
import type { Message } from '../../lib/model/state.ts';
import { sendTestAlert } from '../../lib/notify/send-test.ts';
import { auditOn, EVERYTHING, invalid, snapshotOn, valid } from '../support/audit-run.ts';
import { alertsIn, transitionsTold, type World, world } from '../support/audit-world.ts';
import { ACCOUNT, at } from '../support/following.ts';

/** A world in which one audit found two private repositories. */
async function watching(rejects?: (message: Message) => boolean): Promise<World> {
  const here = world();
  await auditOn(here.ports, snapshotOn('2026-11-01', 'private', 'private'));
  return here.copy(rejects);
}

function topics(messages: readonly Message[]): readonly string[] {
  return messages.map(({ topic }) => topic);
}

describe('what is sent', () => {
  test('the first audit sends one message to each topic, whatever it found', async () => {
    const here = world();
    const { events, sent } = await auditOn(here.ports, snapshotOn('2026-11-01', 'shared', 'shared', 'unread'));
    expect(events.length).toBeGreaterThan(4);
    expect(sent).toBe(3);
    expect(topics(here.delivered)).toEqual(['findings', 'email', 'chat']);
    expect(alertsIn(here.delivered)).toMatchObject([{ event: 'onboarding', complete: false, total: events.length }]);
  });

  test('an audit that changes nothing sends nothing', async () => {
    const here = await watching();
    const { events, sent } = await auditOn(here.ports, snapshotOn('2026-11-01T06:00:00Z', 'private', 'private'));
    expect({ events, sent, delivered: here.delivered }).toEqual({ events: [], sent: 0, delivered: [] });
  });

  test('new access is told once, and its end once', async () => {
    const here = await watching();
    await auditOn(here.ports, snapshotOn('2026-11-02', 'shared', 'private'));
    await auditOn(here.ports, snapshotOn('2026-11-02T06:00:00Z', 'shared', 'private'));
    const { length } = here.delivered;
    await auditOn(here.ports, snapshotOn('2026-11-02T12:00:00Z', 'private', 'private'));
    expect(alertsIn(here.delivered.slice(0, length)).map(({ event }) => event)).toEqual(['opened']);
    expect(alertsIn(here.delivered.slice(length)).map(({ event, cause }) => [event, cause])).toEqual([
      ['resolved', 'removed or corrected: statement `Share` of the repository policy of app0 in us-east-1'],
    ]);
  });

  test('what is milder than people want to hear is remembered and not told', async () => {
    const here = await watching();
    const notify = { ...EVERYTHING, minimumSeverity: 'critical' } as const;
    const { events, sent } = await auditOn(here.ports, snapshotOn('2026-11-02', 'shared', 'private'), { notify });
    expect(events.length).toBeGreaterThan(0);
    expect(sent).toBe(0);
    expect((await here.state()).findings.filter(({ code, state }) => code === 'ECRD-202' && state === 'open')).toHaveLength(1);
  });

  test('a topic that the deployment does not have gets nothing', async () => {
    const here = await watching();
    await auditOn(here.ports, snapshotOn('2026-11-02', 'shared', 'private'), { notify: { ...EVERYTHING, topics: ['email'] } });
    expect(topics(here.delivered)).toEqual(['email']);
  });

  test('the report is there before the first message is', async () => {
    const here = await watching();
    const steps: string[] = [];
    const ports = {
      ...here.ports,
      publish: async ({ topic }: Message) => void steps.push(topic),
      saveReport: async () => void steps.push('report'),
    };
    await auditOn(ports, snapshotOn('2026-11-02', 'shared', 'private'));
    expect(steps[0]).toBe('report');
    expect(new Set(steps.slice(1))).toEqual(new Set(['findings', 'email', 'chat']));
  });
});

describe('a topic that takes nothing', () => {
  const isMail = ({ topic }: Message): boolean => topic === 'email';

  test('fails the run, keeps its message, and keeps none of the others', async () => {
    const here = await watching(isMail);
    const run = auditOn(here.ports, snapshotOn('2026-11-02', 'shared', 'private'));
    await expect(run).rejects.toMatchObject({ name: 'AuditError', code: 'undelivered' });
    expect(topics((await here.state()).unsent)).toEqual(['email']);
    expect(here.delivered.some(isMail)).toBe(false);
    expect(transitionsTold(here.delivered)).not.toEqual([]);
    expect(here.reports).toHaveLength(1);
  });

  test('says in one line how many messages wait', async () => {
    const here = await watching(isMail);
    await expect(auditOn(here.ports, snapshotOn('2026-11-02', 'private', 'shared'))).rejects.toThrow(
      /^1 of \d+ messages about account 111111111111 were not sent: they wait for the next run$/,
    );
  });

  test('gets the very message from the next run that finds nothing', async () => {
    const here = await watching(isMail);
    await auditOn(here.ports, snapshotOn('2026-11-02', 'shared', 'private')).catch(() => undefined);
    const { unsent } = await here.state();
    const next = here.copy(() => false);
    await auditOn(next.ports, snapshotOn('2026-11-02T06:00:00Z', 'shared', 'private'));
    expect(next.delivered).toEqual(unsent);
    expect((await next.state()).unsent).toEqual([]);
  });
});

test('a report that cannot be kept fails the run after everything has been sent', async () => {
  const here = await watching();
  const lost = new Error('no bucket');
  const ports = { ...here.ports, saveReport: () => Promise.reject(lost) };
  await expect(auditOn(ports, snapshotOn('2026-11-02', 'shared', 'private'))).rejects.toBe(lost);
  expect((await here.state()).unsent).toEqual([]);
  expect(transitionsTold(here.delivered)).not.toEqual([]);
});

describe('an invalid baseline', () => {
  test('freezes the state: nothing is judged and nothing is over', async () => {
    const here = await watching();
    await auditOn(here.ports, snapshotOn('2026-11-02', 'shared', 'private'));
    const before = await here.state();
    const { kind, issues, view } = await auditOn(here.ports, snapshotOn('2026-11-03', 'private', 'shared'), { baseline: invalid() });
    const after = await here.state();
    expect({ kind, collectedAt: after.collectedAt }).toEqual({ kind: 'frozen', collectedAt: before.collectedAt });
    expect(issues.map(({ at: { file } }) => file)).toEqual(['baseline/a.yaml']);
    expect(after.findings.filter(({ code }) => code !== 'ECRD-408').map(({ id, state }) => [id, state])).toEqual(
      before.findings.map(({ id, state }) => [id, state]),
    );
    expect(view.findings.map(({ code }) => code)).toContain('ECRD-202');
    expect(view.findings[0]).toMatchObject({ code: 'ECRD-408', severity: 'critical', state: 'open' });
  });

  test('is told once, and once more when its files are others and still invalid', async () => {
    const here = await watching();
    const told = async (hour: string, text: string): Promise<readonly string[]> => {
      const { length } = here.delivered;
      await auditOn(here.ports, snapshotOn(`2026-11-01T${hour}:00:00Z`, 'private', 'private'), { baseline: invalid(text) });
      return alertsIn(here.delivered.slice(length)).map(({ event, findings: [first] }) => `${event} ${first?.code} ${first?.message}`);
    };
    const message = 'the baseline is invalid, so nothing is judged: baseline/a.yaml:3: `rules` must be a list, not a number';
    expect(await told('01', 'rules: 7')).toEqual([`opened ECRD-408 ${message}`]);
    expect(await told('02', 'rules: 7')).toEqual([]);
    expect(await told('03', 'rules: 8')).toEqual([`updated ECRD-408 ${message}`]);
    expect(await told('04', 'rules: 8')).toEqual([]);
  });

  test('is over with the first audit that can read it', async () => {
    const here = await watching();
    await auditOn(here.ports, snapshotOn('2026-11-01T01:00:00Z', 'private', 'private'), { baseline: invalid() });
    const { length } = here.delivered;
    await auditOn(here.ports, snapshotOn('2026-11-01T02:00:00Z', 'private', 'private'));
    expect(alertsIn(here.delivered.slice(length))).toMatchObject([{ event: 'resolved', findings: [{ code: 'ECRD-408' }] }]);
  });

  test('at the very first audit is told, and the first audit that can read it begins as any first one', async () => {
    const here = world();
    await auditOn(here.ports, snapshotOn('2026-11-01', 'shared', 'shared'), { baseline: invalid() });
    expect(alertsIn(here.delivered).map(({ event }) => event)).toEqual(['opened']);
    await auditOn(here.ports, snapshotOn('2026-11-02', 'shared', 'shared'));
    expect(alertsIn(here.delivered).map(({ event }) => event)).toEqual(['opened', 'onboarding', 'resolved']);
  });

  test('of an audit that comes too late is not told', async () => {
    const here = await watching();
    const { length } = here.delivered;
    const late = auditOn(here.ports, snapshotOn('2026-10-31', 'private', 'private'), { baseline: invalid() });
    await expect(late).rejects.toMatchObject({ code: 'stale' });
    expect(here.delivered).toHaveLength(length);
  });

  test('does not keep what an earlier run left unsent', async () => {
    const here = await watching(() => true);
    await auditOn(here.ports, snapshotOn('2026-11-02', 'shared', 'private')).catch(() => undefined);
    const { unsent } = await here.state();
    const next = here.copy(() => false);
    await auditOn(next.ports, snapshotOn('2026-11-02T06:00:00Z', 'shared', 'private'), { baseline: invalid() });
    expect(next.delivered.slice(0, unsent.length)).toEqual(unsent);
    expect(unsent.length).toBeGreaterThan(2);
  });
});

describe('reminders', () => {
  test('tell on days 1, 3 and 7 and then every week what is high and still open, until it is accepted', async () => {
    const here = await watching();
    const days: string[] = [];
    for (let day = 2; day <= 30; day += 1) {
      const { length } = here.delivered;
      await auditOn(here.ports, snapshotOn(`2026-11-${String(day).padStart(2, '0')}`, 'shared', 'private'));
      const reminded = alertsIn(here.delivered.slice(length)).filter(({ cause }) => cause.startsWith('still open: '));
      if (reminded.length > 0) days.push(`${day}: ${reminded.map(({ event, severity }) => `${event} ${severity}`).join()}`);
    }
    expect(days).toEqual([
      '3: updated high',
      '5: updated high',
      '9: updated high',
      '16: updated high',
      '23: updated high',
      '30: updated high',
    ]);
  });
});

describe('two audits at once', () => {
  test('the one that loses the write goes on from what the winner saved, and no transition is lost', async () => {
    const here = await watching();
    const { store } = here.ports;
    let races = 1;
    const racing = {
      ...here.ports,
      store: {
        ...store,
        save: async (...args: Parameters<typeof store.save>) => {
          races -= 1;
          // The other audit saw the first repository shared, and is whole between this one's load and its save.
          if (races === 0) await auditOn(here.ports, snapshotOn('2026-11-02T01:00:00Z', 'shared', 'private'));
          return store.save(...args);
        },
      },
    };
    await auditOn(racing, snapshotOn('2026-11-02T02:00:00Z', 'private', 'shared'));
    const { findings, unsent } = await here.state();
    expect(
      findings
        .filter(({ code }) => code === 'ECRD-202')
        .map(({ repository, state }) => `${repository} ${state}`)
        .sort(),
    ).toEqual(['app0 resolved', 'app1 open']);
    expect(unsent).toEqual([]);
    const told = alertsIn(here.delivered).flatMap(({ event, findings: all }) =>
      all.map(({ code, repository }) => `${event} ${code} ${repository}`),
    );
    expect(told.filter((each) => each.includes('202')).sort()).toEqual([
      'opened ECRD-202 app0',
      'opened ECRD-202 app1',
      'resolved ECRD-202 app0',
    ]);
  });

  test('of the same account at the same time tell every transition with one id', async () => {
    const here = await watching();
    const snapshot = snapshotOn('2026-11-02', 'shared', 'shared');
    await Promise.all([auditOn(here.ports, snapshot), auditOn(here.ports, snapshot), auditOn(here.ports, snapshot)]);
    const { findings, unsent } = await here.state();
    expect(unsent).toEqual([]);
    const opened = findings.filter(({ firstSeen }) => firstSeen === at('2026-11-02')).map(({ id }) => `opened ${id}`);
    expect(transitionsTold(here.delivered)).toEqual(opened.sort());
    const alerts = alertsIn(here.delivered).flatMap(({ id, findings: all }) => all.map((finding) => `${finding.id} ${id}`));
    expect(new Set(alerts).size).toBe(opened.length);
  });

  test('the older one, which comes too late, changes nothing', async () => {
    const here = await watching();
    await auditOn(here.ports, snapshotOn('2026-11-03', 'shared', 'private'));
    const before = await here.state();
    await expect(auditOn(here.ports, snapshotOn('2026-11-02', 'private', 'private'))).rejects.toMatchObject({ code: 'stale' });
    expect(await here.state()).toEqual(before);
  });
});

test('a report on demand is the audit as it would come out, and changes nothing', async () => {
  const here = await watching();
  const known = await here.state();
  const snapshot = snapshotOn('2026-11-02', 'shared', 'private');
  const { view } = reportAccount({ snapshot, baseline: valid(), known });
  expect(await here.state()).toEqual(known);
  const { view: audited } = await auditOn(here.ports, snapshot);
  expect(view).toEqual(audited);
  expect(here.reports).toEqual([audited]);
});

describe('a test alert', () => {
  const test1 = { account: ACCOUNT, now: at('2026-11-02'), topics: EVERYTHING.topics };

  test('goes to every topic through the state, and leaves nothing there', async () => {
    const here = await watching();
    const before = await here.state();
    expect(await sendTestAlert(here.ports, test1)).toBe(3);
    expect(here.saved.map(({ topic }) => topic)).toContain('findings');
    expect(alertsIn(here.delivered)).toMatchObject([{ event: 'test', account: ACCOUNT, findings: [], total: 0 }]);
    expect(await here.state()).toEqual(before);
  });

  test('before the first audit is no first audit', async () => {
    const here = world();
    await sendTestAlert(here.ports, test1);
    await auditOn(here.ports, snapshotOn('2026-11-03', 'shared'));
    expect(alertsIn(here.delivered).map(({ event }) => event)).toEqual(['test', 'onboarding']);
  });

  test('that nobody takes fails, as an alert would', async () => {
    const here = await watching(() => true);
    await expect(sendTestAlert(here.ports, test1)).rejects.toMatchObject({ code: 'undelivered' });
  });
});
