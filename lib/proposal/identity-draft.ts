// Users, roles, groups and managed policies while changes are made to them: AWS's answers by name, replaced and never altered.
import type { PolicyOwner } from '../model/policy-ref.ts';
import type { GroupFile, IdentityFile, InlinePolicyFile, ManagedPolicyFile, RoleFile, UserFile } from '../snapshot/schema.ts';
import type { IdentityChange, PrincipalName, RenamedOwner } from './change.ts';

export interface IdentityDraft {
  /** Why the change is about nothing that is there; undefined where it was made. */
  readonly apply: (change: IdentityChange) => string | undefined;
  /** Says of a managed policy that nobody knows its document. */
  readonly forget: (arn: string, message: string) => void;
  /** What the changes come to; of what they left alone the very objects. */
  readonly file: () => IdentityFile;
  /** Names of groups, small letters, and ARNs of managed policies that are other ones now. */
  readonly altered: { readonly groups: ReadonlySet<string>; readonly policies: ReadonlySet<string> };
}

interface Held {
  readonly attached: readonly string[];
  readonly inline: readonly InlinePolicyFile[];
}

/** More versions of a managed policy AWS does not keep (F11). */
const MOST_VERSIONS = 5;

/** A draft of `file`; `root` is what ARNs of the account's identities begin with: `arn:aws:iam::111111111111`. */
export function identityDraft(file: IdentityFile, root: string): IdentityDraft {
  const users = byName(file.UserDetailList, ({ UserName }) => UserName);
  const roles = byName(file.RoleDetailList, ({ RoleName }) => RoleName);
  const groups = byName(file.GroupDetailList, ({ GroupName }) => GroupName);
  const policies = byName(
    file.Policies,
    ({ Arn }) => Arn,
    (arn) => arn,
  );
  const altered = { groups: new Set<string>(), policies: new Set<string>() };

  const held = ({ kind, name }: PolicyOwner): Held | undefined => {
    const user = kind === 'user' ? users.get(keyOf(name)) : undefined;
    const role = kind === 'role' ? roles.get(keyOf(name)) : undefined;
    const group = kind === 'group' ? groups.get(keyOf(name)) : undefined;
    const entity = user ?? role ?? group;
    const inline = user?.UserPolicyList ?? role?.RolePolicyList ?? group?.GroupPolicyList ?? [];
    return entity && { attached: (entity.AttachedManagedPolicies ?? []).map(({ PolicyArn }) => PolicyArn), inline };
  };

  const hold = ({ kind, name }: PolicyOwner, { attached, inline }: Held): void => {
    const key = keyOf(name);
    const AttachedManagedPolicies = attached.map((arn) => ({ PolicyArn: arn, PolicyName: arn.slice(arn.lastIndexOf('/') + 1) }));
    const [user, role, group] = [users.get(key), roles.get(key), groups.get(key)];
    if (kind === 'user' && user) users.set(key, { ...user, AttachedManagedPolicies, UserPolicyList: [...inline] });
    if (kind === 'role' && role) roles.set(key, { ...role, AttachedManagedPolicies, RolePolicyList: [...inline] });
    if (kind === 'group' && group) {
      groups.set(key, { ...group, AttachedManagedPolicies, GroupPolicyList: [...inline] });
      altered.groups.add(key);
    }
  };

  const change = (owner: PolicyOwner, next: (held: Held) => Held): string | undefined => {
    const now = held(owner);
    if (!now) return missing(owner);
    hold(owner, next(now));
    return undefined;
  };

  const everybody = (): readonly PolicyOwner[] => [
    ...[...users.values()].map(({ UserName: name }): PolicyOwner => ({ kind: 'user', name })),
    ...[...roles.values()].map(({ RoleName: name }): PolicyOwner => ({ kind: 'role', name })),
    ...[...groups.values()].map(({ GroupName: name }): PolicyOwner => ({ kind: 'group', name })),
  ];

  const holders = (arn: string): readonly PolicyOwner[] => everybody().filter((owner) => held(owner)?.attached.includes(arn));

  const detach = (owner: PolicyOwner, arn: string): string | undefined =>
    change(owner, ({ attached, inline }) => ({ attached: attached.filter((each) => each !== arn), inline }));

  const attach = (owner: PolicyOwner, arn: string): string | undefined =>
    change(owner, ({ attached, inline }) => ({ attached: attached.includes(arn) ? attached : [...attached, arn], inline }));

  const member = (name: string, group: string, isMember: boolean): string | undefined => {
    const user = users.get(keyOf(name));
    if (!user) return missing({ kind: 'user', name });
    if (isMember && !groups.has(keyOf(group))) return missing({ kind: 'group', name: group });
    const others = (user.GroupList ?? []).filter((each) => keyOf(each) !== keyOf(group));
    users.set(keyOf(name), { ...user, GroupList: isMember ? [...others, groups.get(keyOf(group))?.GroupName ?? group] : others });
    return undefined;
  };

  const put = ({ principal: { kind, name }, path, trust, tags }: Extract<IdentityChange, { readonly kind: 'principal' }>): void => {
    const key = keyOf(name);
    const arn = `${root}:${kind}${path}${name}`;
    const own = { Arn: arn, Path: path, ...(tags ? { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) } : {}) };
    if (kind === 'user') users.set(key, { UserName: name, ...(users.get(key) ?? { UserId: provisionalId('AIDA', arn) }), ...own });
    else {
      const before = roles.get(key) ?? { RoleId: provisionalId('AROA', arn) };
      roles.set(key, { RoleName: name, ...before, ...own, ...(trust === undefined ? {} : { AssumeRolePolicyDocument: trust }) });
    }
  };

  const bound = ({ kind, name }: PrincipalName, arn: string | null): string | undefined => {
    const key = keyOf(name);
    const [user, role] = [kind === 'user' ? users.get(key) : undefined, kind === 'role' ? roles.get(key) : undefined];
    const boundary = arn === null ? {} : { PermissionsBoundary: { PermissionsBoundaryArn: arn } };
    if (user) users.set(key, { ...unbounded(user), ...boundary });
    if (role) roles.set(key, { ...unbounded(role), ...boundary });
    return user || role ? undefined : missing({ kind, name });
  };

  const rename = ({ kind, name }: RenamedOwner, to: string): string | undefined => {
    const [from, key] = [keyOf(name), keyOf(to)];
    const [user, group] = [kind === 'user' ? users.get(from) : undefined, kind === 'group' ? groups.get(from) : undefined];
    if (user) {
      users.delete(from);
      users.set(key, { ...user, UserName: to });
    }
    if (group) {
      groups.delete(from);
      groups.set(key, { ...group, GroupName: to });
      altered.groups.add(from).add(key);
      for (const each of users.values())
        if (each.GroupList?.some((one) => keyOf(one) === from))
          users.set(keyOf(each.UserName), { ...each, GroupList: each.GroupList.map((one) => (keyOf(one) === from ? to : one)) });
    }
    return user || group ? undefined : missing({ kind, name });
  };

  const version = (arn: string, document: NonNullable<Extract<IdentityChange, { readonly kind: 'managedPolicy' }>['document']>): void => {
    const before = policies.get(arn);
    const kept = (before?.PolicyVersionList ?? []).map((each) => ({ ...each, IsDefaultVersion: false })).slice(0, MOST_VERSIONS - 1);
    const next = { VersionId: PROPOSED, IsDefaultVersion: true, Document: document };
    policies.set(arn, { Arn: arn, DefaultVersionId: PROPOSED, PolicyVersionList: [next, ...kept] });
    altered.policies.add(arn);
  };

  const apply = (each: IdentityChange): string | undefined => {
    switch (each.kind) {
      case 'inlinePolicy': {
        const { owner, name, document } = each;
        const added = document === null ? [] : [{ PolicyName: name, PolicyDocument: document }];
        if (document === null && !held(owner)) return undefined;
        return change(owner, ({ attached, inline }) => ({
          attached,
          inline: [...inline.filter((one) => one.PolicyName !== name), ...added],
        }));
      }
      case 'onlyInlinePolicies':
        return change(each.owner, ({ attached, inline }) => ({
          attached,
          inline: inline.filter(({ PolicyName: name }) => each.names.includes(name)),
        }));
      case 'managedPolicy':
        if (each.document !== null) version(each.arn, each.document);
        else {
          for (const owner of holders(each.arn)) detach(owner, each.arn);
          policies.delete(each.arn);
          altered.policies.add(each.arn);
        }
        return undefined;
      case 'attachment':
        if (!each.attached) return held(each.owner) ? detach(each.owner, each.arn) : undefined;
        return attach(each.owner, each.arn);
      case 'onlyAttachments':
        return change(each.owner, ({ inline }) => ({ attached: [...new Set(each.arns)], inline }));
      case 'attachedOnlyTo': {
        const meant = new Set(each.owners.map(({ kind, name }) => `${kind} ${keyOf(name)}`));
        for (const owner of holders(each.arn)) if (!meant.has(`${owner.kind} ${keyOf(owner.name)}`)) detach(owner, each.arn);
        return each.owners.map((owner) => attach(owner, each.arn)).find((reason) => reason !== undefined);
      }
      case 'membership':
        if (!each.member && !users.has(keyOf(each.user))) return undefined;
        return member(each.user, each.group, each.member);
      case 'boundary':
        return bound(each.owner, each.arn);
      case 'renamed':
        return rename(each.owner, each.to);
      case 'principal':
        return put(each) ?? undefined;
      case 'noPrincipal':
        (each.principal.kind === 'user' ? users : roles).delete(keyOf(each.principal.name));
        return undefined;
      case 'group': {
        const key = keyOf(each.name);
        groups.set(key, { ...groups.get(key), GroupName: each.name, Path: each.path, Arn: `${root}:group${each.path}${each.name}` });
        altered.groups.add(key);
        return undefined;
      }
      case 'noGroup':
        groups.delete(keyOf(each.name));
        altered.groups.add(keyOf(each.name));
        for (const user of users.values())
          if (user.GroupList?.some((group) => keyOf(group) === keyOf(each.name))) member(user.UserName, each.name, false);
        return undefined;
    }
  };

  return {
    apply,
    forget: (arn, message) => {
      policies.set(arn, { Arn: arn, error: { code: UNRESOLVED, message, api: PROPOSAL } });
      altered.policies.add(arn);
    },
    file: () => ({
      ...file,
      UserDetailList: [...users.values()],
      GroupDetailList: [...groups.values()],
      RoleDetailList: [...roles.values()],
      Policies: [...policies.values()],
    }),
    altered,
  };
}

/** What a gap of a proposal says instead of a call and of an error of AWS. */
export const PROPOSAL = 'proposal';
export const UNRESOLVED = 'Unresolved';
/** The version that a proposal makes. */
const PROPOSED = 'proposed';

/** AWS gives ids when it makes somebody; until then the ARN stands for it. */
function provisionalId(prefix: 'AIDA' | 'AROA', arn: string): string {
  return `${prefix}(${arn})`;
}

/** Whether a unique id stands for one that AWS has not given yet. */
export function isProvisional(uniqueId: string): boolean {
  return uniqueId.endsWith(')');
}

function missing({ kind, name }: PolicyOwner): string {
  return `the snapshot has no ${kind} \`${name}\`, and the proposal makes none`;
}

/** B24: names are unique without regard to case. */
function keyOf(name: string): string {
  return name.toLowerCase();
}

type Entity = UserFile | RoleFile | GroupFile | ManagedPolicyFile;

/** Of those with one name the first stays. */
function byName<T extends Entity>(list: readonly T[], nameOf: (item: T) => string, key: (name: string) => string = keyOf): Map<string, T> {
  const found = new Map<string, T>();
  for (const each of list) if (!found.has(key(nameOf(each)))) found.set(key(nameOf(each)), each);
  return found;
}

function unbounded<T extends UserFile | RoleFile>(entity: T): T {
  const copy = { ...entity };
  delete copy.PermissionsBoundary;
  return copy;
}
