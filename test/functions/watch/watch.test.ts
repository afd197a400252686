import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { handler } from '../../../functions/watch/watch.ts';
import { publishBaseline, runAudit } from '../support/audits.ts';
import { type Deployment, deployment, OWN } from '../support/deployment.ts';
import { readEvent } from '../support/events.ts';
import { invoke } from '../support/invoke.ts';

const HOUR = 3_600_000;
const DEPLOYED = Date.parse('2026-11-21T20:00:00Z');

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: DEPLOYED });
});
afterEach(() => {
  vi.useRealTimers();
});

/** What the watch counts that many hours after the deployment. */
async function watched(hours: number): Promise<number> {
  vi.setSystemTime(DEPLOYED + hours * HOUR);
  const { hoursSilent } = await invoke<{ readonly hoursSilent: number }>(handler, readEvent('watch'));
  return hoursSilent;
}

async function audited(deployed: Deployment, hours: number, text?: string): Promise<unknown> {
  vi.setSystemTime(DEPLOYED + hours * HOUR);
  publishBaseline(deployed, text);
  const [outcome] = await runAudit(`run-${hours}`, { hours });
  return outcome;
}

describe('the hours of silence', () => {
  test('of a new deployment begin with the first look at it', async () => {
    await deployment();
    expect([await watched(0), await watched(1), await watched(100)]).toEqual([0, 1, 100]);
  });

  test('begin anew with each audit that judged', async () => {
    const deployed = await deployment();
    await watched(0);
    expect(await audited(deployed, 30)).toMatchObject({ outcome: 'judged' });
    expect([await watched(31), await watched(54)]).toEqual([1, 24]);
  });

  test('go on where an audit judged nothing, because the baseline is invalid', async () => {
    const deployed = await deployment();
    await watched(0);
    expect(await audited(deployed, 30, 'rules: [')).toMatchObject({ outcome: 'frozen' });
    expect(await watched(31)).toBe(31);
  });

  test('go on where somebody asked for a report or a test alert', async () => {
    const deployed = await deployment();
    await watched(0);
    vi.setSystemTime(DEPLOYED + 30 * HOUR);
    publishBaseline(deployed);
    await runAudit('asked', { hours: 30, input: { mode: 'report', account: OWN } });
    expect(await watched(31)).toBe(31);
  });

  test('are not counted where the object cannot be read: an alarm hears of the missing count', async () => {
    const { objects, server } = await deployment();
    server.faults.inject({ operation: 'GetObject', fault: { kind: 'deny' } });
    await expect(watched(0)).rejects.toThrow('cannot read s3://deployed/watch/last-audit.json: AccessDenied');
    expect(objects.keys()).not.toContain('watch/last-audit.json');
  });

  test("begin with nothing that a run on somebody's machine would leave behind", async () => {
    const { objects } = await deployment();
    vi.stubEnv('IS_LOCAL', 'true');
    expect(await watched(0)).toBe(0);
    expect(objects.keys()).not.toContain('watch/last-audit.json');
  });

  test('are not counted from an object that says nothing: it is not taken for a deployment that never audited', async () => {
    const { objects } = await deployment();
    objects.plant('watch/last-audit.json', '{"at":');
    await expect(watched(0)).rejects.toThrow(
      's3://deployed/watch/last-audit.json does not say when an audit was: delete it, and the next audit writes it anew',
    );
  });
});
