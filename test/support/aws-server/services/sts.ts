// STS: who is calling, and roles of other accounts.
import { countOf, type Invalid, optionalText, requiredText } from '../input.ts';
import { queryRefusals } from '../refusals.ts';
import { AwsRefusal, type Context, type Input, type Output, type Service } from '../service.ts';
import { queryWire } from '../wire-query.ts';

const EXPIRES = '2100-01-01T00:00:00Z';

export const sts: Service = {
  prefix: 'sts',
  wire: queryWire('https://sts.amazonaws.com/doc/2011-06-15/'),
  refusals: queryRefusals({ denied: 'AccessDenied', broken: 'InternalFailure' }),
  isRegional: false,
  operations: {
    GetCallerIdentity: (_input, { caller }) => ({ Arn: caller.arn, UserId: caller.userId, Account: caller.account }),
    AssumeRole: assumeRole,
  },
  paged: {},
};

const invalid: Invalid = (message) => ({ status: 400, code: 'ValidationError', message });

function assumeRole(input: Input, context: Context): Output {
  const roleArn = requiredText(input, 'RoleArn', invalid);
  const sessionName = requiredText(input, 'RoleSessionName', invalid);
  checkText(sessionName, { name: 'roleSessionName', allowed: /^[\w+=,.@-]{2,64}$/ });
  checkDuration(input);
  const externalId = optionalText(input, 'ExternalId');
  if (externalId !== undefined) checkText(externalId, { name: 'externalId', allowed: /^[\w+=,.@:/-]{2,1224}$/ });
  const account = roleArn.split(':')[4] ?? '';
  const trust = context.world.accounts[account]?.assumable[roleArn];
  if (trust === undefined || (trust.externalId !== undefined && trust.externalId !== externalId)) throw denied(roleArn, context);
  const roleName = roleArn.slice(roleArn.lastIndexOf('/') + 1);
  const userId = `AROAEXAMPLE${account}:${sessionName}`;
  const arn = `arn:${context.world.partition}:sts::${account}:assumed-role/${roleName}/${sessionName}`;
  const { accessKeyId, secretAccessKey, sessionToken } = context.issue({ account, arn, userId });
  return {
    Credentials: { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken, Expiration: EXPIRES },
    AssumedRoleUser: { AssumedRoleId: userId, Arn: arn },
  };
}

function checkText(text: string, { name, allowed }: { readonly name: string; readonly allowed: RegExp }): void {
  if (allowed.test(text)) return;
  const message = `1 validation error detected: Value '${text}' at '${name}' failed to satisfy constraint: Member must satisfy regular expression pattern: ${allowed.source}`;
  throw new AwsRefusal(invalid(message));
}

/** F24: between 15 minutes and 12 hours. */
function checkDuration(input: Input): void {
  const seconds = countOf(input, { name: 'DurationSeconds', most: 43_200, usual: 3_600 }, invalid);
  if (seconds < 900)
    throw new AwsRefusal(
      invalid(
        `1 validation error detected: Value '${seconds}' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900`,
      ),
    );
}

function denied(roleArn: string, { caller }: Context): AwsRefusal {
  const message = `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`;
  return new AwsRefusal({ status: 403, code: 'AccessDenied', message });
}
