// Changes as modules and teams make them. Nothing of them is there before but what `before` says.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is what expressions of Terraform look like
import {
  document,
  inline,
  LIST,
  policy,
  pullBy,
  repository,
  repositoryPolicy,
  role,
  statement,
  type TerraformCase,
  TRUST,
  user,
} from './cases.ts';

const LISTING = '["ecr:DescribeImages", "ecr:ListImages"]';

function several(id: string, keys: string, more = ''): string {
  return `resource "aws_iam_role" "${id}" {\n  for_each = ${keys}\n  name = "${id}-\${each.key}"\n  assume_role_policy = ${TRUST}\n${more}}\n`;
}

function identity(id: string, resources: string, more = ''): string {
  return document(id, `  statement {\n    actions = ${LISTING}\n    resources = ${resources}\n${more}  }\n`);
}

/** What only the sources settle has `unresolved`; what even they do not has `dark`. */
export interface ModuleCase extends TerraformCase {
  readonly dark?: readonly string[];
}

/** Files of modules, by path. */
export const MODULE_FILES: Readonly<Record<string, string>> = {
  'modules/m01/main.tf': `
variable "create" { default = true }
variable "repository_name" {}
variable "repository_read_access_arns" {
  type    = list(string)
  default = []
}
variable "repository_read_write_access_arns" {
  type    = list(string)
  default = []
}
variable "repository_policy_statements" {
  type    = any
  default = {}
}
data "aws_partition" "current" {}
data "aws_caller_identity" "current" {}
locals {
  create_policy = var.create
}
resource "aws_ecr_repository" "this" {
  count = var.create ? 1 : 0
  name  = var.repository_name
}
data "aws_iam_policy_document" "repository" {
  count = local.create_policy ? 1 : 0
  dynamic "statement" {
    for_each = var.create ? [1] : []
    content {
      sid = "PrivateReadOnly"
      principals {
        type = "AWS"
        identifiers = coalescelist(
          concat(var.repository_read_access_arns, var.repository_read_write_access_arns),
          ["arn:\${data.aws_partition.current.partition}:iam::\${data.aws_caller_identity.current.account_id}:root"],
        )
      }
      actions = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "ecr:DescribeImages", "ecr:ListImages"]
    }
  }
  dynamic "statement" {
    for_each = length(var.repository_read_write_access_arns) > 0 ? [var.repository_read_write_access_arns] : []
    content {
      sid = "ReadWrite"
      principals {
        type        = "AWS"
        identifiers = statement.value
      }
      actions = ["ecr:BatchDeleteImage"]
    }
  }
  dynamic "statement" {
    for_each = var.repository_policy_statements
    content {
      sid     = try(statement.value.sid, null)
      effect  = try(statement.value.effect, null)
      actions = try(statement.value.actions, null)
      dynamic "principals" {
        for_each = try(statement.value.principals, [])
        content {
          type        = principals.value.type
          identifiers = principals.value.identifiers
        }
      }
    }
  }
}
resource "aws_ecr_repository_policy" "this" {
  count      = local.create_policy ? 1 : 0
  repository = aws_ecr_repository.this[0].name
  policy     = data.aws_iam_policy_document.repository[0].json
}
output "repository_arn" { value = try(aws_ecr_repository.this[0].arn, null) }
output "repository_name" { value = one(aws_ecr_repository.this[*].name) }
`,
  'modules/m04/main.tf': `variable "name" {}\n${repository('m04').replaceAll('"m04"', '"this"').replace('"m04/app"', '"m04/${var.name}"')}resource "aws_ecr_repository_policy" "this" {\n  repository = aws_ecr_repository.this.name\n  policy = ${pullBy('{ AWS = "arn:aws:iam::222222222222:root" }')}\n}\n`,
  'modules/m25/main.tf': `variable "reader" {}\n${document('this', statement('[var.reader]'))}output "json" {\n  value = data.aws_iam_policy_document.this.json\n}\n`,
  'modules/m26/main.tf': `${several('m26', 'toset(["a", "b"])')}output "roles" {\n  value = { for k, r in aws_iam_role.m26 : k => r.arn }\n}\n`,
  'policies/m07.json': `{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::222222222222:root" }, "Action": ${LISTING} }] }\n`,
  'policies/m06.json.tftpl': `{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Principal": { "AWS": "\${reader}" }, "Action": ${LISTING} }] }\n`,
};

export const MODULE_CASES: readonly ModuleCase[] = [
  {
    id: 'm01',
    name: 'the-shape-of-terraform-aws-modules-ecr',
    before: '',
    after: `${role('m01r') + role('m01w') + role('m01x')}module "m01" {\n  source = "./modules/m01"\n  repository_name = "m01/app"\n  repository_read_access_arns = [aws_iam_role.m01r.arn]\n  repository_read_write_access_arns = [aws_iam_role.m01w.arn]\n  repository_policy_statements = {\n    x = {\n      sid = "X"\n      actions = ["ecr:PutImageTagMutability"]\n      principals = [{ type = "AWS", identifiers = [aws_iam_role.m01x.arn] }]\n    }\n  }\n}\n${inline('m01x', 'data.aws_iam_policy_document.m01.json')}${identity('m01', '[module.m01.repository_arn]')}`,
    unresolved: ['module.m01.aws_ecr_repository_policy.this[0]'],
  },
  {
    id: 'm02',
    name: 'role-policies-exclusive-with-a-new-name',
    before: `${role('m02')}${inline('m02', LIST)}`,
    after: `${role('m02')}resource "aws_iam_role_policy" "m02" {\n  name = "other"\n  role = aws_iam_role.m02.id\n  policy = ${LIST}\n}\nresource "aws_iam_role_policies_exclusive" "m02" {\n  role_name = aws_iam_role.m02.name\n  policy_names = [aws_iam_role_policy.m02.name]\n}\n`,
  },
  {
    id: 'm03',
    name: 'inline-policy-that-is-emptied',
    before: role('m03', `  inline_policy {\n    name = "own"\n    policy = ${LIST}\n  }\n`),
    after: role('m03', '  inline_policy {}\n'),
  },
  {
    id: 'm04',
    name: 'module-that-is-moved-into-for-each',
    before: 'module "m04" {\n  source = "./modules/m04"\n  name = "a"\n}\n',
    after:
      'module "m04" {\n  source = "./modules/m04"\n  for_each = toset(["a", "b"])\n  name = each.key\n}\nmoved {\n  from = module.m04\n  to = module.m04["a"]\n}\n',
  },
  {
    id: 'm05',
    name: 'jsonencode-of-merge',
    before: repository('m05') + role('m05old'),
    after: `${repository('m05') + role('m05old') + role('m05')}locals {\n  m05 = { Version = "2012-10-17" }\n}\n${repositoryPolicy('m05', `jsonencode(merge(local.m05, { Statement = concat([for a in [aws_iam_role.m05.arn, aws_iam_role.m05old.arn] : { Effect = "Allow", Principal = { AWS = a }, Action = ${LISTING} }], []) }))`)}`,
    unresolved: ['aws_ecr_repository_policy.m05'],
  },
  {
    id: 'm06',
    name: 'templatefile-of-a-new-role',
    before: repository('m06'),
    after: `${repository('m06') + role('m06')}${repositoryPolicy('m06', 'templatefile("${path.module}/policies/m06.json.tftpl", { reader = aws_iam_role.m06.arn })')}`,
    unresolved: ['aws_ecr_repository_policy.m06'],
    dark: ['aws_ecr_repository_policy.m06'],
  },
  {
    id: 'm07',
    name: 'file-that-is-there',
    before: repository('m07'),
    after: repository('m07') + repositoryPolicy('m07', 'file("${path.module}/policies/m07.json")'),
  },
  {
    id: 'm08',
    name: 'chain-of-source-documents',
    before: repository('m08'),
    after: `${repository('m08') + role('m08')}${document('m08a', statement('[aws_iam_role.m08.arn]', 'A'))}${document('m08b', `  source_policy_documents = [data.aws_iam_policy_document.m08a.json]\n${statement('["arn:aws:iam::222222222222:root"]', 'B')}`)}${document('m08', '  source_policy_documents = [data.aws_iam_policy_document.m08b.json]\n')}${repositoryPolicy('m08', 'data.aws_iam_policy_document.m08.json')}`,
  },
  {
    id: 'm09',
    name: 'documents-by-for-each-joined-by-splat',
    before: repository('m09'),
    after: `${repository('m09')}${several('m09', 'toset(["a", "b"])')}data "aws_iam_policy_document" "m09each" {\n  for_each = aws_iam_role.m09\n  statement {\n    sid = upper(each.key)\n    actions = ${LISTING}\n    principals {\n      type = "AWS"\n      identifiers = [each.value.arn]\n    }\n  }\n}\n${document('m09', '  override_policy_documents = values(data.aws_iam_policy_document.m09each)[*].json\n')}${repositoryPolicy('m09', 'data.aws_iam_policy_document.m09.json')}`,
  },
  {
    id: 'm10',
    name: 'group-attachments-by-for-each',
    before: `${user('m10')}resource "aws_iam_group" "m10" {\n  name = "m10"\n}\nresource "aws_iam_user_group_membership" "m10" {\n  user = aws_iam_user.m10.name\n  groups = [aws_iam_group.m10.name]\n}\n`,
    after: `${user('m10')}${policy('m10', LIST)}resource "aws_iam_group" "m10" {\n  name = "m10"\n}\nresource "aws_iam_user_group_membership" "m10" {\n  user = aws_iam_user.m10.name\n  groups = [aws_iam_group.m10.name]\n}\nresource "aws_iam_group_policy_attachment" "m10" {\n  for_each = { own = aws_iam_policy.m10.arn, pull = "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly" }\n  group = aws_iam_group.m10.name\n  policy_arn = each.value\n}\n`,
    unresolved: ['aws_iam_group_policy_attachment.m10["own"]'],
  },
  {
    id: 'm11',
    name: 'boundary-from-a-data-source',
    before: role('m11') + inline('m11', LIST) + policy('m11', LIST.replace('ecr:ListImages', 'ecr:Nothing')),
    after: `${role('m11', '  permissions_boundary = data.aws_iam_policy.m11.arn\n')}${inline('m11', LIST)}${policy('m11', LIST.replace('ecr:ListImages', 'ecr:Nothing'))}data "aws_iam_policy" "m11" {\n  name = "m11"\n}\n`,
  },
  {
    id: 'm12',
    name: 'default-tags-of-a-provider',
    before: `${role('m12r')}${identity('m12', '["*"]', '    condition {\n      test = "StringEquals"\n      variable = "aws:ResourceTag/owner"\n      values = ["m12"]\n    }\n')}${inline('m12r', 'data.aws_iam_policy_document.m12.json')}`,
    after: `provider "aws" {\n  alias = "m12"\n  region = "us-east-1"\n  access_key = "AKIAEMULATOR"\n  secret_key = "example"\n  skip_credentials_validation = true\n  skip_metadata_api_check = true\n  endpoints {\n    ecr = "@URL@"\n    iam = "@URL@"\n    sts = "@URL@"\n  }\n  default_tags {\n    tags = { owner = "m12" }\n  }\n}\n${role('m12r')}${identity('m12', '["*"]', '    condition {\n      test = "StringEquals"\n      variable = "aws:ResourceTag/owner"\n      values = ["m12"]\n    }\n')}${inline('m12r', 'data.aws_iam_policy_document.m12.json')}${repository('m12', '  provider = aws.m12\n  tags = { stage = "dev" }\n')}`,
  },
  {
    id: 'm13',
    name: 'count-from-none-to-one',
    before: `resource "aws_iam_role" "m13" {\n  count = 0\n  name = "m13"\n  assume_role_policy = ${TRUST}\n}\n${policy('m13', LIST)}`,
    after: `resource "aws_iam_role" "m13" {\n  count = 1\n  name = "m13"\n  assume_role_policy = ${TRUST}\n}\n${policy('m13', LIST)}resource "aws_iam_role_policy_attachment" "m13" {\n  count = length(aws_iam_role.m13)\n  role = one(aws_iam_role.m13[*].name)\n  policy_arn = aws_iam_policy.m13.arn\n}\n`,
  },
  {
    id: 'm14',
    name: 'role-that-is-replaced-by-another-path',
    before:
      repository('m14') +
      role('m14') +
      document('m14', statement('[aws_iam_role.m14.arn]')) +
      repositoryPolicy('m14', 'data.aws_iam_policy_document.m14.json'),
    after:
      repository('m14') +
      role('m14', '  path = "/teams/"\n') +
      document('m14', statement('[aws_iam_role.m14.arn]')) +
      repositoryPolicy('m14', 'data.aws_iam_policy_document.m14.json'),
  },
  {
    id: 'm15',
    name: 'repository-from-a-data-source',
    before: repository('m15') + role('m15'),
    after: `${repository('m15') + role('m15')}data "aws_ecr_repository" "m15" {\n  name = "m15/app"\n}\n${identity('m15', '[data.aws_ecr_repository.m15.arn]')}${inline('m15', 'data.aws_iam_policy_document.m15.json')}`,
  },
  {
    id: 'm16',
    name: 'role-from-a-data-source-beside-a-new-one',
    before: repository('m16') + role('m16old'),
    after: `${repository('m16') + role('m16old') + role('m16')}data "aws_iam_role" "m16" {\n  name = "m16old"\n}\n${document('m16', statement('[data.aws_iam_role.m16.arn, aws_iam_role.m16.arn, "arn:aws:iam::${data.aws_caller_identity.me.account_id}:role/m16none"]'))}${repositoryPolicy('m16', 'data.aws_iam_policy_document.m16.json')}`,
  },
  {
    id: 'm17',
    name: 'many-functions-over-new-roles',
    before: repository('m17'),
    after: `${repository('m17')}${several('m17', 'toset(["a", "b", "c"])')}locals {\n  m17by  = zipmap(keys(aws_iam_role.m17), values(aws_iam_role.m17)[*].arn)\n  m17all = sort(distinct([lookup(local.m17by, "a", "none"), local.m17by["b"], try(local.m17by["z"], local.m17by["a"])]))\n}\n${repositoryPolicy('m17', pullBy('{ AWS = [for a in local.m17all : a if startswith(a, "arn:aws:iam") && !endswith(a, "-c")] }'))}`,
    unresolved: ['aws_ecr_repository_policy.m17'],
  },
  {
    id: 'm18',
    name: 'texts-of-an-arn',
    before: repository('m18') + user('m18'),
    after: `${repository('m18') + user('m18') + role('m18')}${repositoryPolicy('m18', pullBy('{ AWS = ["arn:aws:iam::${element(split(":", aws_iam_role.m18.arn), 4)}:user/${trimsuffix(trimprefix("x-m18-y", "x-"), "-y")}", format("%s:%s", join(":", slice(split(":", aws_iam_role.m18.arn), 0, 5)), split(":", aws_iam_role.m18.arn)[5])] }'))}`,
    unresolved: ['aws_ecr_repository_policy.m18'],
  },
  {
    id: 'm19',
    name: 'user-that-is-renamed-and-keeps-what-others-gave-him',
    before: `${user('m19')}resource "aws_iam_user_policy" "m19" {\n  name = "own"\n  user = aws_iam_user.m19.name\n  policy = ${LIST}\n}\n`,
    after: `resource "aws_iam_user" "m19" {\n  name = "m19-renamed"\n}\nremoved {\n  from = aws_iam_user_policy.m19\n  lifecycle {\n    destroy = false\n  }\n}\n`,
  },
  {
    id: 'm20',
    name: 'group-that-is-renamed-and-keeps-members-and-policies',
    before: `${user('m20')}resource "aws_iam_group" "m20" {\n  name = "m20"\n}\nresource "aws_iam_group_policy" "m20" {\n  name = "own"\n  group = aws_iam_group.m20.name\n  policy = ${LIST}\n}\nresource "aws_iam_user_group_membership" "m20" {\n  user = aws_iam_user.m20.name\n  groups = [aws_iam_group.m20.name]\n}\n`,
    after: `${user('m20')}resource "aws_iam_group" "m20" {\n  name = "m20-renamed"\n}\nremoved {\n  from = aws_iam_group_policy.m20\n  lifecycle {\n    destroy = false\n  }\n}\nremoved {\n  from = aws_iam_user_group_membership.m20\n  lifecycle {\n    destroy = false\n  }\n}\n`,
  },
  {
    id: 'm21',
    name: 'policy-that-moves-to-another-repository',
    before: `${repository('m21') + repository('m21b')}${repositoryPolicy('m21', pullBy('{ AWS = "arn:aws:iam::222222222222:root" }'))}`,
    after: `${repository('m21') + repository('m21b')}${repositoryPolicy('m21', pullBy('{ AWS = "arn:aws:iam::222222222222:root" }')).replace('aws_ecr_repository.m21.name', 'aws_ecr_repository.m21b.name')}`,
  },
  {
    id: 'm22',
    name: 'variables-of-policies',
    before: user('m22') + repository('m22', '  tags = { owner = "m22" }\n'),
    after: `${user('m22') + repository('m22', '  tags = { owner = "m22" }\n')}${identity('m22', '["arn:aws:ecr:us-east-1:123456789012:repository/&{aws:username}/*"]')}resource "aws_iam_user_policy" "m22" {\n  name = "own"\n  user = aws_iam_user.m22.name\n  policy = data.aws_iam_policy_document.m22.json\n}\n`,
  },
  {
    id: 'm23',
    name: 'policy-by-prefix-that-is-made-before-the-old-one-goes',
    before: `${role('m23')}resource "aws_iam_policy" "m23" {\n  name_prefix = "m23-"\n  description = "one"\n  policy = ${LIST}\n  lifecycle {\n    create_before_destroy = true\n  }\n}\nresource "aws_iam_role_policy_attachment" "m23" {\n  role = aws_iam_role.m23.name\n  policy_arn = aws_iam_policy.m23.arn\n}\n`,
    after: `${role('m23')}resource "aws_iam_policy" "m23" {\n  name_prefix = "m23-"\n  description = "two"\n  policy = ${LIST.replace('"ecr:DescribeImages", ', '"ecr:BatchDeleteImage", "ecr:DescribeImages", ')}\n  lifecycle {\n    create_before_destroy = true\n  }\n}\nresource "aws_iam_role_policy_attachment" "m23" {\n  role = aws_iam_role.m23.name\n  policy_arn = aws_iam_policy.m23.arn\n}\n`,
  },
  {
    id: 'm24',
    name: 'value-of-terraform-data',
    before: repository('m24'),
    after: `${repository('m24') + role('m24')}resource "terraform_data" "m24" {\n  input = aws_iam_role.m24.arn\n}\n${repositoryPolicy('m24', pullBy('{ AWS = terraform_data.m24.output }'))}`,
    unresolved: ['aws_ecr_repository_policy.m24'],
    dark: ['aws_ecr_repository_policy.m24'],
  },
  {
    id: 'm25',
    name: 'document-that-a-module-gives-back',
    before: repository('m25'),
    after: `${repository('m25') + role('m25')}module "m25" {\n  source = "./modules/m25"\n  reader = aws_iam_role.m25.arn\n}\n${repositoryPolicy('m25', 'module.m25.json')}`,
  },
  {
    id: 'm26',
    name: 'map-of-roles-that-a-module-gives-back',
    before: repository('m26'),
    after: `${repository('m26')}module "m26" {\n  source = "./modules/m26"\n}\n${document('m26', statement('[module.m26.roles["a"]]'))}${repositoryPolicy('m26', 'data.aws_iam_policy_document.m26.json')}`,
    unresolved: ['aws_ecr_repository_policy.m26'],
  },
  {
    id: 'm27',
    name: 'documents-by-key',
    before: repository('m27'),
    after: `${repository('m27')}${several('m27', 'toset(["a", "b"])')}data "aws_iam_policy_document" "m27" {\n  for_each = aws_iam_role.m27\n${statement('[each.value.arn]')}}\n${repositoryPolicy('m27', 'data.aws_iam_policy_document.m27["b"].json')}`,
  },
  {
    id: 'm28',
    name: 'attachment-that-takes-another-policy',
    before: `${role('m28')}${policy('m28a', LIST)}resource "aws_iam_role_policy_attachment" "m28" {\n  role = aws_iam_role.m28.name\n  policy_arn = aws_iam_policy.m28a.arn\n}\n`,
    after: `${role('m28')}resource "aws_iam_role_policy_attachment" "m28" {\n  role = aws_iam_role.m28.name\n  policy_arn = "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly"\n}\n`,
  },
  {
    id: 'm29',
    name: 'managed-policy-arns-in-place',
    before: policy('m29a', LIST) + role('m29', '  managed_policy_arns = [aws_iam_policy.m29a.arn]\n'),
    after:
      policy('m29a', LIST) +
      policy('m29b', LIST.replace('ecr:ListImages', 'ecr:BatchDeleteImage')) +
      role('m29', '  managed_policy_arns = [aws_iam_policy.m29b.arn, "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly"]\n'),
    unresolved: ['aws_iam_role.m29'],
  },
  {
    id: 'm30',
    name: 'dynamic-statements-with-conditions-over-known-values',
    before: repository('m30'),
    after: `${repository('m30')}variable "m30" {\n  default = { a = "222222222222", b = "333333333333" }\n}\n${document('m30', `  dynamic "statement" {\n    for_each = var.m30\n    content {\n      sid = statement.key\n      actions = ${LISTING}\n      principals {\n        type = "AWS"\n        identifiers = ["arn:aws:iam::\${statement.value}:root"]\n      }\n      dynamic "condition" {\n        for_each = statement.key == "a" ? ["o-abcdefghij"] : []\n        content {\n          test = "StringEquals"\n          variable = "aws:PrincipalOrgID"\n          values = [condition.value]\n        }\n      }\n    }\n  }\n`)}${repositoryPolicy('m30', 'data.aws_iam_policy_document.m30.json')}`,
  },
  {
    id: 'm31',
    name: 'two-repositories-and-their-policies-by-for-each',
    before: 'resource "aws_ecr_repository" "m31" {\n  for_each = toset(["a"])\n  name = "m31/${each.key}"\n}\n',
    after: `resource "aws_ecr_repository" "m31" {\n  for_each = toset(["a", "b"])\n  name = "m31/\${each.key}"\n}\n${role('m31')}${document('m31', statement('[aws_iam_role.m31.arn]'))}resource "aws_ecr_repository_policy" "m31" {\n  for_each = aws_ecr_repository.m31\n  repository = each.value.name\n  policy = data.aws_iam_policy_document.m31.json\n}\n`,
  },
  {
    id: 'm32',
    name: 'role-that-is-made-anew-under-its-name',
    before: `resource "terraform_data" "m32" {\n  input = "one"\n}\n${role('m32', '  force_detach_policies = true\n  lifecycle {\n    replace_triggered_by = [terraform_data.m32]\n  }\n')}${policy('m32', LIST)}resource "aws_iam_role_policy_attachment" "m32" {\n  role = "m32"\n  policy_arn = aws_iam_policy.m32.arn\n  depends_on = [aws_iam_role.m32]\n}\n`,
    after: `resource "terraform_data" "m32" {\n  input = "two"\n}\n${role('m32', '  force_detach_policies = true\n  lifecycle {\n    replace_triggered_by = [terraform_data.m32]\n  }\n')}${policy('m32', LIST)}removed {\n  from = aws_iam_role_policy_attachment.m32\n  lifecycle {\n    destroy = false\n  }\n}\n`,
  },
  {
    id: 'm33',
    name: 'repository-that-is-made-anew-under-its-name',
    before: repository('m33', '  force_delete = true\n') + repositoryPolicy('m33', pullBy('{ AWS = "arn:aws:iam::222222222222:root" }')),
    after:
      repository('m33', '  force_delete = true\n  encryption_configuration {\n    encryption_type = "KMS"\n  }\n') +
      repositoryPolicy('m33', pullBy('{ AWS = "arn:aws:iam::222222222222:root" }')),
  },
  {
    id: 'm34',
    name: 'policy-that-is-made-anew-under-its-name',
    before: `${role('m34')}resource "aws_iam_policy" "m34" {\n  name = "m34"\n  description = "one"\n  policy = ${LIST}\n}\nresource "aws_iam_role_policy_attachment" "m34" {\n  role = aws_iam_role.m34.name\n  policy_arn = aws_iam_policy.m34.arn\n}\n`,
    after: `${role('m34')}resource "aws_iam_policy" "m34" {\n  name = "m34"\n  description = "two"\n  policy = ${LIST}\n}\nresource "aws_iam_role_policy_attachment" "m34" {\n  role = aws_iam_role.m34.name\n  policy_arn = aws_iam_policy.m34.arn\n}\n`,
  },
  {
    id: 'm35',
    name: 'role-by-prefix-with-what-is-attached',
    before: '',
    after: `${policy('m35', LIST)}resource "aws_iam_role" "m35" {\n  name_prefix = "m35-"\n  assume_role_policy = ${TRUST}\n}\nresource "aws_iam_role_policy_attachment" "m35" {\n  role = aws_iam_role.m35.name\n  policy_arn = aws_iam_policy.m35.arn\n}\n${repository('m35')}${document('m35', statement('[aws_iam_role.m35.arn]'))}${repositoryPolicy('m35', 'data.aws_iam_policy_document.m35.json')}`,
  },
];
