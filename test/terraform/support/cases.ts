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
const PULL = '["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "ecr:DescribeImages", "ecr:ListImages"]';
const TRUST = 'jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }] })';
const LOGIN_PULL =
  'jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["ecr:GetAuthorizationToken", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"], Resource = "*" }] })';
const LOGIN_PUSH =
  'jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["ecr:GetAuthorizationToken", "ecr:BatchCheckLayerAvailability", "ecr:InitiateLayerUpload", "ecr:UploadLayerPart", "ecr:CompleteLayerUpload", "ecr:PutImage"], Resource = "*" }] })';
const LIST = 'jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["ecr:DescribeImages", "ecr:ListImages"], Resource = "*" }] })';

function role(id: string, more = ''): string {
  return `resource "aws_iam_role" "${id}" {\n  name = "${id}"\n  assume_role_policy = ${TRUST}\n${more}}\n`;
}

function user(id: string, more = ''): string {
  return `resource "aws_iam_user" "${id}" {\n  name = "${id}"\n${more}}\n`;
}

function repository(id: string, more = ''): string {
  return `resource "aws_ecr_repository" "${id}" {\n  name = "${id}/app"\n${more}}\n`;
}

function policy(id: string, document: string): string {
  return `resource "aws_iam_policy" "${id}" {\n  name = "${id}"\n  policy = ${document}\n}\n`;
}

function repositoryPolicy(id: string, document: string): string {
  return `resource "aws_ecr_repository_policy" "${id}" {\n  repository = aws_ecr_repository.${id}.name\n  policy = ${document}\n}\n`;
}

function pullBy(principal: string, condition = ''): string {
  return `jsonencode({ Version = "2012-10-17", Statement = [{ Sid = "Pull", Effect = "Allow", Principal = ${principal}, Action = ${PULL}${condition} }] })`;
}

function document(id: string, body: string): string {
  return `data "aws_iam_policy_document" "${id}" {\n${body}\n}\n`;
}

function statement(identifiers: string, sid = 'Pull'): string {
  return `  statement {\n    sid = "${sid}"\n    actions = ${PULL}\n    principals {\n      type = "AWS"\n      identifiers = ${identifiers}\n    }\n  }\n`;
}

const FOREIGN = '{ AWS = "arn:aws:iam::222222222222:root" }';

/** Files of modules, by path. */
export const MODULES: Readonly<Record<string, string>> = {
      'modules/c14/main.tf': `variable "reader_arn" {}\nresource "aws_ecr_repository" "this" {\n  name = "c14/app"\n}\n${document('pull', statement('[var.reader_arn]'))}resource "aws_ecr_repository_policy" "this" {\n  repository = aws_ecr_repository.this.name\n  policy = data.aws_iam_policy_document.pull.json\n}\n`,
};

export const CASES: readonly TerraformCase[] = [
  { id: 'c01', name: 'repository-new', before: '', after: repository('c01') },
  { id: 'c02', name: 'repository-policy-literal', before: repository('c02'), after: repository('c02') + repositoryPolicy('c02', pullBy(FOREIGN)) },
  {
    id: 'c03', name: 'repository-policy-taken-away',
    before: repository('c03') + repositoryPolicy('c03', pullBy(FOREIGN)),
    after: repository('c03'),
  },
  {
    id: 'c04', name: 'repository-renamed',
    before: repository('c04') + repositoryPolicy('c04', pullBy(FOREIGN)),
    after: 'resource "aws_ecr_repository" "c04" {\n  name = "c04/renamed"\n}\n' + repositoryPolicy('c04', pullBy(FOREIGN)),
  },
  { id: 'c05', name: 'role-new-with-inline-policy', before: '', after: role('c05') + `resource "aws_iam_role_policy" "c05" {\n  name = "pull"\n  role = aws_iam_role.c05.id\n  policy = ${LOGIN_PULL}\n}\n` },
  { id: 'c06', name: 'role-policy-attachment-new-policy', before: role('c06'), after: role('c06') + policy('c06', LOGIN_PULL) + 'resource "aws_iam_role_policy_attachment" "c06" {\n  role = aws_iam_role.c06.name\n  policy_arn = aws_iam_policy.c06.arn\n}\n' },
  {
    id: 'c07', name: 'attachments-exclusive-takes-push',
    before: role('c07') + policy('c07pull', LOGIN_PULL) + policy('c07push', LOGIN_PUSH) + ['pull', 'push'].map((each) => `resource "aws_iam_role_policy_attachment" "c07${each}" {\n  role = aws_iam_role.c07.name\n  policy_arn = aws_iam_policy.c07${each}.arn\n}\n`).join(''),
    after: role('c07') + policy('c07pull', LOGIN_PULL) + policy('c07push', LOGIN_PUSH) + ['pull', 'push'].map((each) => `resource "aws_iam_role_policy_attachment" "c07${each}" {\n  role = aws_iam_role.c07.name\n  policy_arn = aws_iam_policy.c07${each}.arn\n}\n`).join('') + 'resource "aws_iam_role_policy_attachments_exclusive" "c07" {\n  role_name = aws_iam_role.c07.name\n  policy_arns = [aws_iam_policy.c07pull.arn]\n}\n',
  },
  {
    id: 'c08', name: 'role-policies-exclusive',
    before: role('c08') + `resource "aws_iam_role_policy" "c08" {\n  name = "pull"\n  role = aws_iam_role.c08.id\n  policy = ${LOGIN_PULL}\n}\n`,
    after: role('c08') + 'resource "aws_iam_role_policies_exclusive" "c08" {\n  role_name = aws_iam_role.c08.name\n  policy_names = []\n}\n' + `removed {\n  from = aws_iam_role_policy.c08\n  lifecycle {\n    destroy = false\n  }\n}\n`,
  },
  { id: 'c09', name: 'policy-attachment-to-several', before: role('c09') + user('c09u') + policy('c09', LOGIN_PULL), after: role('c09') + user('c09u') + policy('c09', LOGIN_PULL) + 'resource "aws_iam_policy_attachment" "c09" {\n  name = "c09"\n  policy_arn = aws_iam_policy.c09.arn\n  roles = [aws_iam_role.c09.name]\n  users = [aws_iam_user.c09u.name]\n}\n' },
  { id: 'c10', name: 'group-membership', before: user('c10') + `resource "aws_iam_group" "c10" {\n  name = "c10"\n}\nresource "aws_iam_group_policy" "c10" {\n  name = "pull"\n  group = aws_iam_group.c10.name\n  policy = ${LOGIN_PULL}\n}\n`, after: user('c10') + `resource "aws_iam_group" "c10" {\n  name = "c10"\n}\nresource "aws_iam_group_policy" "c10" {\n  name = "pull"\n  group = aws_iam_group.c10.name\n  policy = ${LOGIN_PULL}\n}\nresource "aws_iam_group_membership" "c10" {\n  name = "c10"\n  group = aws_iam_group.c10.name\n  users = [aws_iam_user.c10.name]\n}\n` },
  { id: 'c11', name: 'user-group-membership-of-new-group', before: user('c11'), after: user('c11') + `resource "aws_iam_group" "c11" {\n  name = "c11"\n}\nresource "aws_iam_group_policy" "c11" {\n  name = "push"\n  group = aws_iam_group.c11.name\n  policy = ${LOGIN_PUSH}\n}\nresource "aws_iam_user_group_membership" "c11" {\n  user = aws_iam_user.c11.name\n  groups = [aws_iam_group.c11.name]\n}\n` },
  {
    id: 'c12', name: 'boundary-added',
    before: role('c12') + policy('c12', LIST) + `resource "aws_iam_role_policy" "c12" {\n  name = "pull"\n  role = aws_iam_role.c12.id\n  policy = ${LOGIN_PULL}\n}\n`,
    after: role('c12', '  permissions_boundary = aws_iam_policy.c12.arn\n') + policy('c12', LIST) + `resource "aws_iam_role_policy" "c12" {\n  name = "pull"\n  role = aws_iam_role.c12.id\n  policy = ${LOGIN_PULL}\n}\n`,
  },
  {
    id: 'c13', name: 'for-each-roles-and-policies',
    before: '',
    after: `resource "aws_iam_role" "c13" {\n  for_each = toset(["a", "b"])\n  name = "c13-\${each.key}"\n  assume_role_policy = ${TRUST}\n}\nresource "aws_iam_policy" "c13" {\n  for_each = toset(["a", "b"])\n  name = "c13-\${each.key}"\n  policy = each.key == "a" ? ${LOGIN_PULL} : ${LOGIN_PUSH}\n}\nresource "aws_iam_role_policy_attachment" "c13" {\n  for_each = toset(["a", "b"])\n  role = aws_iam_role.c13[each.key].name\n  policy_arn = aws_iam_policy.c13[each.key].arn\n}\n`,
  },
  {
    id: 'c14', name: 'module-with-reader',
    before: '',
    after: role('c14') + 'module "c14" {\n  source = "./modules/c14"\n  reader_arn = aws_iam_role.c14.arn\n}\n',
  },
  { id: 'c15', name: 'document-of-new-role', before: repository('c15'), after: repository('c15') + role('c15') + document('c15', statement('[aws_iam_role.c15.arn]')) + repositoryPolicy('c15', 'data.aws_iam_policy_document.c15.json') },
  {
    id: 'c16', name: 'document-of-old-and-new-role',
    before: repository('c16') + role('c16day'),
    after: repository('c16') + role('c16day') + role('c16night') + document('c16', statement('[aws_iam_role.c16day.arn, aws_iam_role.c16night.arn]')) + repositoryPolicy('c16', 'data.aws_iam_policy_document.c16.json'),
  },
  {
    id: 'c17', name: 'document-merged-from-sources-and-overrides',
    before: repository('c17'),
    after: repository('c17') + role('c17') + document('c17base', statement('["arn:aws:iam::222222222222:root"]') + statement('["arn:aws:iam::333333333333:root"]', 'Partner')) + document('c17over', statement('[aws_iam_role.c17.arn]')) + document('c17', '  source_policy_documents = [data.aws_iam_policy_document.c17base.json]\n  override_policy_documents = [data.aws_iam_policy_document.c17over.json]\n') + repositoryPolicy('c17', 'data.aws_iam_policy_document.c17.json'),
  },
  { id: 'c18', name: 'jsonencode-of-new-role', before: repository('c18'), after: repository('c18') + role('c18') + repositoryPolicy('c18', pullBy('{ AWS = aws_iam_role.c18.arn }')), unresolved: ['aws_ecr_repository_policy.c18'] },
  { id: 'c19', name: 'managed-policy-changed', before: role('c19') + policy('c19', LOGIN_PULL) + 'resource "aws_iam_role_policy_attachment" "c19" {\n  role = aws_iam_role.c19.name\n  policy_arn = aws_iam_policy.c19.arn\n}\n', after: role('c19') + policy('c19', LOGIN_PUSH) + 'resource "aws_iam_role_policy_attachment" "c19" {\n  role = aws_iam_role.c19.name\n  policy_arn = aws_iam_policy.c19.arn\n}\n' },
  { id: 'c20', name: 'role-deleted', before: role('c20') + `resource "aws_iam_role_policy" "c20" {\n  name = "pull"\n  role = aws_iam_role.c20.id\n  policy = ${LOGIN_PULL}\n}\n`, after: '' },
  { id: 'c21', name: 'for-all-values-of-organization', before: repository('c21'), after: repository('c21') + repositoryPolicy('c21', pullBy('"*"', ', Condition = { "ForAllValues:StringEquals" = { "aws:PrincipalOrgID" = "o-abcdefghij" } }')) },
  { id: 'c22', name: 'aws-managed-policy-attached', before: role('c22'), after: role('c22') + 'resource "aws_iam_role_policy_attachment" "c22" {\n  role = aws_iam_role.c22.name\n  policy_arn = "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly"\n}\n' },
  { id: 'c23', name: 'managed-policy-arns-of-role', before: '', after: policy('c23', LOGIN_PULL) + role('c23', '  managed_policy_arns = [aws_iam_policy.c23.arn]\n') },
  { id: 'c24', name: 'inline-policy-of-role-exclusive', before: role('c24', `  inline_policy {\n    name = "push"\n    policy = ${LOGIN_PUSH}\n  }\n`), after: role('c24', `  inline_policy {\n    name = "pull"\n    policy = ${LOGIN_PULL}\n  }\n`) },
  { id: 'c25', name: 'resources-by-reference', before: role('c25'), after: role('c25') + repository('c25') + document('c25', `  statement {\n    actions = ${PULL}\n    resources = [aws_ecr_repository.c25.arn]\n  }\n  statement {\n    actions = ["ecr:GetAuthorizationToken"]\n    resources = ["*"]\n  }\n`) + 'resource "aws_iam_role_policy" "c25" {\n  name = "pull"\n  role = aws_iam_role.c25.name\n  policy = data.aws_iam_policy_document.c25.json\n}\n' },
  { id: 'c26', name: 'moved-and-unchanged', before: role('c26'), after: role('c26').replace('"aws_iam_role" "c26"', '"aws_iam_role" "c26moved"') + 'moved {\n  from = aws_iam_role.c26\n  to = aws_iam_role.c26moved\n}\n' },
];

/** Every case in one configuration. */
export function configurationOf(state: 'before' | 'after'): string {
  return CASES.map((each) => each[state]).join('\n');
}
