// Changes of Terraform configurations, each by itself: what is there before, and what becomes of it. Names are of one case each.

export interface TerraformCase {
  /** In every name of the case, and in no other. */
  readonly id: string;
  readonly name: string;
  /** Applied before anything is planned; empty where everything is new. */
  readonly before: string;
  readonly after: string;
  /** Addresses whose effect the plan alone does not say. */
  readonly unresolved?: readonly string[];
}

// A role that is named here can list at once; to pull it needs a token as well.
export const PULL = '["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "ecr:DescribeImages", "ecr:ListImages"]';
export const TRUST =
  'jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }] })';
const LOGIN_PULL =
  'jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["ecr:GetAuthorizationToken", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"], Resource = "*" }] })';
const LOGIN_PUSH =
  'jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["ecr:GetAuthorizationToken", "ecr:BatchCheckLayerAvailability", "ecr:InitiateLayerUpload", "ecr:UploadLayerPart", "ecr:CompleteLayerUpload", "ecr:PutImage"], Resource = "*" }] })';
export const LIST =
  'jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["ecr:DescribeImages", "ecr:ListImages"], Resource = "*" }] })';

export function role(id: string, more = ''): string {
  return `resource "aws_iam_role" "${id}" {\n  name = "${id}"\n  assume_role_policy = ${TRUST}\n${more}}\n`;
}

export function user(id: string, more = ''): string {
  return `resource "aws_iam_user" "${id}" {\n  name = "${id}"\n${more}}\n`;
}

export function repository(id: string, more = ''): string {
  return `resource "aws_ecr_repository" "${id}" {\n  name = "${id}/app"\n${more}}\n`;
}

export function policy(id: string, text: string): string {
  return `resource "aws_iam_policy" "${id}" {\n  name = "${id}"\n  policy = ${text}\n}\n`;
}

export function repositoryPolicy(id: string, text: string): string {
  return `resource "aws_ecr_repository_policy" "${id}" {\n  repository = aws_ecr_repository.${id}.name\n  policy = ${text}\n}\n`;
}

export function pullBy(principal: string, condition = ''): string {
  return `jsonencode({ Version = "2012-10-17", Statement = [{ Sid = "Pull", Effect = "Allow", Principal = ${principal}, Action = ${PULL}${condition} }] })`;
}

export function document(id: string, body: string): string {
  return `data "aws_iam_policy_document" "${id}" {\n${body}\n}\n`;
}

export function statement(identifiers: string, sid = 'Pull'): string {
  return `  statement {\n    sid = "${sid}"\n    actions = ${PULL}\n    principals {\n      type = "AWS"\n      identifiers = ${identifiers}\n    }\n  }\n`;
}

export function inline(id: string, text: string): string {
  return `resource "aws_iam_role_policy" "${id}" {\n  name = "own"\n  role = aws_iam_role.${id}.id\n  policy = ${text}\n}\n`;
}

function whereTag(key: string, value: string): string {
  return `jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["ecr:DescribeImages", "ecr:ListImages"], Resource = "*", Condition = { StringEquals = { "${key}" = "${value}" } } }] })`;
}

function group(id: string, text?: string): string {
  const own =
    text === undefined
      ? ''
      : `resource "aws_iam_group_policy" "${id}" {\n  name = "own"\n  group = aws_iam_group.${id}.name\n  policy = ${text}\n}\n`;
  return `resource "aws_iam_group" "${id}" {\n  name = "${id}"\n}\n${own}`;
}

function member(id: string): string {
  return memberOf(id, [id]);
}

function memberOf(id: string, groups: readonly string[]): string {
  return `resource "aws_iam_user_group_membership" "${id}" {\n  user = aws_iam_user.${id}.name\n  groups = [${groups.map((each) => `aws_iam_group.${each}.name`).join(', ')}]\n}\n`;
}

function members(id: string, users: readonly string[]): string {
  return `resource "aws_iam_group_membership" "${id}" {\n  name = "${id}"\n  group = aws_iam_group.${id}.name\n  users = [${users.map((each) => `aws_iam_user.${each}.name`).join(', ')}]\n}\n`;
}

function attach(kind: string, id: string, policyId: string): string {
  return `resource "aws_iam_${kind}_policy_attachment" "${id}${policyId}" {\n  ${kind} = aws_iam_${kind}.${id}.name\n  policy_arn = aws_iam_policy.${policyId}.arn\n}\n`;
}

function attachedTo(id: string, roles: readonly string[]): string {
  return `resource "aws_iam_policy_attachment" "${id}" {\n  name = "${id}"\n  policy_arn = aws_iam_policy.${id}.arn\n  roles = [${roles.map((each) => `aws_iam_role.${each}.name`).join(', ')}]\n}\n`;
}

function forget(address: string): string {
  return `removed {\n  from = ${address}\n  lifecycle {\n    destroy = false\n  }\n}\n`;
}

const FOREIGN = '{ AWS = "arn:aws:iam::222222222222:root" }';

/** Files of modules, by path. */
export const MODULES: Readonly<Record<string, string>> = {
  'modules/c41/main.tf': `variable "name" {}\nresource "aws_iam_role" "this" {\n  name = var.name\n  assume_role_policy = ${TRUST}\n}\noutput "arn" {\n  value = aws_iam_role.this.arn\n}\n`,
  'modules/c14/main.tf': `variable "reader_arn" {}\nresource "aws_ecr_repository" "this" {\n  name = "c14/app"\n}\n${document('pull', statement('[var.reader_arn]'))}resource "aws_ecr_repository_policy" "this" {\n  repository = aws_ecr_repository.this.name\n  policy = data.aws_iam_policy_document.pull.json\n}\n`,
};

export const CASES: readonly TerraformCase[] = [
  { id: 'c01', name: 'repository-new', before: '', after: repository('c01') },
  {
    id: 'c02',
    name: 'repository-policy-literal',
    before: repository('c02'),
    after: repository('c02') + repositoryPolicy('c02', pullBy(FOREIGN)),
  },
  {
    id: 'c03',
    name: 'repository-policy-taken-away',
    before: repository('c03') + repositoryPolicy('c03', pullBy(FOREIGN)),
    after: repository('c03'),
  },
  {
    id: 'c04',
    name: 'repository-renamed',
    before: repository('c04') + repositoryPolicy('c04', pullBy(FOREIGN)),
    after: `resource "aws_ecr_repository" "c04" {\n  name = "c04/renamed"\n}\n${repositoryPolicy('c04', pullBy(FOREIGN))}`,
  },
  {
    id: 'c05',
    name: 'role-new-with-inline-policy',
    before: '',
    after: `${role('c05')}resource "aws_iam_role_policy" "c05" {\n  name = "pull"\n  role = aws_iam_role.c05.id\n  policy = ${LOGIN_PULL}\n}\n`,
  },
  {
    id: 'c06',
    name: 'role-policy-attachment-new-policy',
    before: role('c06'),
    after:
      role('c06') +
      policy('c06', LOGIN_PULL) +
      'resource "aws_iam_role_policy_attachment" "c06" {\n  role = aws_iam_role.c06.name\n  policy_arn = aws_iam_policy.c06.arn\n}\n',
  },
  {
    id: 'c07',
    name: 'attachments-exclusive-takes-push',
    before:
      role('c07') +
      policy('c07pull', LOGIN_PULL) +
      policy('c07push', LOGIN_PUSH) +
      ['pull', 'push']
        .map(
          (each) =>
            `resource "aws_iam_role_policy_attachment" "c07${each}" {\n  role = aws_iam_role.c07.name\n  policy_arn = aws_iam_policy.c07${each}.arn\n}\n`,
        )
        .join(''),
    after:
      role('c07') +
      policy('c07pull', LOGIN_PULL) +
      policy('c07push', LOGIN_PUSH) +
      ['pull', 'push']
        .map(
          (each) =>
            `resource "aws_iam_role_policy_attachment" "c07${each}" {\n  role = aws_iam_role.c07.name\n  policy_arn = aws_iam_policy.c07${each}.arn\n}\n`,
        )
        .join('') +
      'resource "aws_iam_role_policy_attachments_exclusive" "c07" {\n  role_name = aws_iam_role.c07.name\n  policy_arns = [aws_iam_policy.c07pull.arn]\n}\n',
  },
  {
    id: 'c08',
    name: 'role-policies-exclusive',
    before: `${role('c08')}resource "aws_iam_role_policy" "c08" {\n  name = "pull"\n  role = aws_iam_role.c08.id\n  policy = ${LOGIN_PULL}\n}\n`,
    after:
      role('c08') +
      'resource "aws_iam_role_policies_exclusive" "c08" {\n  role_name = aws_iam_role.c08.name\n  policy_names = []\n}\n' +
      `removed {\n  from = aws_iam_role_policy.c08\n  lifecycle {\n    destroy = false\n  }\n}\n`,
  },
  {
    id: 'c09',
    name: 'policy-attachment-to-several',
    before: role('c09') + user('c09u') + policy('c09', LOGIN_PULL),
    after:
      role('c09') +
      user('c09u') +
      policy('c09', LOGIN_PULL) +
      'resource "aws_iam_policy_attachment" "c09" {\n  name = "c09"\n  policy_arn = aws_iam_policy.c09.arn\n  roles = [aws_iam_role.c09.name]\n  users = [aws_iam_user.c09u.name]\n}\n',
  },
  {
    id: 'c10',
    name: 'group-membership',
    before:
      user('c10') +
      `resource "aws_iam_group" "c10" {\n  name = "c10"\n}\nresource "aws_iam_group_policy" "c10" {\n  name = "pull"\n  group = aws_iam_group.c10.name\n  policy = ${LOGIN_PULL}\n}\n`,
    after:
      user('c10') +
      `resource "aws_iam_group" "c10" {\n  name = "c10"\n}\nresource "aws_iam_group_policy" "c10" {\n  name = "pull"\n  group = aws_iam_group.c10.name\n  policy = ${LOGIN_PULL}\n}\nresource "aws_iam_group_membership" "c10" {\n  name = "c10"\n  group = aws_iam_group.c10.name\n  users = [aws_iam_user.c10.name]\n}\n`,
  },
  {
    id: 'c11',
    name: 'user-group-membership-of-new-group',
    before: user('c11'),
    after:
      user('c11') +
      `resource "aws_iam_group" "c11" {\n  name = "c11"\n}\nresource "aws_iam_group_policy" "c11" {\n  name = "push"\n  group = aws_iam_group.c11.name\n  policy = ${LOGIN_PUSH}\n}\nresource "aws_iam_user_group_membership" "c11" {\n  user = aws_iam_user.c11.name\n  groups = [aws_iam_group.c11.name]\n}\n`,
  },
  {
    id: 'c12',
    name: 'boundary-added',
    before:
      role('c12') +
      policy('c12', LIST) +
      `resource "aws_iam_role_policy" "c12" {\n  name = "pull"\n  role = aws_iam_role.c12.id\n  policy = ${LOGIN_PULL}\n}\n`,
    after:
      role('c12', '  permissions_boundary = aws_iam_policy.c12.arn\n') +
      policy('c12', LIST) +
      `resource "aws_iam_role_policy" "c12" {\n  name = "pull"\n  role = aws_iam_role.c12.id\n  policy = ${LOGIN_PULL}\n}\n`,
  },
  {
    id: 'c13',
    name: 'for-each-roles-and-policies',
    before: '',
    after: `resource "aws_iam_role" "c13" {\n  for_each = toset(["a", "b"])\n  name = "c13-\${each.key}"\n  assume_role_policy = ${TRUST}\n}\nresource "aws_iam_policy" "c13" {\n  for_each = toset(["a", "b"])\n  name = "c13-\${each.key}"\n  policy = each.key == "a" ? ${LOGIN_PULL} : ${LOGIN_PUSH}\n}\nresource "aws_iam_role_policy_attachment" "c13" {\n  for_each = toset(["a", "b"])\n  role = aws_iam_role.c13[each.key].name\n  policy_arn = aws_iam_policy.c13[each.key].arn\n}\n`,
  },
  {
    id: 'c14',
    name: 'module-with-reader',
    before: '',
    after: `${role('c14')}module "c14" {\n  source = "./modules/c14"\n  reader_arn = aws_iam_role.c14.arn\n}\n`,
  },
  {
    id: 'c15',
    name: 'document-of-new-role',
    before: repository('c15'),
    after:
      repository('c15') +
      role('c15') +
      document('c15', statement('[aws_iam_role.c15.arn]')) +
      repositoryPolicy('c15', 'data.aws_iam_policy_document.c15.json'),
  },
  {
    id: 'c16',
    name: 'document-of-old-and-new-role',
    before: repository('c16') + role('c16day'),
    after:
      repository('c16') +
      role('c16day') +
      role('c16night') +
      document('c16', statement('[aws_iam_role.c16day.arn, aws_iam_role.c16night.arn]')) +
      repositoryPolicy('c16', 'data.aws_iam_policy_document.c16.json'),
  },
  {
    id: 'c17',
    name: 'document-merged-from-sources-and-overrides',
    before: repository('c17'),
    after:
      repository('c17') +
      role('c17') +
      document('c17base', statement('["arn:aws:iam::222222222222:root"]') + statement('["arn:aws:iam::333333333333:root"]', 'Partner')) +
      document('c17over', statement('[aws_iam_role.c17.arn]')) +
      document(
        'c17',
        '  source_policy_documents = [data.aws_iam_policy_document.c17base.json]\n  override_policy_documents = [data.aws_iam_policy_document.c17over.json]\n',
      ) +
      repositoryPolicy('c17', 'data.aws_iam_policy_document.c17.json'),
  },
  {
    id: 'c18',
    name: 'jsonencode-of-new-role',
    before: repository('c18'),
    after: repository('c18') + role('c18') + repositoryPolicy('c18', pullBy('{ AWS = aws_iam_role.c18.arn }')),
    unresolved: ['aws_ecr_repository_policy.c18'],
  },
  {
    id: 'c19',
    name: 'managed-policy-changed',
    before:
      role('c19') +
      policy('c19', LOGIN_PULL) +
      'resource "aws_iam_role_policy_attachment" "c19" {\n  role = aws_iam_role.c19.name\n  policy_arn = aws_iam_policy.c19.arn\n}\n',
    after:
      role('c19') +
      policy('c19', LOGIN_PUSH) +
      'resource "aws_iam_role_policy_attachment" "c19" {\n  role = aws_iam_role.c19.name\n  policy_arn = aws_iam_policy.c19.arn\n}\n',
  },
  {
    id: 'c20',
    name: 'role-deleted',
    before: `${role('c20')}resource "aws_iam_role_policy" "c20" {\n  name = "pull"\n  role = aws_iam_role.c20.id\n  policy = ${LOGIN_PULL}\n}\n`,
    after: '',
  },
  {
    id: 'c21',
    name: 'for-all-values-of-organization',
    before: repository('c21'),
    after:
      repository('c21') +
      repositoryPolicy('c21', pullBy('"*"', ', Condition = { "ForAllValues:StringEquals" = { "aws:PrincipalOrgID" = "o-abcdefghij" } }')),
  },
  {
    id: 'c22',
    name: 'aws-managed-policy-attached',
    before: role('c22'),
    after:
      role('c22') +
      'resource "aws_iam_role_policy_attachment" "c22" {\n  role = aws_iam_role.c22.name\n  policy_arn = "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly"\n}\n',
  },
  {
    id: 'c23',
    name: 'managed-policy-arns-of-role',
    before: '',
    after: policy('c23', LOGIN_PULL) + role('c23', '  managed_policy_arns = [aws_iam_policy.c23.arn]\n'),
    // The plan has nothing of the list, in which literals may be too.
    unresolved: ['aws_iam_role.c23'],
  },
  {
    id: 'c24',
    name: 'inline-policy-of-role-exclusive',
    before: role('c24', `  inline_policy {\n    name = "push"\n    policy = ${LOGIN_PUSH}\n  }\n`),
    after: role('c24', `  inline_policy {\n    name = "pull"\n    policy = ${LOGIN_PULL}\n  }\n`),
  },
  {
    id: 'c25',
    name: 'resources-by-reference',
    before: role('c25'),
    after:
      role('c25') +
      repository('c25') +
      document(
        'c25',
        `  statement {\n    actions = ${PULL}\n    resources = [aws_ecr_repository.c25.arn]\n  }\n  statement {\n    actions = ["ecr:GetAuthorizationToken"]\n    resources = ["*"]\n  }\n`,
      ) +
      'resource "aws_iam_role_policy" "c25" {\n  name = "pull"\n  role = aws_iam_role.c25.name\n  policy = data.aws_iam_policy_document.c25.json\n}\n',
  },
  {
    id: 'c26',
    name: 'moved-and-unchanged',
    before: role('c26'),
    after:
      role('c26').replace('"aws_iam_role" "c26"', '"aws_iam_role" "c26moved"') +
      'moved {\n  from = aws_iam_role.c26\n  to = aws_iam_role.c26moved\n}\n',
  },
  {
    id: 'c27',
    name: 'count-of-roles',
    before: '',
    after: `resource "aws_iam_role" "c27" {\n  count = 2\n  name = "c27-${'$'}{count.index}"\n  assume_role_policy = ${TRUST}\n}\nresource "aws_iam_role_policy" "c27" {\n  count = 2\n  name = "pull"\n  role = aws_iam_role.c27[count.index].id\n  policy = ${LOGIN_PULL}\n}\n`,
  },
  {
    id: 'c28',
    name: 'tag-of-a-role-that-a-condition-asks-for',
    before: role('c28', '  tags = { team = "c28" }\n') + inline('c28', whereTag('aws:PrincipalTag/team', 'c28')),
    after: role('c28', '  tags = { team = "other" }\n') + inline('c28', whereTag('aws:PrincipalTag/team', 'c28')),
  },
  {
    id: 'c29',
    name: 'tag-of-a-repository-that-a-condition-asks-for',
    before: repository('c29') + role('c29r') + inline('c29r', whereTag('aws:ResourceTag/owner', 'c29')),
    after: repository('c29', '  tags = { owner = "c29" }\n') + role('c29r') + inline('c29r', whereTag('aws:ResourceTag/owner', 'c29')),
  },
  {
    id: 'c30',
    name: 'registry-policy',
    before: '',
    after:
      role('c30') +
      `resource "aws_ecr_registry_policy" "c30" {\n  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Sid = "c30", Effect = "Allow", Principal = { AWS = "arn:aws:iam::222222222222:root" }, Action = ["ecr:CreateRepository", "ecr:ReplicateImage"], Resource = "arn:aws:ecr:us-east-1:123456789012:repository/c30/*" }] })\n}\n` +
      repository('c30'),
  },
  {
    id: 'c31',
    name: 'role-renamed-that-a-document-names',
    before:
      repository('c31') +
      role('c31') +
      document('c31', statement('[aws_iam_role.c31.arn]')) +
      repositoryPolicy('c31', 'data.aws_iam_policy_document.c31.json'),
    after:
      repository('c31') +
      role('c31').replace('name = "c31"', 'name = "c31-renamed"') +
      document('c31', statement('[aws_iam_role.c31.arn]')) +
      repositoryPolicy('c31', 'data.aws_iam_policy_document.c31.json'),
  },
  {
    id: 'c32',
    name: 'user-policy-attachment',
    before: user('c32'),
    after: user('c32') + policy('c32', LOGIN_PULL) + attach('user', 'c32', 'c32'),
  },
  {
    id: 'c33',
    name: 'group-policy-attachment',
    before: user('c33') + group('c33') + member('c33'),
    after: user('c33') + group('c33') + member('c33') + policy('c33', LIST) + attach('group', 'c33', 'c33'),
  },
  {
    id: 'c34',
    name: 'user-policies-exclusive',
    before:
      user('c34') +
      `resource "aws_iam_user_policy" "c34" {\n  name = "pull"\n  user = aws_iam_user.c34.name\n  policy = ${LOGIN_PULL}\n}\n`,
    after:
      user('c34') +
      forget('aws_iam_user_policy.c34') +
      'resource "aws_iam_user_policies_exclusive" "c34" {\n  user_name = aws_iam_user.c34.name\n  policy_names = []\n}\n',
  },
  {
    id: 'c35',
    name: 'group-policy-attachments-exclusive',
    before: user('c35') + group('c35') + member('c35') + policy('c35', LIST) + attach('group', 'c35', 'c35'),
    after:
      user('c35') +
      group('c35') +
      member('c35') +
      policy('c35', LIST) +
      forget('aws_iam_group_policy_attachment.c35c35') +
      'resource "aws_iam_group_policy_attachments_exclusive" "c35" {\n  group_name = aws_iam_group.c35.name\n  policy_arns = []\n}\n',
  },
  {
    id: 'c36',
    name: 'user-policy-attachments-exclusive-of-new-policy',
    before: user('c36') + policy('c36a', LIST) + attach('user', 'c36', 'c36a'),
    after:
      user('c36') +
      policy('c36a', LIST) +
      policy('c36b', LOGIN_PULL) +
      forget('aws_iam_user_policy_attachment.c36c36a') +
      'resource "aws_iam_user_policy_attachments_exclusive" "c36" {\n  user_name = aws_iam_user.c36.name\n  policy_arns = [aws_iam_policy.c36b.arn]\n}\n',
  },
  {
    id: 'c37',
    name: 'policy-attachment-to-fewer',
    before: role('c37a') + role('c37b') + policy('c37', LIST) + attachedTo('c37', ['c37a', 'c37b']),
    after: role('c37a') + role('c37b') + policy('c37', LIST) + attachedTo('c37', ['c37a']),
  },
  {
    id: 'c38',
    name: 'group-membership-of-fewer',
    before: user('c38a') + user('c38b') + group('c38', LIST) + members('c38', ['c38a', 'c38b']),
    after: user('c38a') + user('c38b') + group('c38', LIST) + members('c38', ['c38b']),
  },
  {
    id: 'c39',
    name: 'user-group-membership-of-fewer',
    before: user('c39') + group('c39a', LIST) + group('c39b', LOGIN_PULL) + memberOf('c39', ['c39a', 'c39b']),
    after: user('c39') + group('c39a', LIST) + group('c39b', LOGIN_PULL) + memberOf('c39', ['c39a']),
  },
  {
    id: 'c40',
    name: 'boundary-taken-away',
    before: role('c40', '  permissions_boundary = aws_iam_policy.c40.arn\n') + policy('c40', LOGIN_PULL) + inline('c40', LIST),
    after: role('c40') + policy('c40', LOGIN_PULL) + inline('c40', LIST),
  },
  {
    id: 'c41',
    name: 'module-for-each-with-outputs',
    before: repository('c41'),
    after:
      repository('c41') +
      'module "c41" {\n  source = "./modules/c41"\n  for_each = toset(["x", "y"])\n  name = "c41-$' +
      '{each.key}"\n}\n' +
      document('c41', statement('[module.c41["x"].arn]')) +
      repositoryPolicy('c41', 'data.aws_iam_policy_document.c41.json'),
  },
  {
    id: 'c42',
    name: 'each-value-of-roles',
    before: repository('c42'),
    after:
      repository('c42') +
      `resource "aws_iam_role" "c42" {\n  for_each = toset(["a", "b"])\n  name = "c42-${'$'}{each.key}"\n  assume_role_policy = ${TRUST}\n}\nresource "aws_iam_role_policy" "c42" {\n  for_each = aws_iam_role.c42\n  name = "list"\n  role = each.value.name\n  policy = ${LIST}\n}\n`,
  },
  {
    id: 'c43',
    name: 'all-of-several-new-roles',
    before: repository('c43'),
    after:
      repository('c43') +
      `resource "aws_iam_role" "c43" {\n  count = 2\n  name = "c43-${'$'}{count.index}"\n  assume_role_policy = ${TRUST}\n}\n` +
      document('c43', statement('aws_iam_role.c43[*].arn')) +
      repositoryPolicy('c43', 'data.aws_iam_policy_document.c43.json'),
  },
  {
    id: 'c44',
    name: 'override-of-a-statement-of-the-same-sid',
    before: repository('c44'),
    after:
      repository('c44') +
      role('c44') +
      document('c44over', statement('[aws_iam_role.c44.arn]', 'Partner')) +
      document(
        'c44',
        statement('["arn:aws:iam::222222222222:root"]', 'Partner') +
          '  override_policy_documents = [data.aws_iam_policy_document.c44over.json]\n',
      ) +
      repositoryPolicy('c44', 'data.aws_iam_policy_document.c44.json'),
  },
  {
    id: 'c45',
    name: 'new-role-beside-a-literal',
    before: repository('c45'),
    after:
      repository('c45') +
      role('c45') +
      document('c45', statement('[aws_iam_role.c45.arn, "arn:aws:iam::222222222222:role/c45-partner"]')) +
      repositoryPolicy('c45', 'data.aws_iam_policy_document.c45.json'),
  },
  {
    id: 'c46',
    name: 'condition-on-a-new-role',
    before: repository('c46'),
    after:
      repository('c46') +
      role('c46') +
      document(
        'c46',
        statement('["*"]').replace(
          /\}\n$/,
          '  condition {\n      test = "ArnEquals"\n      variable = "aws:PrincipalArn"\n      values = [aws_iam_role.c46.arn]\n    }\n  }\n',
        ),
      ) +
      repositoryPolicy('c46', 'data.aws_iam_policy_document.c46.json'),
  },
  {
    id: 'c47',
    name: 'role-in-a-path-and-policy-in-a-path',
    before: repository('c47'),
    after:
      repository('c47') +
      role('c47', '  path = "/teams/c47/"\n') +
      document('c47', statement('[aws_iam_role.c47.arn]')) +
      repositoryPolicy('c47', 'data.aws_iam_policy_document.c47.json'),
  },
  {
    id: 'c48',
    name: 'jsonencode-of-a-role-that-is-there',
    before: repository('c48') + role('c48'),
    after: repository('c48') + role('c48') + repositoryPolicy('c48', pullBy('{ AWS = aws_iam_role.c48.arn }')),
  },
  {
    id: 'c49',
    name: 'two-statements-of-two-new-roles',
    before: repository('c49'),
    after:
      repository('c49') +
      role('c49a') +
      role('c49b') +
      document('c49', statement('[aws_iam_role.c49a.arn]', 'A') + statement('[aws_iam_role.c49b.arn]', 'B')) +
      repositoryPolicy('c49', 'data.aws_iam_policy_document.c49.json'),
  },
  {
    id: 'c50',
    name: 'a-local-of-a-new-role',
    before: repository('c50'),
    after:
      repository('c50') +
      role('c50') +
      'locals {\n  c50 = aws_iam_role.c50.arn\n}\n' +
      document('c50', statement('[local.c50]')) +
      repositoryPolicy('c50', 'data.aws_iam_policy_document.c50.json'),
    unresolved: ['aws_ecr_repository_policy.c50'],
  },
  {
    id: 'c51',
    name: 'repository-deleted-with-its-policy',
    before: repository('c51', '  force_delete = true\n') + repositoryPolicy('c51', pullBy(FOREIGN)),
    after: '',
  },
  {
    id: 'c52',
    name: 'deny-for-a-new-role',
    before: repository('c52') + repositoryPolicy('c52', pullBy(FOREIGN)),
    after:
      repository('c52') +
      role('c52') +
      inline('c52', LIST) +
      document(
        'c52',
        `  statement {\n    effect = "Deny"\n    actions = ["ecr:*"]\n    principals {\n      type = "AWS"\n      identifiers = [aws_iam_role.c52.arn]\n    }\n  }\n`,
      ) +
      repositoryPolicy('c52', 'data.aws_iam_policy_document.c52.json'),
  },
  {
    id: 'c53',
    name: 'new-exclusive-attachment-of-a-policy-that-another-has',
    before: role('c53a') + role('c53b') + policy('c53', LIST) + attach('role', 'c53a', 'c53'),
    after: role('c53a') + role('c53b') + policy('c53', LIST) + attach('role', 'c53a', 'c53') + attachedTo('c53', ['c53b']),
  },
];

/** Every case in one configuration. */
export function configurationOf(state: 'before' | 'after'): string {
  return CASES.map((each) => each[state]).join('\n');
}
