// Changes whose policies a plan leaves out: only the sources say what expressions make of what they refer to. Nothing of them is there before but what `before` says.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is what expressions of Terraform look like
import { document, LIST, PULL, policy, pullBy, repository, repositoryPolicy, role, type TerraformCase, TRUST } from './cases.ts';

const LISTING = 'Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["ecr:DescribeImages", "ecr:ListImages"], Resource =';

function inline(id: string, text: string, more = ''): string {
  return `resource "aws_iam_role_policy" "${id}" {\n  name = "own"\n  role = aws_iam_role.${id}.id\n  policy = ${text}\n${more}}\n`;
}

function several(id: string, keys: string): string {
  return `resource "aws_iam_role" "${id}" {\n  for_each = toset(${keys})\n  name = "${id}-\${each.key}"\n  assume_role_policy = ${TRUST}\n}\n`;
}

function counted(id: string, count: number): string {
  return `resource "aws_iam_role" "${id}" {\n  count = ${count}\n  name = "${id}-\${count.index}"\n  assume_role_policy = ${TRUST}\n}\n`;
}

/** Files of modules, by path. */
export const SOURCE_MODULES: Readonly<Record<string, string>> = {
  'modules/s04/main.tf':
    'variable "name" {}\nvariable "readers" {\n  type = list(string)\n}\nvariable "actions" {\n  default = ["ecr:DescribeImages", "ecr:ListImages"]\n}\nresource "aws_ecr_repository" "this" {\n  name = "${var.name}/app"\n}\nresource "aws_ecr_repository_policy" "this" {\n  repository = aws_ecr_repository.this.name\n  policy = local.policy\n}\noutput "arn" {\n  value = aws_ecr_repository.this.arn\n}\n',
  'modules/s04/locals.tf':
    'locals {\n  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Sid = "Read", Effect = "Allow", Principal = { AWS = var.readers }, Action = var.actions }] })\n}\n',
  'modules/s16/main.tf': `variable "name" {}\nmodule "inner" {\n  source = "../s16-inner"\n  name = "\${var.name}-inner"\n}\noutput "arn" {\n  value = module.inner.role.arn\n}\n`,
  'modules/s16-inner/main.tf': `variable "name" {}\nresource "aws_iam_role" "this" {\n  name = var.name\n  assume_role_policy = ${TRUST}\n}\noutput "role" {\n  value = aws_iam_role.this\n}\n`,
};

export const SOURCE_CASES: readonly TerraformCase[] = [
  {
    id: 's01',
    name: 'resource-of-a-new-repository-in-jsonencode',
    before: role('s01'),
    after:
      role('s01') +
      repository('s01') +
      inline('s01', `jsonencode({ ${LISTING} [aws_ecr_repository.s01.arn, "\${aws_ecr_repository.s01.arn}/*"] }] })`),
  },
  {
    id: 's02',
    name: 'only-below-a-new-repository',
    before: role('s02') + repository('s02'),
    after:
      role('s02') +
      repository('s02') +
      'resource "aws_ecr_repository" "s02below" {\n  name = "s02"\n}\n' +
      inline('s02', `jsonencode({ ${LISTING} "\${aws_ecr_repository.s02below.arn}/*" }] })`),
  },
  {
    id: 's03',
    name: 'replaced-in-an-arn',
    before: `${repository('s03')}resource "aws_iam_user" "s03" {\n  name = "s03"\n}\n`,
    after:
      `${repository('s03')}resource "aws_iam_user" "s03" {\n  name = "s03"\n}\n${role('s03')}` +
      repositoryPolicy('s03', pullBy('{ AWS = replace(aws_iam_role.s03.arn, ":role/", ":user/") }')),
  },
  {
    id: 's04',
    name: 'module-that-writes-the-policy',
    before: '',
    after:
      `${role('s04') + role('s04other')}module "s04" {\n  source = "./modules/s04"\n  name = "s04"\n  readers = [for r in [aws_iam_role.s04, aws_iam_role.s04other] : r.arn if r.name != "s04other"]\n}\n` +
      inline('s04other', `jsonencode({ ${LISTING} module.s04.arn }] })`),
  },
  {
    id: 's05',
    name: 'conditional-and-variable',
    before: repository('s05'),
    after:
      `variable "s05" {\n  default = "dev"\n}\n${repository('s05')}${role('s05dev')}${role('s05prod')}` +
      repositoryPolicy('s05', pullBy('{ AWS = var.s05 == "prod" ? aws_iam_role.s05prod.arn : aws_iam_role.s05dev.arn }')),
  },
  {
    id: 's06',
    name: 'each-value-of-resources',
    before: '',
    after:
      several('s06', '["a", "b"]') +
      'resource "aws_ecr_repository" "s06" {\n  for_each = aws_iam_role.s06\n  name = "s06/${each.key}"\n}\n' +
      `resource "aws_ecr_repository_policy" "s06" {\n  for_each = aws_ecr_repository.s06\n  repository = each.value.name\n  policy = ${pullBy('{ AWS = aws_iam_role.s06[each.key].arn }')}\n}\n`,
  },
  {
    id: 's07',
    name: 'heredoc',
    before: repository('s07'),
    after:
      repository('s07') +
      role('s07') +
      repositoryPolicy(
        's07',
        `<<-EOT\n    {\n      "Version": "2012-10-17",\n      "Statement": [{ "Effect": "Allow", "Principal": { "AWS": "\${aws_iam_role.s07.arn}" }, "Action": ${PULL} }]\n    }\n  EOT`,
      ),
  },
  {
    id: 's08',
    name: 'heredoc-with-directives',
    before: repository('s08'),
    after:
      repository('s08') +
      counted('s08', 2) +
      repositoryPolicy(
        's08',
        `<<EOT\n{ "Version": "2012-10-17", "Statement": [\n%{ for i, r in aws_iam_role.s08 ~}\n  %{ if i > 0 },%{ endif }{ "Effect": "Allow", "Principal": { "AWS": "\${r.arn}" }, "Action": ${PULL} }\n%{ endfor ~}\n] }\nEOT`,
      ),
  },
  {
    id: 's09',
    name: 'dynamic-statements',
    before: repository('s09'),
    after:
      repository('s09') +
      several('s09', '["a", "b"]') +
      document(
        's09',
        `  dynamic "statement" {\n    for_each = { for k, r in aws_iam_role.s09 : k => r.arn if k != "b" }\n    iterator = each_role\n    content {\n      sid = upper(each_role.key)\n      actions = ${PULL}\n      principals {\n        type = "AWS"\n        identifiers = [each_role.value]\n      }\n    }\n  }\n`,
      ) +
      repositoryPolicy('s09', 'data.aws_iam_policy_document.s09.json'),
  },
  {
    id: 's10',
    name: 'document-with-a-made-resource',
    before: role('s10'),
    after:
      role('s10') +
      repository('s10') +
      document(
        's10',
        `  statement {\n    actions = ["ecr:DescribeImages", "ecr:ListImages"]\n    resources = ["\${replace(aws_ecr_repository.s10.arn, "/s10/app", "")}/*"]\n    condition {\n      test = "StringEquals"\n      variable = "aws:PrincipalArn"\n      values = [aws_iam_role.s10.arn, "$\${aws:username}"]\n    }\n  }\n`,
      ) +
      inline('s10', 'data.aws_iam_policy_document.s10.json'),
  },
  {
    id: 's11',
    name: 'account-of-the-caller',
    before: repository('s11') + role('s11old'),
    after:
      repository('s11') +
      role('s11old') +
      role('s11') +
      'locals {\n  s11 = "arn:aws:iam::${data.aws_caller_identity.me.account_id}:role"\n}\n' +
      repositoryPolicy('s11', pullBy('{ AWS = ["${local.s11}/s11old", aws_iam_role.s11.arn] }')),
  },
  {
    id: 's12',
    name: 'inline-policy-blocks-of-a-role',
    before: '',
    after: `${repository('s12')}resource "aws_iam_role" "s12" {\n  name = "s12"\n  assume_role_policy = ${TRUST}\n  inline_policy {\n    name = "own"\n    policy = jsonencode({ ${LISTING} aws_ecr_repository.s12.arn }] })\n  }\n}\n`,
  },
  {
    id: 's13',
    name: 'splats',
    before: repository('s13'),
    after:
      repository('s13') +
      counted('s13', 2) +
      several('s13k', '["x"]') +
      repositoryPolicy('s13', pullBy('{ AWS = concat(aws_iam_role.s13[*].arn, values(aws_iam_role.s13k)[*].arn) }')),
  },
  {
    id: 's14',
    name: 'functions-over-lists-and-maps',
    before: repository('s14'),
    after:
      repository('s14') +
      counted('s14', 3) +
      'locals {\n  s14 = merge({ a = aws_iam_role.s14[0].arn }, { b = aws_iam_role.s14[1].arn, c = "" })\n  s14all = distinct(compact(flatten([values(local.s14), [lookup(local.s14, "a", "x")], toset([aws_iam_role.s14[0].arn])])))\n}\n' +
      repositoryPolicy('s14', pullBy('{ AWS = length(keys(local.s14)) == 3 ? local.s14all : [format("%s", aws_iam_role.s14[2].arn)] }')),
  },
  {
    id: 's15',
    name: 'attachments-by-for',
    before:
      role('s15') +
      policy('s15old', LIST) +
      'resource "aws_iam_role_policy_attachment" "s15" {\n  role = aws_iam_role.s15.name\n  policy_arn = aws_iam_policy.s15old.arn\n}\n',
    after:
      role('s15') +
      policy('s15old', LIST) +
      policy('s15new', LIST) +
      'resource "aws_iam_role_policy_attachment" "s15" {\n  role = aws_iam_role.s15.name\n  policy_arn = try(aws_iam_policy.s15new.arn, aws_iam_policy.s15old.arn)\n}\n',
  },
  {
    id: 's16',
    name: 'modules-in-modules-by-key',
    before: repository('s16'),
    after:
      `${repository('s16')}module "s16" {\n  source = "./modules/s16"\n  for_each = toset(["a", "b"])\n  name = "s16-\${each.key}"\n}\n` +
      repositoryPolicy('s16', pullBy('{ AWS = module.s16["b"].arn }')),
  },
  {
    id: 's17',
    name: 'tag-that-a-condition-asks-for',
    before: `${role('s17r')}${inline('s17r', 'jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["ecr:DescribeImages", "ecr:ListImages"], Resource = "*", Condition = { StringEquals = { "aws:ResourceTag/owner" = "arn:aws:iam::123456789012:role/s17" } } }] })')}`,
    after: `${role('s17r')}${inline('s17r', 'jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["ecr:DescribeImages", "ecr:ListImages"], Resource = "*", Condition = { StringEquals = { "aws:ResourceTag/owner" = "arn:aws:iam::123456789012:role/s17" } } }] })')}${role('s17')}${repository('s17', '  tags = { owner = aws_iam_role.s17.arn }\n')}`,
  },
  {
    id: 's18',
    name: 'a-function-that-is-not-evaluated',
    before: repository('s18'),
    after: repository('s18') + role('s18') + repositoryPolicy('s18', pullBy('{ AWS = substr(aws_iam_role.s18.arn, 0, -1) }')),
    unresolved: ['aws_ecr_repository_policy.s18'],
  },
];
