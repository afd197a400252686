// An account that is read by a full scan, changed, and read again where it was touched.
import type { Session } from '../../../../../lib/aws/client/session.ts';
import type { RereadOutcome } from '../../../../../lib/aws/collect/again/outcome.ts';
import { readAgain } from '../../../../../lib/aws/collect/again/read-again.ts';
import type { Touched } from '../../../../../lib/events/touched.ts';
import type { AccountSnapshot } from '../../../../../lib/model/snapshot.ts';
import { readSnapshotValue } from '../../../../../lib/snapshot/parse.ts';
import type { SnapshotFile } from '../../../../../lib/snapshot/schema.ts';
import type { World } from '../../../../support/aws-server/world.ts';
import type { Identity, User } from '../../../../support/aws-server/world-identity.ts';
import { ACCOUNT, LOCAL, PULL } from '../../../server/world.ts';
import { accountWorld } from '../../support/account-world.ts';
import { type Collecting, NO_WAITING } from '../../support/collecting.ts';

const SCANNED = NO_WAITING.now();
/** A minute after the scan. */
export const LATER = { ...NO_WAITING, now: () => SCANNED + 60_000 };
const NO_END = Number.POSITIVE_INFINITY;

export const DEPLOY = `arn:aws:iam::${ACCOUNT}:policy/team/deploy`;
export const AWS_POLICY = 'arn:aws:iam::aws:policy/ReadOnlyAccess';

/** The account of the collectors' tests with the policies that the events of tests name. */
export function eventWorld(): World {
  const world = accountWorld();
  const { identity } = world.accounts[ACCOUNT]!;
  const pull = [{ PolicyName: 'pull', PolicyDocument: PULL }];
  const versions = [{ VersionId: 'v1', IsDefaultVersion: true, Document: PULL }];
  identityIn(world, {
    GroupDetailList: identity.GroupDetailList.map((group) => ({
      ...group,
      GroupPolicyList: pull,
      AttachedManagedPolicies: [{ PolicyArn: LOCAL }],
    })),
    RoleDetailList: identity.RoleDetailList.map((role) => ({ ...role, RolePolicyList: pull })),
    Policies: [...identity.Policies, { Arn: DEPLOY, PolicyName: 'deploy', DefaultVersionId: 'v1', PolicyVersionList: versions }],
  });
  world.awsManagedPolicies.push({ Arn: AWS_POLICY, PolicyName: 'ReadOnlyAccess', DefaultVersionId: 'v1', PolicyVersionList: versions });
  return world;
}

/** With an organization that is read whole with ten calls: without units. */
export function withSmallOrganization(world: World): World {
  const organization = world.organization!;
  const { root, members, policies } = organization;
  organization.root = { ...root, policyTypes: ['SERVICE_CONTROL_POLICY'] };
  organization.units = [];
  organization.members = members.map((member) => ({ ...member, parent: root.id }));
  organization.policies = policies.map((policy) => ({ ...policy, targets: [root.id, ACCOUNT] }));
  return world;
}

/** Puts some of the lists into the account. */
export function identityIn(world: World, lists: Partial<Identity>): void {
  const account = world.accounts[ACCOUNT]!;
  account.identity = { ...account.identity, ...lists };
}

/** Changes one user, or takes it away. */
export function userIn(world: World, change: (user: User) => User | undefined): void {
  identityIn(world, { UserDetailList: world.accounts[ACCOUNT]!.identity.UserDetailList.flatMap((user) => change(user) ?? []) });
}

/** Reads again, with a session of its own, what was touched. */
export async function reread(
  { open }: Collecting,
  base: SnapshotFile,
  touched: readonly Touched[],
  options: { readonly until?: number; readonly session?: Session } = {},
): Promise<RereadOutcome> {
  const session = options.session ?? (await open({ timing: LATER }));
  try {
    return await readAgain(session, touched, { base, until: options.until ?? NO_END });
  } finally {
    session.clients.close();
  }
}

/** The snapshot as it is saved and judged, without when it was read, and its lists in one order. */
export function judged(file: SnapshotFile): Omit<AccountSnapshot, 'reread' | 'collectedAt'> {
  const reading = readSnapshotValue(JSON.parse(JSON.stringify(file)));
  if (reading.kind === 'problem') throw new Error(reading.reason);
  const { reread: _reread, collectedAt: _collectedAt, stock, ...snapshot } = reading.snapshot;
  const byArn = <T extends { readonly arn: string }>(list: readonly T[]) => list.toSorted((a, b) => (a.arn < b.arn ? -1 : 1));
  return { ...snapshot, stock: { groups: byArn(stock.groups), managedPolicies: byArn(stock.managedPolicies) } };
}
