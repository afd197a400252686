// Odd answers about which regions are enabled, and odd answers before a scan can begin.
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { Session } from '../../../lib/aws/client/session.ts';
import type { Fault } from '../../support/aws-server/faults.ts';
import { regionWith, type World } from '../../support/aws-server/world.ts';
import { ACCOUNT, AUDIT_ROLE, OTHER } from '../server/world.ts';
import { REPOSITORY_POLICY, SECOND_REGION } from './support/account-world.ts';
import { collecting } from './support/collecting.ts';
import { type OddScans, odditiesOf, oddScans } from './support/odd-scans.ts';
import { oddWorld } from './support/odd-world.ts';

const LIST = 'account:ListRegions';
const DESCRIBE = 'ec2:DescribeRegions';
/** Regions that the account has not enabled, or no longer. */
const POSSIBLE = /^removed Regions\[\d\]$|^(?:removed|emptied) .*regionInfo\.item\d$/;

const { server, open } = await collecting(worldOfTwoRegions);
const without = (operation: string) => server.faults.inject({ operation, fault: { kind: 'deny' } });

let session: Session;
let scans: OddScans;
beforeEach(async () => {
  session ??= await open();
  scans ??= await oddScans(server, session);
});
afterAll(() => session.clients.close());

/** Many scans, on a machine that may have other things to do. */
describe('which regions are enabled', { timeout: 600_000 }, () => {
  test('where the account service answers oddly, EC2 is asked, and nothing is different', async () => {
    for (const { name, rewrite } of await oddRegions(LIST)) {
      expect({ name, ...(await scans.outcome({ api: LIST, rewrite })) }).toMatchObject({ name, kind: 'nothing changed' });
    }
  });

  test('where EC2 answers nothing either, every region that is not at hand is a gap, and no finding is lost', async () => {
    const kinds: string[] = [];
    for (const { name, rewrite } of await oddRegions(LIST)) {
      without('DescribeRegions');
      const { kind, ...outcome } = await scans.outcome({ api: LIST, rewrite });
      kinds.push(kind);
      if (kind !== 'nothing changed') expect({ name, ...outcome }).toMatchObject({ name, apis: [LIST], complete: false, lost: [] });
    }
    expect(kinds.filter((kind) => kind === 'gap').length).toBeGreaterThan(20);
    expect(kinds).not.toContain('believed');
    expect(await scans.healed()).toEqual(scans.findings);
  });

  test('where EC2 is the only one to answer, and answers oddly, it is the same', async () => {
    const oddities = await odditiesWithout('ListRegions');
    const kinds: string[] = [];
    for (const { name, rewrite } of oddities.filter((each) => !POSSIBLE.test(each.name))) {
      without('ListRegions');
      const { kind, ...outcome } = await scans.outcome({ api: DESCRIBE, rewrite });
      kinds.push(kind);
      if (kind !== 'nothing changed') expect({ name, ...outcome }).toMatchObject({ name, apis: [LIST], complete: false, lost: [] });
    }
    expect(kinds.filter((kind) => kind === 'gap').length).toBeGreaterThan(20);
    expect(kinds).not.toContain('believed');
  });

  test.each([
    ['of a status that was not asked for', '"ENABLED_BY_DEFAULT"', '"DISABLED"'],
    ['of a name that no region has', SECOND_REGION, 'us east'],
  ])('a region %s leaves the list unread', async (_, from, to) => {
    without('DescribeRegions');
    const rewrite = (body: string) => body.replaceAll(from, to);
    expect(await scans.outcome({ api: LIST, rewrite })).toMatchObject({ kind: 'gap', apis: [LIST], complete: false, lost: [] });
  });

  async function odditiesWithout(operation: string) {
    without(operation);
    return odditiesOf(DESCRIBE, server, session);
  }

  async function oddRegions(api: typeof LIST) {
    return (await odditiesOf(api, server, session)).filter(({ name }) => !POSSIBLE.test(name));
  }
});

describe('who is asking', () => {
  const identity = (account: string, arn: string) =>
    rewriting((body) => body.replace(/<Arn>[^<]*/, `<Arn>${arn}`).replace(/<Account>[^<]*/, `<Account>${account}`));

  test.each([
    ['no account', identity('', `arn:aws:iam::${ACCOUNT}:user/auditor`)],
    ['an account that is none', identity('payments', 'arn:aws:iam::payments:user/auditor')],
    ['another account than that of the ARN', identity(OTHER, `arn:aws:iam::${ACCOUNT}:user/auditor`)],
    ['an ARN that is none', identity(ACCOUNT, 'auditor')],
  ])('%s: the scan does not begin, and says why', async (_, fault) => {
    server.faults.inject({ operation: 'GetCallerIdentity', fault });
    await expect(open()).rejects.toThrow(
      /^sts:GetCallerIdentity failed in region `eu-central-1` \(UnreadableAnswer\): .*answer of this API: /,
    );
  });

  test.each(['AccessKeyId', 'SecretAccessKey', 'SessionToken', 'Expiration'])('a role without %s is none', async (name) => {
    server.faults.inject({ operation: 'AssumeRole', fault: rewriting((body) => body.replace(new RegExp(`<${name}>[^<]*</${name}>`), '')) });
    const role = { arn: AUDIT_ROLE, externalId: 'secret-word' };
    await expect(open({ role })).rejects.toThrow(`sts:AssumeRole failed in region \`eu-central-1\` (UnreadableAnswer)`);
  });

  function rewriting(rewrite: (body: string) => string): Fault {
    return { kind: 'rewrite', rewrite };
  }
});

function worldOfTwoRegions(): World {
  const world = oddWorld();
  world.accounts[ACCOUNT]!.regions[SECOND_REGION] = regionWith([{ name: 'team/second', policyText: REPOSITORY_POLICY }]);
  return world;
}
