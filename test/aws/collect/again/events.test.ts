// Every write of the tables by the event that tells of it: what is read again, with how many calls, and that it is what a full scan finds.
import { describe, expect, test } from 'vitest';
import type { Touched } from '../../../../lib/events/touched.ts';
import { overlaid } from '../../../../lib/scoped/overlaid.ts';
import { stillAs } from '../../../../lib/scoped/still-as.ts';
import { ECR_EVENTS, IAM_EVENTS, ORGANIZATION_EVENTS, type WriteEvent } from '../../../events/support/write-events.ts';
import { collecting } from '../support/collecting.ts';
import { changesOf } from './support/changes.ts';
import { eventWorld, judged, reread } from './support/rereading.ts';

const account = await collecting(eventWorld);
const { server, world, scan } = account;

const EVENTS = Object.entries<WriteEvent>({ ...ECR_EVENTS, ...IAM_EVENTS, ...ORGANIZATION_EVENTS }).map(([name, { touched }]) => ({
  name,
  touched,
}));
/** Whoever comes into an organization or leaves it: where all of its accounts are is a walk over all of its units. */
const isOfMembers = ({ kind, ...touched }: Touched) => kind === 'organization' && 'part' in touched && touched.part === 'members';

describe.each(EVENTS)('$name', ({ touched }) => {
  const most = touched.some(isOfMembers) ? 20 : 10;

  test(`of which nothing can be seen yet: the same is read, with ${most} calls at most`, async () => {
    const base = await scan();
    const calls = server.calls.length;
    const { parts, failed } = await reread(account, base, touched);
    expect(failed).toEqual([]);
    expect(parts.length).toBeGreaterThan(0);
    expect(stillAs(base, parts)).toEqual(parts);
    expect(callsSince(calls)).toBeLessThanOrEqual(most);
    console.log('CALLS', touched[0]?.kind, JSON.stringify(touched[0]), callsSince(calls));
    expect(judged(overlaid(base, parts))).toEqual(judged(base));
  });

  test.each(changesOf(touched))(`$name: what a full scan finds is found with ${most} calls at most`, async ({ change, also = [] }) => {
    const base = await scan();
    change(world);
    const calls = server.calls.length;
    const { parts, failed } = await reread(account, base, [...touched, ...also]);
    expect(failed).toEqual([]);
    expect(callsSince(calls)).toBeLessThanOrEqual(most * (1 + also.length));
    expect(stillAs(base, parts).length).toBeLessThan(parts.length);
    expect(judged(overlaid(base, parts))).toEqual(judged(await scan()));
  });
});

/** Without the one that asks who is asking. */
function callsSince(before: number): number {
  return server.calls.slice(before).filter(({ service }) => service !== 'sts').length;
}
