// Records as CloudTrail writes them: a frame that every call has, who made it, and what it was about.

export const ACCOUNT = '111111111111';
export const FOREIGN = '222222222222';
export const REGION = 'eu-central-1';
export const HOME = 'us-east-1';
export const SCOPE = { account: ACCOUNT, partition: 'aws' } as const;

export type Members = Readonly<Record<string, unknown>>;

/** An event id that is made of a number. */
export function eventId(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

export interface RecordParts {
  readonly service: 'ecr' | 'iam' | 'organizations';
  readonly name: string;
  readonly parameters?: Members | null;
  readonly response?: Members | null;
  readonly identity?: Members;
  readonly id?: number;
  readonly at?: string;
  readonly region?: string;
  /** Put over the frame. */
  readonly over?: Members;
}

/** A record of a call; IAM and Organizations are where the partition keeps them. */
export function recordOf(parts: RecordParts): Members {
  const {
    service,
    name,
    parameters = null,
    response = null,
    identity = IDENTITIES.role.identity,
    id = 1,
    at = '2026-11-20T10:00:00Z',
  } = parts;
  return {
    eventVersion: '1.10',
    userIdentity: identity,
    eventTime: at,
    eventSource: `${service}.amazonaws.com`,
    eventName: name,
    awsRegion: parts.region ?? (service === 'ecr' ? REGION : HOME),
    sourceIPAddress: '203.0.113.7',
    userAgent: 'aws-cli/2.31.0',
    requestParameters: parameters,
    responseElements: response,
    requestID: '11111111-2222-4333-8444-555555555555',
    eventID: eventId(id),
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: ACCOUNT,
    eventCategory: 'Management',
    ...parts.over,
  };
}

const session = (issuer: Members) => ({
  sessionIssuer: { principalId: 'AROAEXAMPLE', accountId: ACCOUNT, ...issuer },
  attributes: { creationDate: '2026-11-20T09:00:00Z', mfaAuthenticated: 'false' },
});

const ROLE = `arn:aws:iam::${ACCOUNT}:role/people/admin`;
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/admin/kurt`;
const assumed = {
  type: 'AssumedRole',
  principalId: 'AROAEXAMPLE:kurt',
  arn: SESSION,
  accountId: ACCOUNT,
  accessKeyId: 'ASIAEXAMPLE',
  sessionContext: session({ type: 'Role', arn: ROLE, userName: 'admin' }),
};

const nobody = { arn: null, account: null, issuer: null, via: null };

/** Each way in which CloudTrail names who acted, and whom that is. */
export const IDENTITIES = {
  role: { identity: assumed, actor: { ...nobody, kind: 'role', arn: SESSION, account: ACCOUNT, issuer: ROLE } },
  user: {
    identity: { type: 'IAMUser', principalId: 'AIDAEXAMPLE', arn: `arn:aws:iam::${ACCOUNT}:user/ana`, accountId: ACCOUNT, userName: 'ana' },
    actor: { ...nobody, kind: 'user', arn: `arn:aws:iam::${ACCOUNT}:user/ana`, account: ACCOUNT },
  },
  root: {
    identity: { type: 'Root', principalId: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:root`, accountId: ACCOUNT },
    actor: { ...nobody, kind: 'root', arn: `arn:aws:iam::${ACCOUNT}:root`, account: ACCOUNT },
  },
  federated: {
    identity: {
      type: 'FederatedUser',
      principalId: `${ACCOUNT}:guest`,
      arn: `arn:aws:sts::${ACCOUNT}:federated-user/guest`,
      accountId: ACCOUNT,
      sessionContext: session({ type: 'IAMUser', arn: `arn:aws:iam::${ACCOUNT}:user/ana`, userName: 'ana' }),
    },
    actor: {
      ...nobody,
      kind: 'federated',
      arn: `arn:aws:sts::${ACCOUNT}:federated-user/guest`,
      account: ACCOUNT,
      issuer: `arn:aws:iam::${ACCOUNT}:user/ana`,
    },
  },
  webIdentity: {
    identity: { type: 'WebIdentityUser', principalId: 'provider:app:subject', userName: 'subject', identityProvider: 'provider' },
    actor: { ...nobody, kind: 'federated' },
  },
  service: {
    identity: { type: 'AWSService', invokedBy: 'replication.ecr.amazonaws.com' },
    actor: { ...nobody, kind: 'service', via: 'replication.ecr.amazonaws.com' },
  },
  throughService: {
    identity: { ...assumed, invokedBy: 'cloudformation.amazonaws.com' },
    actor: { ...nobody, kind: 'role', arn: SESSION, account: ACCOUNT, issuer: ROLE, via: 'cloudformation.amazonaws.com' },
  },
  otherAccount: {
    identity: { type: 'AWSAccount', principalId: 'AIDAFOREIGN', accountId: FOREIGN },
    actor: { ...nobody, kind: 'account', account: FOREIGN },
  },
  newType: {
    identity: { type: 'SomethingNew', accountId: ACCOUNT },
    actor: { ...nobody, kind: 'other', account: ACCOUNT },
  },
} as const;
