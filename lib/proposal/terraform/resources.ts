// Which resources of the AWS provider bear on access to repositories, and what reads each.
import {
  accountSetting,
  cacheRule,
  creationTemplate,
  listedSetting,
  registryPolicy,
  replication,
  repository,
  repositoryPolicy,
} from './ecr-resources.ts';
import { attachedOnlyTo, attachment, inlinePolicy, managedPolicy, onlyAttachments, onlyInline } from './iam-policies.ts';
import { group, principal } from './iam-principals.ts';
import { groupMembership, userGroups } from './memberships.ts';
import { type Reader, unread } from './resource-values.ts';
import { serviceLinkedRole } from './service-linked-role.ts';

/** By type. */
export const RESOURCES: Readonly<Record<string, Reader | null>> = {
  aws_ecr_repository: repository,
  aws_ecr_repository_policy: repositoryPolicy,
  aws_ecr_registry_policy: registryPolicy,
  aws_ecr_account_setting: accountSetting,
  aws_ecr_replication_configuration: replication,
  aws_ecr_repository_creation_template: listedSetting('creationTemplates', 'prefix', creationTemplate),
  aws_ecr_pull_through_cache_rule: listedSetting('pullThroughCacheRules', 'ecr_repository_prefix', cacheRule),
  aws_ecr_lifecycle_policy: null,
  aws_ecr_registry_scanning_configuration: null,
  aws_iam_role: principal('role'),
  aws_iam_user: principal('user'),
  aws_iam_group: group,
  aws_iam_service_linked_role: serviceLinkedRole,
  aws_iam_policy: managedPolicy,
  aws_iam_role_policy: inlinePolicy('role'),
  aws_iam_user_policy: inlinePolicy('user'),
  aws_iam_group_policy: inlinePolicy('group'),
  aws_iam_role_policy_attachment: attachment('role'),
  aws_iam_user_policy_attachment: attachment('user'),
  aws_iam_group_policy_attachment: attachment('group'),
  aws_iam_policy_attachment: attachedOnlyTo,
  aws_iam_role_policies_exclusive: onlyInline('role'),
  aws_iam_user_policies_exclusive: onlyInline('user'),
  aws_iam_group_policies_exclusive: onlyInline('group'),
  aws_iam_role_policy_attachments_exclusive: onlyAttachments('role'),
  aws_iam_user_policy_attachments_exclusive: onlyAttachments('user'),
  aws_iam_group_policy_attachments_exclusive: onlyAttachments('group'),
  aws_iam_group_membership: groupMembership,
  aws_iam_user_group_membership: userGroups,
  // Neither keys nor providers of identities nor settings of the account say what anybody may do.
  aws_iam_access_key: null,
  aws_iam_account_alias: null,
  aws_iam_account_password_policy: null,
  aws_iam_instance_profile: null,
  aws_iam_openid_connect_provider: null,
  aws_iam_saml_provider: null,
  aws_iam_security_token_service_preferences: null,
  aws_iam_server_certificate: null,
  aws_iam_service_specific_credential: null,
  aws_iam_signing_certificate: null,
  aws_iam_user_login_profile: null,
  aws_iam_user_ssh_key: null,
  aws_iam_virtual_mfa_device: null,
};

/** Types whose effect on access is not modelled; what they change is unknown. */
const BEARING =
  /^(?:aws_(?:ecr_|iam_|cloudformation_|ssoadmin_|organizations_(?:policy|account|organization))|awscc_(?:ecr|iam|sso|organizations)_)/;

/** A reader for a type that bears on access and is not in the table; undefined for all others. */
export function unmodelled(type: string): Reader | undefined {
  if (!BEARING.test(type) || type in RESOURCES) return undefined;
  return ({ type: of }) => ({ what: of, changes: [unread({ kind: 'everything' }, 'type', `what ${of} does to access is not modelled`)] });
}
