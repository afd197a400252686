// Which regions an account has enabled (F17).
import { ListRegionsCommand, type RegionOptStatus } from '@aws-sdk/client-account';
import { DescribeRegionsCommand } from '@aws-sdk/client-ec2';
import { call, type Read } from './call.ts';
import { everyPage, pageOf } from './pages.ts';
import { ACCOUNT } from './service-account.ts';
import { EC2 } from './service-ec2.ts';
import type { Session } from './session.ts';

const ENABLED: RegionOptStatus[] = ['ENABLED', 'ENABLED_BY_DEFAULT'];
const PAGE = 50;

/** The enabled regions, sorted; where the account service does not say, EC2 is asked. */
export async function enabledRegions(session: Session): Promise<Read<readonly string[]>> {
  const listed = await listRegions(session);
  if (listed.status === 'present') return { status: 'present', value: listed.value.toSorted() };
  const described = await describeRegions(session);
  return described.status === 'present' ? { status: 'present', value: described.value.toSorted() } : listed;
}

function listRegions({ clients, region, signal }: Session): Promise<Read<readonly string[]>> {
  const client = clients.of(ACCOUNT, region);
  return everyPage(signal, {
    api: 'account:ListRegions',
    send: (token, options) => {
      const input = { RegionOptStatusContains: ENABLED, MaxResults: PAGE, ...(token === undefined ? {} : { NextToken: token }) };
      return client.send(new ListRegionsCommand(input), options);
    },
    read: ({ Regions: regions, NextToken: next }) => pageOf(namesOf(regions), next),
  });
}

function describeRegions({ clients, region, signal }: Session): Promise<Read<readonly string[]>> {
  const client = clients.of(EC2, region);
  return call(signal, {
    api: 'ec2:DescribeRegions',
    send: (options) => client.send(new DescribeRegionsCommand({ AllRegions: false }), options),
    read: ({ Regions: regions }) => namesOf(regions),
  });
}

/** The names; undefined where the answer has no list. */
function namesOf(regions: readonly { readonly RegionName?: string | undefined }[] | undefined): readonly string[] | undefined {
  return regions?.flatMap(({ RegionName: name }) => name ?? []);
}
