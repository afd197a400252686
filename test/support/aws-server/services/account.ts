// Account management: which regions an account has enabled.
import { countOf, type Invalid, optionalText, textsOf } from '../input.ts';
import { pageOf } from '../pages.ts';
import { jsonRefusals } from '../refusals.ts';
import { AwsRefusal, type Context, type Input, type Output, type Service } from '../service.ts';
import { REST_JSON } from '../wire-json.ts';

const STATUSES = ['ENABLED', 'ENABLING', 'DISABLING', 'DISABLED', 'ENABLED_BY_DEFAULT'] as const;
const common = jsonRefusals({ throttled: 'TooManyRequestsException', broken: 'InternalServerException' });

export const account: Service = {
  prefix: 'account',
  wire: REST_JSON,
  refusals: {
    ...common,
    throttled: { ...common.throttled, status: 429 },
    denied: { ...common.denied, status: 403 },
    expired: { ...common.expired, status: 403 },
    unknownKey: { ...common.unknownKey, status: 403 },
  },
  isRegional: false,
  operations: { ListRegions: listRegions },
  paged: { ListRegions: { items: ['Regions'], inputToken: 'NextToken', outputToken: 'NextToken' } },
};

const invalid: Invalid = (message) => ({ status: 400, code: 'ValidationException', message });

function listRegions(input: Input, context: Context): Output {
  const { world } = context;
  const asked = countOf(input, { name: 'MaxResults', most: 50, usual: 20 }, invalid);
  const size = Math.min(asked, world.pageLimits['account:ListRegions'] ?? asked);
  const wanted = textsOf(input, 'RegionOptStatusContains');
  const unknown = wanted.find((status) => !STATUSES.some((known) => known === status));
  if (unknown !== undefined) throw new AwsRefusal(invalid(`Invalid region opt status: ${unknown}`));
  const all = Object.entries(world.accounts[accountOf(input, context)]?.regions ?? {})
    .filter(([, { status }]) => wanted.length === 0 || wanted.includes(status))
    .map(([RegionName, { status }]) => ({ RegionName, RegionOptStatus: status }));
  const { items, next } = pageOf(all, { size, token: input['NextToken'], invalid: invalid('Invalid NextToken') });
  return { Regions: items, NextToken: next };
}

/** The caller's own account, or a member's when the caller manages the organization. */
function accountOf(input: Input, { world, caller }: Context): string {
  const member = optionalText(input, 'AccountId');
  if (member === undefined) return caller.account;
  if (world.organization?.managementAccount === caller.account && world.accounts[member] !== undefined) return member;
  throw new AwsRefusal({ ...account.refusals.denied, message: `User: ${caller.arn} is not authorized to perform: account:ListRegions` });
}
