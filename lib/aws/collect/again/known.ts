// What the snapshot has of principals and policies, and what was asked for since: nothing is asked twice.
import type { PolicyOwner } from '../../../model/policy-ref.ts';
import type { IdentityFile } from '../../../snapshot/schema.ts';
import type { Session } from '../../client/session.ts';
import type { Allowance } from './allowance.ts';
import { readManaged } from './managed.ts';
import type { RereadOutcome } from './outcome.ts';

type OwnerKind = PolicyOwner['kind'];

export interface KnownIdentity {
  readonly hasId: (of: OwnerKind, id: string) => boolean;
  /** A name as the snapshot spells it; undefined where nobody has it. */
  readonly spelling: (of: OwnerKind, name: string) => string | undefined;
  /** Whether the snapshot has what a managed policy says. */
  readonly hasDocument: (arn: string) => boolean;
  /** A managed policy, asked for once. */
  readonly document: (arn: string, allowance: Allowance) => Promise<RereadOutcome>;
  /** What `read` brings, the first time. */
  readonly once: (key: string, read: () => Promise<RereadOutcome>) => Promise<RereadOutcome>;
}

/** Of the principals that a snapshot has. */
export function knownOf(
  session: Session,
  { UserDetailList: users, RoleDetailList: roles, GroupDetailList: groups, Policies: policies }: IdentityFile,
): KnownIdentity {
  const named = {
    user: users.map(({ UserName, UserId }) => [UserName, UserId] as const),
    role: roles.map(({ RoleName, RoleId }) => [RoleName, RoleId] as const),
    group: groups.map(({ GroupName, GroupId }) => [GroupName, GroupId] as const),
  };
  const documents = new Set(
    policies.flatMap(({ Arn: arn, PolicyVersionList: list = [] }) => (list.some(({ Document }) => Document) ? arn : [])),
  );
  const asked = new Map<string, Promise<RereadOutcome>>();
  const once: KnownIdentity['once'] = (key, read) => {
    const answer = asked.get(key) ?? read();
    asked.set(key, answer);
    return answer;
  };
  return {
    hasId: (of, id) => named[of].some(([, other]) => other === id),
    spelling: (of, name) => named[of].find(([other]) => other.toLowerCase() === name.toLowerCase())?.[0],
    hasDocument: (arn) => documents.has(arn),
    document: (arn, allowance) => once(`policy ${arn}`, () => readManaged(session, allowance, arn)),
    once,
  };
}
