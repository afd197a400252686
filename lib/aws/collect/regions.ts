// Which regions an account has enabled (F17).
import { ListRegionsCommand, type RegionOptStatus } from '@aws-sdk/client-account';
import { DescribeRegionsCommand } from '@aws-sdk/client-ec2';
import { call, type Read, type Unknown, unknownAnswer } from '../client/call.ts';
import { everyPage, pageOf } from '../client/pages.ts';
import { ACCOUNT, EC2 } from '../client/services.ts';
import type { Session } from '../client/session.ts';

const ENABLED: readonly RegionOptStatus[] = ['ENABLED', 'ENABLED_BY_DEFAULT'];
const OPEN: readonly string[] = ['opt-in-not-required', 'opted-in'];
const PAGE = 50;

type Names = Read<readonly string[]>;

/** The enabled regions, sorted; where the account service does not say, EC2 is asked. No account is without one. */
export async function enabledRegions(session: Session): Promise<Names> {
  const listed = someOf(await listRegions(session), unknownAnswer('account:ListRegions', 'it has no region'));
  if (listed.status === 'present') return listed;
  const described = someOf(await describeRegions(session), unknownAnswer('ec2:DescribeRegions', 'it has no region'));
  return described.status === 'present' ? described : listed;
}

function someOf(names: Names, none: Unknown): Names {
  if (names.status === 'unknown') return names;
  return names.value.length === 0 ? none : { status: 'present', value: names.value.toSorted() };
}

function listRegions({ clients, region, signal }: Session): Promise<Names> {
  const client = clients.of(ACCOUNT, region);
  return everyPage(signal, {
    api: 'account:ListRegions',
    send: (token, options) => {
      const input = { RegionOptStatusContains: [...ENABLED], MaxResults: PAGE, ...(token === undefined ? {} : { NextToken: token }) };
      return client.send(new ListRegionsCommand(input), options);
    },
    read: ({ Regions: regions, NextToken: next }) =>
      regions.every(({ RegionOptStatus: status }) => ENABLED.some((asked) => asked === status))
        ? pageOf(
            regions.map(({ RegionName: name }) => name),
            next,
          )
        : undefined,
  });
}

function describeRegions({ clients, region, signal }: Session): Promise<Names> {
  const client = clients.of(EC2, region);
  return call(signal, {
    api: 'ec2:DescribeRegions',
    send: (options) => client.send(new DescribeRegionsCommand({ AllRegions: false }), options),
    read: ({ Regions: regions }) =>
      regions.every(({ OptInStatus: status }) => OPEN.includes(status)) ? regions.map(({ RegionName: name }) => name) : undefined,
  });
}
