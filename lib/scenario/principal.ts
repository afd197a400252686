// The principal of a scenario, from its ARN or service name.
import { accountId, arnFields, roleArn } from '../model/ids.ts';
import type { Caller } from '../model/principal.ts';

export type CallerReading = { readonly caller: Caller } | { readonly problem: string };

const SERVICE_LINKED_PATH = 'role/aws-service-role/';

export interface CallerOptions {
  /** The role or user behind a session, where it is not simply the one of the same name without a path. */
  readonly issuer: string | undefined;
  /** `aws:userid`, where the context gives it: B26 compares unique ids. */
  readonly userId: string | undefined;
}

/** Reads an IAM user, role, root, assumed-role session or federated-user ARN, or a service principal. */
export function readCaller(principal: string, { issuer, userId }: CallerOptions): CallerReading {
  if (!principal.startsWith('arn:')) return readService(principal);
  const fields = arnFields(principal);
  const account = fields && accountId(fields.account);
  if (!fields || !account) return { problem: `\`${principal}\` is not the ARN of a principal` };
  const { partition, service, resource } = fields;
  const member = { account, partition, arn: principal };
  const [type = '', ...names] = resource.split('/');
  const uniqueId = userId?.split(':')[0];
  if (service === 'iam' && resource === 'root') return { caller: { kind: 'root', ...member } };
  if (names.length === 0 || names.includes('')) return { problem: `\`${principal}\` is not the ARN of a principal` };
  if (service === 'iam' && type === 'user') return { caller: { kind: 'user', ...member, uniqueId } };
  if (service === 'iam' && type === 'role')
    return { caller: { kind: 'role', ...member, uniqueId, serviceLinked: resource.startsWith(SERVICE_LINKED_PATH) } };
  if (service === 'sts' && type === 'assumed-role' && names.length === 2) {
    const role = issuer ?? roleArn({ partition, account, role: names[0] ?? '' });
    if (!isIssuer(role, account, 'role/')) return { problem: `request.issuer \`${role}\` is not a role of account ${account}` };
    return {
      caller: {
        kind: 'session',
        ...member,
        role,
        uniqueId,
        serviceLinked: arnFields(role)?.resource.startsWith(SERVICE_LINKED_PATH) ?? false,
      },
    };
  }
  if (service === 'sts' && type === 'federated-user' && names.length === 1) {
    const user = issuer ?? `arn:${partition}:iam::${account}:user/${names[0]}`;
    if (!isIssuer(user, account, 'user/') && user !== `arn:${partition}:iam::${account}:root`)
      return { problem: `request.issuer \`${user}\` is not a user of account ${account}` };
    return { caller: { kind: 'federated', ...member, user } };
  }
  return { problem: `\`${principal}\` is not a user, role, root, session, federated user or service` };
}

function readService(principal: string): CallerReading {
  const labels = principal.split('.');
  const isName = labels.length >= 3 && labels.every((label) => /^[a-z0-9-]+$/.test(label)) && labels.includes('amazonaws');
  return isName
    ? { caller: { kind: 'service', service: principal } }
    : { problem: `\`${principal}\` is neither an ARN nor a service principal` };
}

function isIssuer(arn: string, account: string, type: string): boolean {
  const fields = arnFields(arn);
  return fields?.service === 'iam' && fields.account === account && fields.resource.startsWith(type);
}
