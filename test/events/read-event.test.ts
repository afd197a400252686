import * as ecr from '@aws-sdk/client-ecr';
import * as iam from '@aws-sdk/client-iam';
import * as organizations from '@aws-sdk/client-organizations';
import { describe, expect, test } from 'vitest';
import { ECR_WRITES, type EcrWriteName } from '../../lib/events/ecr-writes.ts';
import { IAM_WRITES_OF_NOTHING } from '../../lib/events/iam-writes.ts';
import { ORGANIZATION_WRITES_OF_NOTHING } from '../../lib/events/organization-writes.ts';
import { readEvent, readEventText } from '../../lib/events/read-event.ts';
import { touchedName } from '../../lib/events/touched.ts';
import type { Write } from '../../lib/events/write.ts';
import { WRITES } from '../../lib/events/writes.ts';
import { ACCOUNT, eventId, FOREIGN, HOME, IDENTITIES, type Members, REGION, type RecordParts, recordOf, SCOPE } from './support/records.ts';
import { ECR_EVENTS, IAM_EVENTS, ORGANIZATION_EVENTS, type WriteEvent } from './support/write-events.ts';

const EVENTS = Object.entries({ ecr: ECR_EVENTS, iam: IAM_EVENTS, organizations: ORGANIZATION_EVENTS }).flatMap(([service, events]) =>
  // INVARIANT: these are the keys of the object above.
  Object.entries<WriteEvent>(events).map(([name, event]) => ({ service: service as RecordParts['service'], name, ...event })),
);
const ACTORS = Object.values(IDENTITIES);

const SET: RecordParts = { service: 'ecr', name: 'SetRepositoryPolicy', parameters: { repositoryName: 'team/app' } };
const read = (parts: RecordParts) => readEvent(recordOf(parts), SCOPE);

describe('the table of writes', () => {
  test('has an event in these tests for each of its rows', () => {
    expect(EVENTS.map(({ service, name }) => `${service} ${name}`).sort()).toEqual(
      WRITES.map(({ service, name }) => `${service} ${name}`).sort(),
    );
  });

  test('does not compile without a row for each write of the table of actions', () => {
    const { PutImage: _left, ...others } = ECR_WRITES;
    // @ts-expect-error: PutImage has no row
    others satisfies Readonly<Record<EcrWriteName, Write | 'nothing'>>;
    expect(others).not.toHaveProperty('PutImage');
  });

  test.each([
    ['iam', iam, IAM_WRITES_OF_NOTHING],
    ['organizations', organizations, ORGANIZATION_WRITES_OF_NOTHING],
  ] as const)('of %s knows every write of the SDK, and whether it touches anything', (service, sdk, ofNothing) => {
    const touching = WRITES.filter((each) => each.service === service).map(({ name }) => name);
    expect([...touching, ...ofNothing].sort()).toEqual(writesOf(sdk));
  });

  test('of ecr knows every write of the SDK, but for those that are newer than the table of actions', () => {
    expect(writesOf(ecr).filter((name) => !Object.hasOwn(ECR_WRITES, name))).toEqual([
      'StartReplicationBackfill',
      'StopReplicationBackfill',
    ]);
  });
});

/** The commands of a client that are not there to look. */
function writesOf(sdk: object): readonly string[] {
  const commands = Object.keys(sdk).flatMap((name) => (/^[A-Z]\w+Command$/.test(name) ? [name.slice(0, -'Command'.length)] : []));
  return commands.filter((name) => !/^(?:Get|List|Describe|Simulate|Generate|BatchGet|BatchCheck|Validate)/.test(name)).sort();
}

describe('an event', () => {
  test.each(EVENTS)('$service $name: what it touched, and who did it', ({ service, name, parameters, response, touched }) => {
    ACTORS.forEach(({ identity, actor }, at) => {
      const parts = { service, name, parameters, identity, id: at, ...(response === undefined ? {} : { response }) };
      expect(read(parts)).toEqual({
        kind: 'write',
        region: service === 'ecr' ? REGION : HOME,
        touched,
        actor: {
          ...actor,
          event: name,
          at: '2026-11-20T10:00:00Z',
          eventId: eventId(at),
          sourceIp: '203.0.113.7',
          userAgent: 'aws-cli/2.31.0',
        },
      });
    });
  });

  test.each(EVENTS)('$service $name that AWS denied touched nothing', ({ service, name, parameters }) => {
    expect(read({ service, name, parameters, over: { errorCode: 'AccessDenied', errorMessage: 'no' } })).toEqual({
      kind: 'nothing',
      because: 'failed',
    });
  });

  test.each(EVENTS.filter(({ parameters, name }) => parameters !== null && NAMED.test(name)))(
    '$service $name that does not say what it was about is malformed',
    ({ service, name }) => {
      for (const parameters of [null, {}, { omitted: true, reason: 'too large' }])
        expect(read({ service, name, parameters })).toMatchObject({ kind: 'refused', as: 'malformed' });
    },
  );

  test('of a write that no verdict hangs on is none', () => {
    const nothing = { kind: 'nothing', because: 'noVerdict' };
    expect(read({ service: 'ecr', name: 'PutImage' })).toEqual(nothing);
    expect(read({ service: 'iam', name: 'CreateAccessKey' })).toEqual(nothing);
    expect(read({ service: 'organizations', name: 'CreatePolicy' })).toEqual(nothing);
    expect(read({ service: 'ecr', name: 'PutAccountSetting', parameters: { name: 'BLOB_MOUNTING' } })).toEqual(nothing);
  });

  test('keeps a rename that keeps the name as one thing', () => {
    expect(read({ service: 'iam', name: 'UpdateUser', parameters: { userName: 'ana', newPath: '/x/' } })).toMatchObject({
      touched: [{ kind: 'principal', of: 'user', name: 'ana' }],
    });
  });

  test('has no source where the record has none', () => {
    expect(read({ ...SET, over: { sourceIPAddress: null, userAgent: '' } })).toMatchObject({ actor: { sourceIp: null, userAgent: null } });
  });

  test('is named in words, each thing in its own', () => {
    const names = EVENTS.flatMap(({ touched }) => touched.map(touchedName));
    expect([...new Set(names)].sort()).toEqual([
      'accounts of the organization',
      `attachment of arn:aws:iam::${ACCOUNT}:policy/team/deploy to group developers`,
      `attachment of arn:aws:iam::${ACCOUNT}:policy/team/deploy to role ci`,
      `attachment of arn:aws:iam::${ACCOUNT}:policy/team/deploy to user ana`,
      'attachment of arn:aws:iam::aws:policy/ReadOnlyAccess to group developers',
      'attachment of arn:aws:iam::aws:policy/ReadOnlyAccess to role ci',
      'attachment of arn:aws:iam::aws:policy/ReadOnlyAccess to user ana',
      'control policies attached to ou-ex01-payments',
      'control policy p-guard of the organization',
      'creation template team in eu-central-1',
      'group builders',
      'group developers',
      'inline policy pull of group developers',
      'inline policy pull of role ci',
      'inline policy pull of user ana',
      `managed policy arn:aws:iam::${ACCOUNT}:policy/team/deploy`,
      'membership of user ana in group developers',
      'permissions boundary of role ci',
      'permissions boundary of user ana',
      'place of account 111111111111 in the organization',
      'place of account 222222222222 in the organization',
      'policy of repository team/app in eu-central-1',
      'policy of the registry of eu-central-1',
      'policy scope of the registry of eu-central-1',
      'policy types of the organization',
      'pull-through cache rules of the registry of eu-central-1',
      'replication of the registry of eu-central-1',
      'repository team/app in eu-central-1',
      'role ci',
      'tags of repository team/app in eu-central-1',
      'tags of role ci',
      'tags of user ana',
      'trust policy of role ci',
      'user ana',
      'user anna',
    ]);
  });
});

/** Calls of which the record has to name something. */
const NAMED =
  /^(?!(?:Create|Update|Delete)PullThrough|(?:Put|Delete)Registry|PutReplication|CreateAccount|CreateGovCloud|CreateOrganization)/;

const acting = (over: Members, from: Members = IDENTITIES.role.identity) => ({ ...from, ...over });

describe('a record is refused', () => {
  const iamPut: RecordParts = { service: 'iam', name: 'PutRolePolicy', parameters: { roleName: 'ci', policyName: 'pull' } };
  const attach = (policyArn: string): RecordParts => ({
    service: 'iam',
    name: 'AttachRolePolicy',
    parameters: { roleName: 'ci', policyArn },
  });
  const tag = (resourceArn: string): RecordParts => ({ service: 'ecr', name: 'TagResource', parameters: { resourceArn } });

  test.each<[why: string, as: string, RecordParts]>([
    ['a call that no table has', 'unknown', { ...SET, name: 'SetRepositoryPolicyNow' }],
    ['a look', 'unknown', { ...SET, name: 'GetRepositoryPolicy' }],
    ['a call of another service', 'unknown', { ...SET, over: { eventSource: 's3.amazonaws.com' } }],
    ['the call of one service under the name of another', 'unknown', { ...iamPut, over: { eventSource: 'ecr.amazonaws.com' } }],
    ['a name that every object has', 'unknown', { ...SET, name: 'constructor' }],
    ['another account', 'otherAccount', { ...SET, over: { recipientAccountId: FOREIGN } }],
    ["another account's registry", 'otherAccount', { ...SET, parameters: { repositoryName: 'team/app', registryId: FOREIGN } }],
    ["another account's repository", 'otherAccount', tag(`arn:aws:ecr:${REGION}:${FOREIGN}:repository/team/app`)],
    ['a registry that is no account', 'malformed', { ...SET, parameters: { repositoryName: 'team/app', registryId: 'mine' } }],
    [
      'a registry that is no text',
      'malformed',
      { ...SET, parameters: { repositoryName: 'team/app', registryId: { toString: 1, valueOf: 1 } } },
    ],
    ['a name that is no text', 'malformed', { ...SET, parameters: { repositoryName: ['team/app'] } }],
    ['a time that is none', 'malformed', { ...SET, over: { eventTime: 'yesterday' } }],
    ['an id that is none', 'malformed', { ...SET, over: { eventID: '1' } }],
    ['an account that is none', 'malformed', { ...SET, over: { recipientAccountId: '1' } }],
    ['nobody who acted', 'malformed', { ...SET, over: { userIdentity: null } }],
    ['parameters that are a list', 'malformed', { ...SET, over: { requestParameters: [] } }],
    ['a service event', 'forged', { ...SET, over: { eventType: 'AwsServiceEvent' } }],
    ['a data event', 'forged', { ...SET, over: { eventCategory: 'Data' } }],
    ['a write that says that it reads', 'forged', { ...SET, over: { readOnly: true } }],
    ['IAM elsewhere than where it is', 'forged', { ...iamPut, region: REGION }],
    ['a policy of another account', 'forged', attach(`arn:aws:iam::${FOREIGN}:policy/x`)],
    ['a policy of another partition', 'forged', attach('arn:aws-cn:iam::aws:policy/ReadOnlyAccess')],
    ['a policy that is a role', 'forged', attach(`arn:aws:iam::${ACCOUNT}:role/x`)],
    ['a policy that is no ARN', 'forged', attach('ReadOnlyAccess')],
    ['a repository of another region', 'forged', tag(`arn:aws:ecr:us-west-2:${ACCOUNT}:repository/team/app`)],
    ['a resource that is no repository', 'forged', tag(`arn:aws:s3:${REGION}:${ACCOUNT}:repository/team/app`)],
    ['a repository without a name', 'forged', tag(`arn:aws:ecr:${REGION}:${ACCOUNT}:repository/`)],
    [
      'a session of another role than it says',
      'forged',
      { ...SET, identity: acting({ arn: `arn:aws:sts::${ACCOUNT}:assumed-role/other/kurt` }) },
    ],
    ['a session of another account than it says', 'forged', { ...SET, identity: acting({ accountId: FOREIGN }) }],
    ['a session that is a user', 'forged', { ...SET, identity: acting({ arn: `arn:aws:iam::${ACCOUNT}:user/ana` }) }],
    ['a session without an ARN', 'forged', { ...SET, identity: acting({ arn: null }) }],
    [
      'a session of another partition',
      'forged',
      { ...SET, identity: acting({ arn: `arn:aws-cn:sts::${ACCOUNT}:assumed-role/admin/kurt` }) },
    ],
    ['a user that is a role', 'forged', { ...SET, identity: acting({ arn: `arn:aws:iam::${ACCOUNT}:role/x` }, IDENTITIES.user.identity) }],
    [
      'a root user with a name',
      'forged',
      { ...SET, identity: acting({ arn: `arn:aws:iam::${ACCOUNT}:user/root` }, IDENTITIES.root.identity) },
    ],
    ['a service without a name', 'forged', { ...SET, identity: { type: 'AWSService' } }],
    ['another account without its id', 'forged', { ...SET, identity: { type: 'AWSAccount' } }],
    ['an actor whose ARN is none', 'forged', { ...SET, identity: { type: 'SomethingNew', arn: 'somebody' } }],
  ])('%s', (_why, as, parts) => {
    expect(read(parts)).toMatchObject({ kind: 'refused', as, reason: expect.stringMatching(/\S/) });
  });

  test('what is no object, and what is no JSON', () => {
    for (const value of [null, [], 'text', 7]) expect(readEvent(value, SCOPE)).toMatchObject({ kind: 'refused', as: 'malformed' });
    for (const text of ['', '{', '{"eventName":"a","eventName":"b"}'])
      expect(readEventText(text, SCOPE)).toMatchObject({ as: 'malformed' });
  });

  test('a denied call of another account as that of another account: it is none of ours', () => {
    expect(read({ ...SET, over: { recipientAccountId: FOREIGN, errorCode: 'AccessDenied' } })).toMatchObject({ as: 'otherAccount' });
  });
});

test('in a partition that nobody knows, IAM may be anywhere', () => {
  const scope = { account: ACCOUNT, partition: 'aws-new' };
  const record = recordOf({
    ...{ service: 'iam', name: 'PutRolePolicy', parameters: { roleName: 'ci', policyName: 'pull' }, region: 'xx-new-1' },
    identity: IDENTITIES.service.identity,
  });
  expect(readEvent(record, scope)).toMatchObject({ kind: 'write', region: 'xx-new-1' });
});
