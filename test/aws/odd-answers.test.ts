// Every answer of a scan that AWS cannot have given, one at a time, after a clean state.
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { APIS, type Api, PERMISSIONS } from '../../lib/aws/permissions.ts';
import type { Session } from '../../lib/aws/session.ts';
import { collecting } from './collecting.ts';
import { ODD_CASES } from './odd-cases.ts';
import { type OddScans, type Outcome, odditiesOf, oddScans } from './odd-scans.ts';
import { oddWorld, POSSIBLE } from './odd-world.ts';

const { server, open } = await collecting(oddWorld);

/** Those that have a part of a snapshot of their own. */
const ASKED = APIS.filter((api) => !['sts', 'account', 'ec2'].includes(api.split(':')[0] ?? ''));

let session: Session;
let scans: OddScans;
beforeEach(async () => {
  session ??= await open();
  scans ??= await oddScans(server, session);
});
afterAll(() => session.clients.close());

test('the clean scan finds something wherever an answer could hide it', () => {
  const codes = scans.findings.map((finding) => finding.slice(0, 8));
  expect(codes).toEqual(expect.arrayContaining(['ECRD-102', 'ECRD-203', 'ECRD-204', 'ECRD-207', 'ECRD-208']));
});

describe.each(ASKED)('%s', (api) => {
  test('one change of one place: a gap or no difference, no finding is lost, and a later scan is as before', async () => {
    const oddities = (await odditiesOf(api, server, session)).filter(({ name }) => POSSIBLE[api]?.test(name) !== true);
    const outcomes: Outcome[] = [];
    for (const { name, rewrite } of oddities) {
      const outcome = await scans.outcome({ api, rewrite });
      expect({ name, ...outcome }).toEqual({
        name,
        ...outcome,
        ...(outcome.kind === 'nothing changed' ? NOTHING_CHANGED : gapOf(api, outcome)),
      });
      outcomes.push(outcome);
    }
    expect(outcomes.filter(({ kind }) => kind === 'gap').length).toBeGreaterThan(15);
    expect(await scans.healed()).toEqual(scans.findings);
  });
});

const NOTHING_CHANGED = { apis: [], complete: true, unread: [], lost: [] };

/** A gap that names the call; the organization alone leaves a scan complete, and is told as unread. */
function gapOf(api: Api, { apis, unread }: Outcome): Partial<Outcome> {
  const ofOrganization = PERMISSIONS[api].need === 'organization';
  const named = { apis: apis.includes(api) ? apis : [api], unread: unread.length > 0 ? unread : ['something'] };
  return { kind: 'gap', lost: [], ...named, ...(ofOrganization ? { unread: ['organization'] } : { complete: false }) };
}

test.each(ODD_CASES)('$api: $name', async ({ name, ...rewriting }) => {
  const outcome = await scans.outcome(rewriting);
  expect({ name, ...outcome }).toEqual({ name, ...outcome, ...gapOf(rewriting.api, outcome) });
  expect(await scans.healed()).toEqual(scans.findings);
});
