// EC2: the regions that an account may use.
import { optionalText, textsOf } from '../input.ts';
import { queryRefusals } from '../refusals.ts';
import { AwsRefusal, type Context, type Input, type Output, type Service } from '../service.ts';
import { EC2_WIRE } from '../wire-query.ts';
import type { Region } from '../world.ts';

const common = queryRefusals({ denied: 'UnauthorizedOperation', broken: 'InternalError' });

const OPT_IN = {
  ENABLED: 'opted-in',
  DISABLING: 'opted-in',
  ENABLED_BY_DEFAULT: 'opt-in-not-required',
  ENABLING: 'not-opted-in',
  DISABLED: 'not-opted-in',
} as const satisfies Record<Region['status'], string>;

export const ec2: Service = {
  prefix: 'ec2',
  wire: EC2_WIRE,
  refusals: {
    ...common,
    throttled: { status: 503, code: 'RequestLimitExceeded', message: 'Request limit exceeded.' },
    expired: { status: 400, code: 'RequestExpired', message: 'Request has expired.' },
    unknownKey: { status: 401, code: 'AuthFailure', message: 'AWS was not able to validate the provided access credentials' },
  },
  isRegional: false,
  operations: { DescribeRegions: describeRegions },
  paged: {},
};

function describeRegions(input: Input, { world, caller }: Context): Output {
  const names = textsOf(input, 'RegionName');
  const isAll = optionalText(input, 'AllRegions') === 'true';
  const all = Object.entries(world.accounts[caller.account]?.regions ?? {}).map(([regionName, { status }]) => ({
    regionName,
    regionEndpoint: `ec2.${regionName}.amazonaws.com`,
    optInStatus: OPT_IN[status],
  }));
  const open = isAll ? all : all.filter(({ optInStatus }) => optInStatus !== 'not-opted-in');
  const named = names.length === 0 ? open : open.filter(({ regionName }) => names.includes(regionName));
  return {
    regionInfo: filtersOf(input).reduce((left, { field, values }) => left.filter((region) => values.includes(region[field])), named),
  };
}

const FIELDS = { 'region-name': 'regionName', 'opt-in-status': 'optInStatus', endpoint: 'regionEndpoint' } as const;

interface Filter {
  readonly field: (typeof FIELDS)[keyof typeof FIELDS];
  readonly values: readonly string[];
}

function filtersOf(input: Input): readonly Filter[] {
  const filters = input['Filter'];
  return (Array.isArray(filters) ? filters : []).map((filter: Input) => {
    const name = optionalText(filter, 'Name');
    const field = Object.entries(FIELDS).find(([known]) => known === name)?.[1];
    if (field === undefined) {
      throw new AwsRefusal({ status: 400, code: 'InvalidParameterValue', message: `The filter '${name}' is invalid` });
    }
    return { field, values: textsOf(filter, 'Value') };
  });
}
