// What a write may have done to the account of the tests, by what it touched: there is a change wherever there is something to change.
import type { OrganizationTouched, Touched } from '../../../../../lib/events/touched.ts';
import type { Organization, Region, World } from '../../../../support/aws-server/world.ts';
import type { Group, Identity, Role, User } from '../../../../support/aws-server/world-identity.ts';
import { ACCOUNT, POLICY_TEXT, REGION } from '../../../server/world.ts';
import { AWS_POLICY, identityIn } from './rereading.ts';

export interface Change {
  readonly name: string;
  readonly change: (world: World) => void;
  /** What events of other writes tell, without which AWS does not let anybody do this. */
  readonly also?: readonly Touched[];
}

const DOCUMENT = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'ecr:PutImage', Resource: '*' }] };
const VERSIONS = [
  { VersionId: 'v7', IsDefaultVersion: true, Document: DOCUMENT },
  { VersionId: 'v1', IsDefaultVersion: false, Document: '{}' },
];

const NEW_GROUP: Group = {
  ...{ GroupName: 'ops', GroupId: 'AGPAOPS', Arn: `arn:aws:iam::${ACCOUNT}:group/ops`, Path: '/' },
  GroupPolicyList: [{ PolicyName: 'push', PolicyDocument: DOCUMENT }],
  AttachedManagedPolicies: [{ PolicyArn: AWS_POLICY }],
};

/** The changes that an event may tell of which touched these. */
export function changesOf(touched: readonly Touched[]): readonly Change[] {
  const [first, second] = touched;
  if (first?.kind === 'principal' && second?.kind === 'principal') return renames(first, second.name);
  return touched.flatMap(changesOfOne);
}

function changesOfOne(touched: Touched): readonly Change[] {
  switch (touched.kind) {
    case 'repository':
      return repositoryChanges(touched);
    case 'registry':
      return [settingChange(touched.part)];
    case 'template':
      return [
        inRegion('another template', (region) => {
          region.creationTemplates = [
            ...region.creationTemplates,
            { prefix: 'other', repositoryPolicy: POLICY_TEXT, appliedFor: ['REPLICATION'] },
          ];
        }),
      ];
    case 'principal':
      return principalChanges(touched);
    case 'inline':
      return [
        ofHolder('an inline policy', touched, (lists) => ({
          ...lists,
          inline: [{ PolicyName: touched.policy, PolicyDocument: DOCUMENT }],
        })),
        ofHolder('no inline policy', touched, (lists) => ({ ...lists, inline: [] })),
      ];
    case 'attachment':
      return [
        ofHolder('attached', touched, (lists) => ({ ...lists, attached: [...lists.attached, { PolicyArn: touched.policy }] })),
        ofHolder('all detached', touched, (lists) => ({ ...lists, attached: [] })),
      ];
    case 'membership':
      return [
        { name: 'out of the group', change: (world) => editUser(world, (user) => ({ ...user, GroupList: [] })) },
        {
          name: 'into a group that nobody has heard of',
          change: (world) => {
            identityIn(world, { GroupDetailList: [...identityOf(world).GroupDetailList, NEW_GROUP] });
            editUser(world, (user) => ({ ...user, GroupList: ['developers', 'ops'] }));
          },
        },
      ];
    case 'managed':
      return [
        { name: 'another version in force', change: (world) => editPolicies(world, (arn) => arn === touched.policy, VERSIONS) },
        {
          name: 'deleted',
          change: (world) => identityIn(world, { Policies: identityOf(world).Policies.filter(({ Arn }) => Arn !== touched.policy) }),
        },
      ];
    case 'organization':
      return organizationChanges(touched);
  }
}

function repositoryChanges({ repository, part }: Extract<Touched, { kind: 'repository' }>): readonly Change[] {
  const edit = (name: string, change: (region: Region) => Region['repositories']) =>
    inRegion(name, (region) => {
      region.repositories = change(region);
    });
  const others = ({ repositories }: Region) => repositories.filter(({ name }) => name !== repository);
  const tags = { env: 'prod' };
  if (part === 'existence')
    return [edit('deleted', others), edit('made again without anything', (region) => [...others(region), { name: repository }])];
  if (part === 'policy')
    return [
      edit('no policy', (region) => [...others(region), { name: repository, tags }]),
      edit('another policy', (region) => [...others(region), { name: repository, tags, policyText: JSON.stringify(DOCUMENT) }]),
    ];
  return [
    edit('other tags', (region) => region.repositories.map((each) => (each.name === repository ? { ...each, tags: { team: 'b' } } : each))),
  ];
}

function settingChange(part: Extract<Touched, { kind: 'registry' }>['part']): Change {
  return inRegion(`another ${part}`, (region) => {
    switch (part) {
      case 'policy':
        delete region.registryPolicyText;
        return;
      case 'policyScope':
        region.settings = { ...region.settings, REGISTRY_POLICY_SCOPE: 'V1' };
        return;
      case 'replication':
        region.replicationRules = [];
        return;
      case 'pullThroughCacheRules':
        region.pullThroughCacheRules = [];
    }
  });
}

function organizationChanges(touched: OrganizationTouched): readonly Change[] {
  switch (touched.part) {
    case 'policy':
      return [
        ofOrganization('another text', (organization) => {
          organization.policies = organization.policies.map((each) =>
            each.id === touched.policy ? { ...each, content: JSON.stringify(DOCUMENT) } : each,
          );
        }),
      ];
    case 'attachment':
      return [
        ofOrganization('detached', (organization) => {
          organization.policies = organization.policies.filter(({ id }) => id !== 'p-guard');
        }),
        ofOrganization('another policy attached, and a new one', (organization) => {
          const added = organization.policies.map((each) => ({ ...each, targets: [...each.targets, touched.target] }));
          const made = { ...{ id: 'p-new', name: 'new', content: JSON.stringify(DOCUMENT) }, targets: [touched.target] };
          organization.policies = [...added, { ...made, type: 'RESOURCE_CONTROL_POLICY' }];
        }),
      ];
    case 'policyTypes':
    case 'policyName':
      return [
        ofOrganization('one type of policies less', (organization) => {
          organization.root = { ...organization.root, policyTypes: ['SERVICE_CONTROL_POLICY'] };
        }),
      ];
    case 'member':
      return [
        moved('moved to the root', touched.account, (organization) => organization.root.id),
        moved('moved to a new unit', touched.account, (organization) => {
          const unit = { id: 'ou-ex01-new', name: 'new', parent: organization.root.id };
          organization.units = [...organization.units, unit];
          const attached = ['p-full', 'p-perimeter'];
          organization.policies = organization.policies.map((each) =>
            attached.includes(each.id) ? { ...each, targets: [...each.targets, unit.id] } : each,
          );
          return unit.id;
        }),
        ofOrganization('gone', (organization) => {
          organization.members = organization.members.filter(({ id }) => id !== touched.account);
        }),
      ];
    case 'members':
      return [
        ofOrganization('there is none any more', (_, world) => {
          delete world.organization;
        }),
      ];
  }
}

function ofOrganization(name: string, change: (organization: Organization, world: World) => void): Change {
  return { name, change: (world) => change(world.organization!, world) };
}

function moved(name: string, account: string, parentIn: (organization: Organization) => string): Change {
  return ofOrganization(name, (organization) => {
    const parent = parentIn(organization);
    organization.members = organization.members.map((member) => (member.id === account ? { ...member, parent } : member));
  });
}

type PrincipalTouched = Extract<Touched, { kind: 'principal' }>;

function principalChanges({ of, name, part }: PrincipalTouched): readonly Change[] {
  const edit = (what: string, change: (holder: Holder) => Holder): Change => ({
    name: what,
    change: (world) => editNamed(world, of, name, change),
  });
  if (part === 'existence') return [deleted('deleted', of, name), edit('made again', madeAgain)];
  if (part === 'boundary')
    return [edit('another boundary', (holder) => ({ ...holder, PermissionsBoundary: { PermissionsBoundaryArn: AWS_POLICY } }))];
  if (part === 'tags') return [edit('other tags', (holder) => ({ ...holder, Tags: [{ Key: 'a', Value: 'b' }] }))];
  return [edit('another trust policy', (holder) => ({ ...holder, AssumeRolePolicyDocument: DOCUMENT }))];
}

/** Another one of the same name, with other policies than the one before. */
function madeAgain(holder: Holder): Holder {
  const inline = [{ PolicyName: 'new', PolicyDocument: DOCUMENT }];
  const attached = { AttachedManagedPolicies: [{ PolicyArn: AWS_POLICY }] };
  if ('UserName' in holder) return { ...holder, UserId: 'AIDANEW', UserPolicyList: inline, GroupList: [], ...attached };
  if ('RoleName' in holder) return { ...holder, RoleId: 'AROANEW', RolePolicyList: inline, ...attached };
  return { ...holder, GroupId: 'AGPANEW', GroupPolicyList: inline, ...attached };
}

function renames({ of, name }: PrincipalTouched, to: string): readonly Change[] {
  const arn = `arn:aws:iam::${ACCOUNT}:${of}/${to}`;
  return [
    {
      name: 'renamed',
      change: (world) => {
        editNamed(world, of, name, (holder) => ({ ...holder, Arn: arn, ...(of === 'user' ? { UserName: to } : { GroupName: to }) }));
        if (of === 'group') editUser(world, (user) => ({ ...user, GroupList: [to] }));
      },
    },
    deleted('deleted since it was renamed', of, name),
  ];
}

function deleted(name: string, of: PrincipalTouched['of'], whom: string): Change {
  return {
    name,
    change: (world) => {
      editNamed(world, of, whom, () => undefined);
      if (of === 'group') editUser(world, (user) => ({ ...user, GroupList: [] }));
    },
    ...(of === 'group' ? { also: [{ kind: 'membership', name: 'ana', group: whom }] } : {}),
  };
}

type Holder = User | Role | Group;

function identityOf(world: World): Identity {
  return world.accounts[ACCOUNT]!.identity;
}

function editUser(world: World, change: (user: User) => User): void {
  identityIn(world, { UserDetailList: identityOf(world).UserDetailList.map(change) });
}

function editPolicies(
  world: World,
  isMeant: (arn: string) => boolean,
  versions: Identity['Policies'][number]['PolicyVersionList'] & object,
): void {
  identityIn(world, {
    Policies: identityOf(world).Policies.map((policy) =>
      isMeant(policy.Arn) ? { ...policy, DefaultVersionId: 'v7', PolicyVersionList: versions } : policy,
    ),
  });
}

function editNamed(world: World, of: PrincipalTouched['of'], name: string, change: (holder: Holder) => Holder | undefined): void {
  const { UserDetailList: users, RoleDetailList: roles, GroupDetailList: groups } = identityOf(world);
  // INVARIANT: a change keeps what somebody is.
  const edited = <H extends Holder>(list: readonly H[], nameOf: (holder: H) => string) =>
    list.flatMap((holder) => (nameOf(holder) === name ? ((change(holder) as H | undefined) ?? []) : holder));
  identityIn(world, {
    ...(of === 'user' ? { UserDetailList: edited(users, ({ UserName }) => UserName) } : {}),
    ...(of === 'role' ? { RoleDetailList: edited(roles, ({ RoleName }) => RoleName) } : {}),
    ...(of === 'group' ? { GroupDetailList: edited(groups, ({ GroupName }) => GroupName) } : {}),
  });
}

const INLINE = { user: 'UserPolicyList', role: 'RolePolicyList', group: 'GroupPolicyList' } as const;

interface Lists {
  readonly inline: NonNullable<User['UserPolicyList']>;
  readonly attached: NonNullable<User['AttachedManagedPolicies']>;
}

function ofHolder(
  name: string,
  touched: { readonly of: PrincipalTouched['of']; readonly name: string },
  change: (lists: Lists) => Lists,
): Change {
  return {
    name,
    change: (world) =>
      editNamed(world, touched.of, touched.name, (holder) => {
        const { attached, inline } = change({ attached: holder.AttachedManagedPolicies ?? [], inline: inlineOf(holder) });
        return { ...holder, AttachedManagedPolicies: attached, [INLINE[touched.of]]: inline };
      }),
  };
}

function inlineOf(holder: Holder): Lists['inline'] {
  if ('UserName' in holder) return holder.UserPolicyList ?? [];
  return ('RoleName' in holder ? holder.RolePolicyList : holder.GroupPolicyList) ?? [];
}

function inRegion(name: string, change: (region: Region) => void): Change {
  return { name, change: (world) => change(world.accounts[ACCOUNT]!.regions[REGION]!) };
}
