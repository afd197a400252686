# A change that looks harmless: one role more, one policy in the place of another, one line that tidies up. docs/check.md says what it does.

# 1. "Only our organization": ForAllValues also holds for a caller that is in no organization at all.
resource "aws_ecr_repository" "payments" {
  name = "payments/api"
}

resource "aws_ecr_repository_policy" "payments" {
  repository = aws_ecr_repository.payments.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "OurOrganization"
      Effect    = "Allow"
      Principal = "*"
      Action    = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
      Condition = { "ForAllValues:StringEquals" = { "aws:PrincipalOrgID" = "o-exampleorg" } }
    }]
  })
}

# 2. A role that is created here: its ARN is not known yet, and neither is the policy that names it.
resource "aws_ecr_repository" "storefront" {
  name = "storefront/web"
}

resource "aws_iam_role" "preview" {
  name = "preview"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

data "aws_iam_policy_document" "storefront" {
  statement {
    sid     = "Preview"
    actions = ["ecr:SetRepositoryPolicy", "ecr:DescribeImages"]
    principals {
      type        = "AWS"
      identifiers = [aws_iam_role.preview.arn]
    }
  }
}

resource "aws_ecr_repository_policy" "storefront" {
  repository = aws_ecr_repository.storefront.name
  policy     = data.aws_iam_policy_document.storefront.json
}

# 3. The release role pushes by a policy that somebody else attaches. "Exactly these" takes it away.
resource "aws_iam_role" "release" {
  name = "release"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "codebuild.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_iam_role_policy_attachments_exclusive" "release" {
  role_name   = aws_iam_role.release.name
  policy_arns = ["arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly"]
}
