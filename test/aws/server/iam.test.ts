import { GetAccountAuthorizationDetailsCommand, GetPolicyCommand, GetPolicyVersionCommand, IAMClient } from '@aws-sdk/client-iam';
import { describe, expect, test } from 'vitest';
import { failureOf, started } from './started.ts';
import { ACCOUNT, BOUNDARY, LOCAL, PULL, READ_ONLY } from './world.ts';

const { world, settings } = await started();
const iam = new IAMClient(settings);

describe('authorization details', () => {
  test('one sweep gives users, groups, roles, own policies and the attached ones of AWS', async () => {
    const details = await iam.send(new GetAccountAuthorizationDetailsCommand({ MaxItems: 1000 }));
    expect(details.IsTruncated).toBe(false);
    expect(details.UserDetailList).toMatchObject([
      { UserName: 'ana', GroupList: ['developers'], Tags: [{ Key: 'team', Value: 'a&b <c>' }] },
    ]);
    expect(details.GroupDetailList).toMatchObject([{ GroupName: 'developers', GroupPolicyList: [] }]);
    expect(details.RoleDetailList).toMatchObject([{ RoleName: 'ci', AttachedManagedPolicies: [{ PolicyArn: LOCAL }] }]);
    expect(details.Policies?.map(({ Arn }) => Arn)).toEqual([LOCAL, READ_ONLY]);
  });

  test('policy documents are URL-encoded, brackets and quotes too', async () => {
    const { UserDetailList } = await iam.send(new GetAccountAuthorizationDetailsCommand({ Filter: ['User'] }));
    const text = UserDetailList?.[0]?.UserPolicyList?.[0]?.PolicyDocument ?? '';
    expect(text).toMatch(/^[A-Za-z0-9%_.~-]+$/);
    expect(JSON.parse(decodeURIComponent(text))).toEqual(PULL);
  });

  test('pages run through all lists, with a marker until the last', async () => {
    const names: string[] = [];
    let page = await iam.send(new GetAccountAuthorizationDetailsCommand({ MaxItems: 2 }));
    for (;;) {
      names.push(
        ...[page.UserDetailList, page.GroupDetailList, page.RoleDetailList, page.Policies].flatMap(
          (list) => list?.map(({ Arn }) => Arn ?? '') ?? [],
        ),
      );
      if (page.IsTruncated !== true) break;
      page = await iam.send(new GetAccountAuthorizationDetailsCommand({ MaxItems: 2, Marker: page.Marker }));
    }
    expect(names).toEqual([
      `arn:aws:iam::${ACCOUNT}:user/ana`,
      `arn:aws:iam::${ACCOUNT}:group/developers`,
      `arn:aws:iam::${ACCOUNT}:role/ci`,
      LOCAL,
      READ_ONLY,
    ]);
    expect(page.Marker).toBeUndefined();
  });

  test('filters leave out what is not named', async () => {
    const details = await iam.send(new GetAccountAuthorizationDetailsCommand({ Filter: ['AWSManagedPolicy'] }));
    expect(details.UserDetailList).toEqual([]);
    expect(details.Policies?.map(({ Arn }) => Arn)).toEqual([READ_ONLY]);
  });

  test('the world may leave out the policies of AWS', async () => {
    world.accounts[ACCOUNT]!.awsManagedInDetails = 'none';
    const details = await iam.send(new GetAccountAuthorizationDetailsCommand({}));
    expect(details.Policies?.map(({ Arn }) => Arn)).toEqual([LOCAL]);
  });

  test.each([
    ['an unknown filter', { Filter: ['Everything' as 'User'] }],
    ['too many items', { MaxItems: 1001 }],
    ['an invented marker', { Marker: 'invented' }],
  ])('%s: refused as invalid', async (_name, input) => {
    expect(await failureOf(iam.send(new GetAccountAuthorizationDetailsCommand(input)))).toMatchObject({
      name: 'ValidationError',
      status: 400,
    });
  });
});

describe('single policies', () => {
  test('a policy of AWS is read by its default version', async () => {
    const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn: BOUNDARY }));
    const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn: BOUNDARY, VersionId: Policy?.DefaultVersionId }));
    expect(Policy).toMatchObject({ PolicyName: 'PowerUserAccess', DefaultVersionId: 'v3' });
    expect(JSON.parse(decodeURIComponent(PolicyVersion?.Document ?? ''))).toEqual(PULL);
  });

  test('a policy or version that does not exist: no such entity', async () => {
    const policy = await failureOf(iam.send(new GetPolicyCommand({ PolicyArn: 'arn:aws:iam::aws:policy/Nothing' })));
    const version = await failureOf(iam.send(new GetPolicyVersionCommand({ PolicyArn: BOUNDARY, VersionId: 'v9' })));
    expect([policy, version]).toMatchObject([
      { name: 'NoSuchEntityException', status: 404 },
      { name: 'NoSuchEntityException', status: 404 },
    ]);
  });
});
