// Every answer of a scan that AWS cannot have given, one at a time, after a clean state.
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { APIS, type Api, PERMISSIONS } from '../../../lib/aws/api/permissions.ts';
import type { Session } from '../../../lib/aws/client/session.ts';
import { collecting } from './support/collecting.ts';
import { ODD_CASES } from './support/odd-cases.ts';
import { type OddScans, type Outcome, odditiesOf, oddScans } from './support/odd-scans.ts';
import { oddWorld, POSSIBLE } from './support/odd-world.ts';

/** Several hundred scans, on a machine that may have other things to do. */
const PATIENCE = 600_000;

const { server, open } = await collecting(oddWorld);

/** Those that have a part of a snapshot of their own. */
const ASKED = APIS.filter((api) => ['scan', 'organization'].includes(PERMISSIONS[api].need) && api !== 'account:ListRegions');

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
  test(
    'one change of one place: a gap or no difference, no finding is lost, and a later scan is as before',
    async () => {
      const oddities = (await odditiesOf(api, server, session)).filter(({ name }) => POSSIBLE[api]?.test(name) !== true);
      let gaps = 0;
      for (const { name, rewrite } of oddities) {
        const outcome = await scans.outcome({ api, rewrite });
        if (outcome.kind === 'gap') expect(told(name, outcome)).toEqual(gapOf(api, name));
        else expect({ name, ...outcome }).toEqual({ name, kind: 'nothing changed', apis: [], complete: true, unread: [], lost: [] });
        gaps += outcome.kind === 'gap' ? 1 : 0;
      }
      expect(gaps).toBeGreaterThan(15);
      expect(await scans.healed()).toEqual(scans.findings);
    },
    PATIENCE,
  );
});

test.each(ODD_CASES)('$api: $name', async ({ name, api, rewrite }) => {
  const outcome = await scans.outcome({ api, rewrite });
  expect(told(name, outcome)).toEqual(gapOf(api, name));
});

test('a clean scan after all of them finds what the first one found', async () => {
  expect(await scans.healed()).toEqual(scans.findings);
});

/** The organization alone leaves a scan complete, and is told as unread. */
function gapOf(api: Api, name: string): object {
  const isOfOrganization = PERMISSIONS[api].need === 'organization';
  const words = isOfOrganization ? { unread: ['organization'] } : { complete: false };
  return { name, kind: 'gap', apis: expect.arrayContaining([api]), lost: [], ...words };
}

/** Of an organization, what is unread; of anything else, that the scan is incomplete. */
function told(name: string, { kind, apis, lost, complete, unread }: Outcome): object {
  return { name, kind, apis, lost, ...(complete ? { unread } : { complete }) };
}
