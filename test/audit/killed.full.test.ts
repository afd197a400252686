// Save, then publish (docs/decisions/0003): an audit that is killed at any step loses nothing that it had to tell.
import { describe, expect, test } from 'vitest';
import type { AccountSnapshot } from '../../lib/model/snapshot.ts';
import type { KnownFinding } from '../../lib/model/state.ts';
import type { AuditInput } from '../../lib/run.ts';
import { auditOn, invalid, snapshotOn } from '../support/audit-run.ts';
import { Killed, transitionsTold, type World, world } from '../support/audit-world.ts';

interface Story {
  /** What was audited before. */
  readonly before: readonly AccountSnapshot[];
  /** The audit that is killed. */
  readonly killed: AccountSnapshot;
  readonly input?: Partial<AuditInput>;
  /** The audit after it, which finds nothing new. */
  readonly next: AccountSnapshot;
}

const STORIES: Readonly<Record<string, Story>> = {
  'the first audit': {
    before: [],
    killed: snapshotOn('2026-11-01', 'shared', 'private'),
    next: snapshotOn('2026-11-01T06:00:00Z', 'shared', 'private'),
  },
  'an audit that finds new access, other evidence, gone access, a gap, and what is still open': {
    before: [
      snapshotOn('2026-11-01', 'private', 'shared', 'shared', 'shared', 'private'),
      snapshotOn('2026-11-01', 'private', 'shared', 'shared', 'shared', 'private'),
    ],
    killed: snapshotOn('2026-11-02', 'shared', 'shared with two', 'private', 'shared', 'unread'),
    next: snapshotOn('2026-11-02T06:00:00Z', 'shared', 'shared with two', 'private', 'shared', 'unread'),
  },
  'an audit whose baseline is invalid': {
    before: [snapshotOn('2026-11-01', 'private', 'shared')],
    killed: snapshotOn('2026-11-02', 'shared', 'private'),
    input: { baseline: invalid() },
    next: snapshotOn('2026-11-02T06:00:00Z', 'shared', 'private'),
  },
};

/** More steps than an audit has. */
const MOST_STEPS = 500;

async function begin({ before }: Story): Promise<World> {
  const here = world();
  for (const snapshot of before) await auditOn(here.ports, snapshot);
  return here.copy();
}

/** Whether the run was killed. */
async function survives(run: Promise<unknown>): Promise<boolean> {
  try {
    await run;
    return true;
  } catch (error) {
    if (isDeath(error)) return false;
    throw error;
  }
}

/** A failed delivery is reported as such, with what it failed of. */
function isDeath(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.every(isDeath);
  return error instanceof Killed || (error instanceof Error && error.cause !== undefined && isDeath(error.cause));
}

/** What is remembered but for times: an audit that comes later sees things later. */
function timeless(findings: readonly KnownFinding[]): readonly unknown[] {
  return findings.map(({ id, state, severity, evidence, cause }) => ({ id, state, severity, evidence, cause }));
}

async function killedAt(story: Story, start: World, operation: number) {
  const here = start.copy();
  here.live(operation);
  const survived = await survives(auditOn(here.ports, story.killed, story.input));
  here.live();
  await auditOn(here.ports, story.next, story.input);
  const { findings, unsent } = await here.state();
  return { here, survived, told: transitionsTold(here.delivered), findings: timeless(findings), unsent };
}

// Seen failing, on copies: a message settled before it was sent, and only the messages of this run sent; each in all three stories.
describe.each(Object.entries(STORIES))('%s, killed at any of its steps', (_, story) => {
  test('is made good by the next one: every transition is delivered, each message as it was saved, and the state is the same', async () => {
    const start = await begin(story);
    const whole = await killedAt(story, start, Number.POSITIVE_INFINITY);
    expect(whole.told.length).toBeGreaterThan(0);
    let operation = 0;
    for (; operation < MOST_STEPS; operation += 1) {
      const { here, survived, told, findings, unsent } = await killedAt(story, start, operation);
      if (survived) break;
      expect({ operation, told, findings, unsent }).toEqual({ operation, told: whole.told, findings: whole.findings, unsent: [] });
      const bodies = new Map(here.saved.map(({ topic, id, body }) => [`${topic} ${id}`, body]));
      expect(new Map(here.delivered.map(({ topic, id, body }) => [`${topic} ${id}`, body]))).toEqual(bodies);
    }
    expect(operation).toBeGreaterThan(10);
    expect(operation).toBeLessThan(MOST_STEPS);
  });
});

test('an audit that is not killed tells everything once', async () => {
  const { here } = await killedAt(STORIES['the first audit']!, world(), Number.POSITIVE_INFINITY);
  const keys = here.delivered.map(({ topic, id }) => `${topic} ${id}`);
  expect(keys).toEqual([...new Set(keys)]);
});
