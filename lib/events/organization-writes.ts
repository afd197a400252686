// The writes of Organizations (F26): those that change which control policies bear on an account, or where accounts are.
import { accountId } from '../model/ids.ts';
import type { Touched } from './touched.ts';
import { textAt, type Write, write } from './write.ts';

const members: Touched = { kind: 'organization', part: 'members' };
const policyTypes: Touched = { kind: 'organization', part: 'policyTypes' };

export const ORGANIZATION_WRITES = {
  // Which account accepts, or is made, is in no member that both AWS's records and its answers always have.
  AcceptHandshake: write(members, ['handshakeId'], () => [members]),
  AttachPolicy: attachment(),
  CloseAccount: member([]),
  CreateAccount: write(members, [], () => [members]),
  CreateGovCloudAccount: write(members, [], () => [members]),
  CreateOrganization: write(members, [], () => [members]),
  DeleteOrganization: write(members, [], () => [members]),
  DetachPolicy: attachment(),
  DisablePolicyType: write(policyTypes, ['rootId', 'policyType'], () => [policyTypes]),
  EnableAllFeatures: write(policyTypes, [], () => [policyTypes]),
  EnablePolicyType: write(policyTypes, ['rootId', 'policyType'], () => [policyTypes]),
  LeaveOrganization: write({ kind: 'organization', part: 'member' }, [], ({ account }) => [placeOf(account)]),
  MoveAccount: member(['destinationParentId']),
  RemoveAccountFromOrganization: member([]),
  UpdatePolicy: write({ kind: 'organization' }, ['policyId'], ({ parameters }, policy) => [
    { kind: 'organization', part: 'policy', policy },
    ...(textAt(parameters, 'name') === undefined ? [] : [{ kind: 'organization', part: 'policyName' } as const]),
  ]),
} as const satisfies Readonly<Record<string, Write>>;

/** A policy counts once it is attached, a unit once an account is in it; the rest is invitations, tags and delegation. */
export const ORGANIZATION_WRITES_OF_NOTHING: ReadonlySet<string> = new Set(
  [
    'CancelHandshake CreateOrganizationalUnit CreatePolicy DeclineHandshake DeleteOrganizationalUnit DeletePolicy DeleteResourcePolicy',
    'DeregisterDelegatedAdministrator DisableAWSServiceAccess EnableAWSServiceAccess InviteAccountToOrganization',
    'InviteOrganizationToTransferResponsibility PutResourcePolicy RegisterDelegatedAdministrator TagResource TerminateResponsibilityTransfer',
    'UntagResource UpdateOrganizationalUnit UpdateResponsibilityTransfer',
  ].flatMap((names) => names.split(' ')),
);

function attachment(): Write {
  return write({ kind: 'organization', part: 'attachment' }, ['policyId', 'targetId'], (_, _policy, target) => [
    { kind: 'organization', part: 'attachment', target },
  ]);
}

/** Of a call that names the account, and these beside it. */
function member(others: readonly string[]): Write {
  return write({ kind: 'organization', part: 'member' }, ['accountId', ...others], (_, account = '') =>
    accountId(account) === undefined ? 'malformed' : [placeOf(account)],
  );
}

function placeOf(account: string): Touched {
  return { kind: 'organization', part: 'member', account };
}
