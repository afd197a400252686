// What keeps authorization details from being those of an account, although each page of them is well formed.
import type { GroupFile, IdentityFile, ManagedPolicyFile, RoleFile, UserFile } from '../../snapshot/schema.ts';
import type { Session } from '../client/session.ts';

/** The first contradiction, in words. */
export function identityProblem({ partition, account }: Pick<Session, 'partition' | 'account'>, file: IdentityFile): string | undefined {
  const { UserDetailList: users, GroupDetailList: groups, RoleDetailList: roles, Policies: policies } = file;
  const owner = `arn:${partition}:iam::${account}`;
  const entities: readonly Entity[] = [
    ...users.map((user) => ({ kind: 'user', name: user.UserName, file: user }) as const),
    ...groups.map((group) => ({ kind: 'group', name: group.GroupName, file: group }) as const),
    ...roles.map((role) => ({ kind: 'role', name: role.RoleName, file: role }) as const),
  ];
  return (
    firstOf(entities, (entity) => foreignEntity(entity, owner)) ??
    firstOf(policies, (policy) => foreignPolicy(policy, [owner, `arn:${partition}:iam::aws`])) ??
    twice([...entities.map(namedEntity), ...policies.map((policy) => ({ key: policy.Arn, file: policy }))]) ??
    missingGroup(users, groups)
  );
}

interface Entity {
  readonly kind: 'user' | 'group' | 'role';
  readonly name: string;
  readonly file: (UserFile | GroupFile | RoleFile) & { readonly Arn?: unknown; readonly Path?: unknown };
}

/** The ARN says account, kind, path and name once more. */
function foreignEntity({ kind, name, file: { Arn: arn, Path: path } }: Entity, owner: string): string | undefined {
  const [first, last] = typeof path === 'string' ? [`${owner}:${kind}${path}${name}`, ''] : [`${owner}:${kind}/`, `/${name}`];
  const agrees = typeof arn === 'string' && (last === '' ? arn === first : arn.startsWith(first) && arn.endsWith(last));
  return agrees ? undefined : `\`${arn}\` is not the ${kind} \`${name}\` of this account`;
}

function foreignPolicy({ Arn: arn }: ManagedPolicyFile, owners: readonly string[]): string | undefined {
  return owners.some((owner) => arn.startsWith(`${owner}:policy/`)) ? undefined : `\`${arn}\` is not a policy of this account`;
}

interface Named {
  readonly key: string;
  readonly file: object;
}

/** B24: names are unique without regard to case. */
function namedEntity({ kind, name, file }: Entity): Named {
  return { key: `${kind} ${name.toLowerCase()}`, file };
}

/** Pages may repeat an entry; two entries of one name that differ leave none of them known. */
function twice(entries: readonly Named[]): string | undefined {
  const seen = new Map<string, object>();
  return firstOf(entries, ({ key, file }) => {
    const before = seen.get(key);
    seen.set(key, file);
    const isSame = before === undefined || JSON.stringify(before) === JSON.stringify(file);
    return isSame ? undefined : `${key} is there twice, and differs`;
  });
}

function missingGroup(users: readonly UserFile[], groups: readonly GroupFile[]): string | undefined {
  const known = new Set(groups.map(({ GroupName: name }) => name.toLowerCase()));
  return firstOf(users, ({ UserName: user, GroupList: list = [] }) => {
    const missing = list.find((name) => !known.has(name.toLowerCase()));
    return missing === undefined ? undefined : `user \`${user}\` is in the group \`${missing}\`, which is not there`;
  });
}

function firstOf<T>(items: readonly T[], problem: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = problem(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
