// The writes of Organizations (F26): those that change which control policies bear on an account, or where accounts are.
import type { Touched } from './touched.ts';
import { type Write, write } from './write.ts';

type OrganizationTouched = Extract<Touched, { kind: 'organization' }>['part'];

export const ORGANIZATION_WRITES = {
  AcceptHandshake: organization('members', ['handshakeId']),
  AttachPolicy: organization('attachment', ['policyId', 'targetId']),
  CloseAccount: organization('members', ['accountId']),
  CreateAccount: organization('members', []),
  CreateGovCloudAccount: organization('members', []),
  CreateOrganization: organization('members', []),
  DeleteOrganization: organization('members', []),
  DetachPolicy: organization('attachment', ['policyId', 'targetId']),
  DisablePolicyType: organization('policyType', ['rootId', 'policyType']),
  EnableAllFeatures: organization('policyType', []),
  EnablePolicyType: organization('policyType', ['rootId', 'policyType']),
  LeaveOrganization: organization('members', []),
  MoveAccount: organization('members', ['accountId', 'destinationParentId']),
  RemoveAccountFromOrganization: organization('members', ['accountId']),
  UpdatePolicy: organization('policy', ['policyId']),
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

/** The record has to name what the call cannot do without. */
function organization(part: OrganizationTouched, names: readonly string[]): Write {
  return write({ kind: 'organization', part }, names, () => [{ kind: 'organization', part }]);
}
