// Every fault at every call that reads something again.
import { describe, expect, test } from 'vitest';
import { APIS, type Api, PERMISSIONS } from '../../../../lib/aws/api/permissions.ts';
import type { Touched } from '../../../../lib/events/touched.ts';
import { overlaid } from '../../../../lib/scoped/overlaid.ts';
import type { SnapshotFile } from '../../../../lib/snapshot/schema.ts';
import { FAULTS } from '../../../support/aws-server/fault-table.ts';
import type { ServiceName } from '../../../support/aws-server/service.ts';
import { SERVICES } from '../../../support/aws-server/services/registry.ts';
import { ACCOUNT, READ_ONLY, REGION } from '../../server/world.ts';
import { collecting } from '../support/collecting.ts';
import { DEPLOY, eventWorld, identityIn, judged, reread, withSmallOrganization } from './support/rereading.ts';

const account = await collecting(() => withSmallOrganization(eventWorld()));
const { server, world, scan } = account;

/** The same for every test: the world is. */
let base: SnapshotFile | undefined;

/** What brings the calls of each API. */
const TOUCHED: Partial<Readonly<Record<Api, Touched>>> = {
  'ecr:DescribeRepositories': { kind: 'repository', region: REGION, repository: 'team/app', part: 'policy' },
  'ecr:GetRepositoryPolicy': { kind: 'repository', region: REGION, repository: 'team/app', part: 'policy' },
  'ecr:ListTagsForResource': { kind: 'repository', region: REGION, repository: 'team/app', part: 'policy' },
  'ecr:GetRegistryPolicy': { kind: 'registry', region: REGION, part: 'policy' },
  'ecr:GetAccountSetting': { kind: 'registry', region: REGION, part: 'policyScope' },
  'ecr:DescribeRegistry': { kind: 'registry', region: REGION, part: 'replication' },
  'ecr:DescribePullThroughCacheRules': { kind: 'registry', region: REGION, part: 'pullThroughCacheRules' },
  'ecr:DescribeRepositoryCreationTemplates': { kind: 'template', region: REGION, prefix: 'team' },
  'iam:GetUser': { kind: 'principal', of: 'user', name: 'ana', part: 'tags' },
  'iam:GetRole': { kind: 'principal', of: 'role', name: 'ci', part: 'tags' },
  'iam:GetGroup': { kind: 'principal', of: 'group', name: 'developers', part: 'existence' },
  'iam:GetUserPolicy': { kind: 'inline', of: 'user', name: 'ana', policy: 'pull' },
  'iam:GetRolePolicy': { kind: 'inline', of: 'role', name: 'ci', policy: 'pull' },
  'iam:GetGroupPolicy': { kind: 'inline', of: 'group', name: 'developers', policy: 'pull' },
  'iam:ListUserPolicies': { kind: 'principal', of: 'user', name: 'new-ana', part: 'existence' },
  'iam:ListRolePolicies': { kind: 'principal', of: 'role', name: 'new-ci', part: 'existence' },
  'iam:ListGroupPolicies': { kind: 'principal', of: 'group', name: 'new-developers', part: 'existence' },
  'iam:ListAttachedUserPolicies': { kind: 'attachment', of: 'user', name: 'ana', policy: READ_ONLY },
  'iam:ListAttachedRolePolicies': { kind: 'attachment', of: 'role', name: 'ci', policy: DEPLOY },
  'iam:ListAttachedGroupPolicies': { kind: 'attachment', of: 'group', name: 'developers', policy: DEPLOY },
  'iam:ListGroupsForUser': { kind: 'membership', name: 'ana', group: 'developers' },
  'iam:GetPolicy': { kind: 'managed', policy: DEPLOY },
  'iam:GetPolicyVersion': { kind: 'managed', policy: DEPLOY },
  'organizations:DescribeOrganization': { kind: 'organization', part: 'members' },
  'organizations:ListRoots': { kind: 'organization', part: 'policyTypes' },
  'organizations:ListParents': { kind: 'organization', part: 'member', account: ACCOUNT },
  'organizations:ListPoliciesForTarget': { kind: 'organization', part: 'attachment', target: ACCOUNT },
  'organizations:DescribePolicy': { kind: 'organization', part: 'policy', policy: 'p-guard' },
  'organizations:ListOrganizationalUnitsForParent': { kind: 'organization', part: 'members' },
  'organizations:ListAccountsForParent': { kind: 'organization', part: 'members' },
};

const OF_SCANS: readonly Api[] = ['account:ListRegions', 'iam:GetAccountAuthorizationDetails', 'tag:GetResources'];
const ASKED = APIS.filter((api) => ['scan', 'organization', 'reread'].includes(PERMISSIONS[api].need) && !OF_SCANS.includes(api));

test('what brings the calls of each API that is asked again is here', () => {
  expect(Object.keys(TOUCHED).sort()).toEqual([...ASKED].sort());
});

describe.each(ASKED)('%s', (api) => {
  const touched = [TOUCHED[api]!];
  const { service, operation } = placeOf(api);
  // One repository is asked for by its name, which has no pages.
  const isPaged = SERVICES[service].paged[operation] !== undefined && api !== 'ecr:DescribeRepositories';
  const rows = FAULTS.filter(({ fault, needsPages }) => fault.kind !== 'hang' && (isPaged || needsPages === undefined));

  test.each(rows)('$name: it is read in the end, or it is told and changes nothing', async ({ fault, times, heals }) => {
    base ??= await scan();
    newcomers();
    const expected = await reread(account, base, touched);
    server.faults.inject({ service, operation, fault, ...(times === undefined ? {} : { times }) });
    const { parts, failed } = await reread(account, base, touched);
    server.faults.clear();
    if (heals) expect({ parts, failed }).toEqual(expected);
    else expect(failed.map((each) => each.api)).toEqual([api]);
    const after = overlaid(base, parts);
    if (!heals) expect(judged(after)).toEqual(judged(base));
  });
});

/** Somebody new of each kind, so that there is somebody to read whole. */
function newcomers(): void {
  const { UserDetailList: users, RoleDetailList: roles, GroupDetailList: groups } = world.accounts[ACCOUNT]!.identity;
  const renamed = (arn: string) => arn.replace(/\/(?=[^/]*$)/, '/new-');
  identityIn(world, {
    UserDetailList: users.flatMap((each) => [
      each,
      { ...each, UserName: 'new-ana', UserId: 'AIDANEW', Arn: renamed(each.Arn), UserPolicyList: [] },
    ]),
    RoleDetailList: roles.flatMap((each) => [each, { ...each, RoleName: 'new-ci', RoleId: 'AROANEW', Arn: renamed(each.Arn) }]),
    GroupDetailList: groups.flatMap((each) => [each, { ...each, GroupName: 'new-developers', GroupId: 'AGPANEW', Arn: renamed(each.Arn) }]),
  });
}

function placeOf(api: Api): { readonly service: ServiceName; readonly operation: string } {
  const [prefix = '', operation = ''] = api.split(':');
  const service = Object.entries(SERVICES).find(([, each]) => each.prefix === prefix)?.[0];
  // INVARIANT: these are the names of the services.
  return { service: service as ServiceName, operation };
}
