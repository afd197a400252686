// Every write of the tables by the event that tells of it: what is read again, with how many calls, and that it is what a full scan finds.
import { describe, expect, test } from 'vitest';
import type { Touched } from '../../../../lib/events/touched.ts';
import { overlaid } from '../../../../lib/scoped/overlaid.ts';
import { stillAs } from '../../../../lib/scoped/still-as.ts';
import type { SnapshotFile } from '../../../../lib/snapshot/schema.ts';
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
/** The same for every test, until the world is changed. */
let base: SnapshotFile | undefined;

/** How many calls it takes where the account knows whom and what it is about. */
const CALLS = {
  repository: 3,
  registry: 1,
  template: 1,
  principal: 1,
  inline: 2,
  attachment: 2,
  membership: 2,
  managed: 2,
};
/** One for each type of control policies that is in force, and for each policy; who is asked about an account says first of which organization it is. */
const ORGANIZATION_CALLS = { policy: 1, attachment: 4, member: 3, policyTypes: 10, policyName: 10, members: 10 };
const MOST = 10;

const callsOf = (touched: Touched): number => (touched.kind === 'organization' ? ORGANIZATION_CALLS[touched.part] : CALLS[touched.kind]);

describe.each(EVENTS)('$name', ({ touched }) => {
  const usual = touched.reduce((sum, each) => sum + callsOf(each), 0);
  /** All of this organization takes seventeen. */
  const isTooMuch = touched.some((each) => each.kind === 'organization' && each.part === 'members');

  test(`of which nothing can be seen yet: ${isTooMuch ? 'that is left to the next scan, and told,' : 'the same is read,'} with ${usual} calls`, async () => {
    base ??= await scan();
    const calls = server.calls.length;
    const { parts, failed } = await reread(account, base, touched);
    expect(failed.map(({ code }) => code)).toEqual(isTooMuch ? ['TooManyCalls'] : []);
    expect(parts.length > 0).toBe(!isTooMuch);
    expect(stillAs(base, parts)).toEqual(parts);
    expect(callsSince(calls)).toBe(usual);
    expect(judged(overlaid(base, parts))).toEqual(judged(base));
  });

  test.each(changesOf(touched))(`$name: what a full scan finds is found with ${MOST} calls at most`, async ({ change, also = [] }) => {
    base ??= await scan();
    change(world);
    const calls = server.calls.length;
    const { parts, failed } = await reread(account, base, [...touched, ...also]);
    expect(failed).toEqual([]);
    expect(callsSince(calls)).toBeLessThanOrEqual(MOST * (1 + also.length));
    expect(stillAs(base, parts).length).toBeLessThan(parts.length);
    expect(judged(overlaid(base, parts))).toEqual(judged(await scan()));
  });
});

/** Without the one that asks who is asking. */
function callsSince(before: number): number {
  return server.calls.slice(before).filter(({ service }) => service !== 'sts').length;
}
