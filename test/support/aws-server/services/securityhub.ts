// Security Hub: importing findings, with the limits and the rules that AWS puts on them.
import type { Invalid } from '../input.ts';
import { jsonRefusals } from '../refusals.ts';
import { AwsRefusal, type Context, type Input, type Output, type Service } from '../service.ts';
import { REST_JSON } from '../wire-json.ts';

const common = jsonRefusals({ throttled: 'LimitExceededException', broken: 'InternalException' });

export const securityhub: Service = {
  prefix: 'securityhub',
  wire: REST_JSON,
  refusals: {
    ...common,
    throttled: { ...common.throttled, status: 429 },
    denied: { ...common.denied, status: 403 },
    expired: { ...common.expired, status: 403 },
    unknownKey: { ...common.unknownKey, status: 403 },
  },
  isRegional: true,
  operations: { BatchImportFindings: importFindings },
  paged: {},
};

const invalid: Invalid = (message) => ({ status: 400, code: 'InvalidInputException', message });
const NOT_SUBSCRIBED = { status: 401, code: 'InvalidAccessException' } as const;
const MOST_FINDINGS = 100;
const MOST_BYTES = 240_000;
const REQUIRED = ['SchemaVersion', 'GeneratorId', 'CreatedAt', 'UpdatedAt', 'Title', 'Description', 'Resources'];

function importFindings(input: Input, { world, caller, region }: Context): Output {
  const hub = world.securityHubs[`${caller.account} ${region}`];
  if (hub === undefined)
    throw new AwsRefusal({ ...NOT_SUBSCRIBED, message: `Account ${caller.account} is not subscribed to AWS Security Hub` });
  const findings = input['Findings'];
  if (!Array.isArray(findings) || findings.length > MOST_FINDINGS) throw new AwsRefusal(invalid('Invalid parameter: Findings'));
  const product = `arn:${world.partition}:securityhub:${region}:${caller.account}:product/${caller.account}/default`;
  const failed = findings.flatMap((finding: Readonly<Record<string, unknown>>) => {
    const problem = problemOf(finding, { account: caller.account, product });
    if (problem === undefined) hub[String(finding['Id'])] = finding;
    return problem === undefined ? [] : [{ Id: String(finding['Id']), ...problem }];
  });
  return { FailedCount: failed.length, SuccessCount: findings.length - failed.length, FailedFindings: failed };
}

interface Asking {
  readonly account: string;
  readonly product: string;
}

function problemOf(finding: Readonly<Record<string, unknown>>, { account, product }: Asking): object | undefined {
  if (finding['AwsAccountId'] !== account || finding['ProductArn'] !== product)
    return { ErrorCode: 'InvalidAccess', ErrorMessage: 'The account may not import findings of that account or product' };
  const missing = REQUIRED.find((name) => finding[name] === undefined);
  if (missing !== undefined) return { ErrorCode: 'InvalidInput', ErrorMessage: `Finding does not have ${missing}` };
  if (Buffer.byteLength(JSON.stringify(finding)) > MOST_BYTES) return { ErrorCode: 'InvalidInput', ErrorMessage: 'Finding is too large' };
  return undefined;
}
