# Documents of every shape; `record.sh` asks Terraform for them.

provider "aws" {
  region                      = "eu-west-1"
  access_key                  = "none"
  secret_key                  = "none"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
}
data "aws_iam_policy_document" "a" {
  statement {
    sid       = "One"
    actions   = ["s3:GetObject", "s3:PutObject", "a:B"]
    resources = ["arn:aws:s3:::b/*", "arn:aws:s3:::a/*"]
    condition {
      test     = "StringLike"
      variable = "s3:prefix"
      values   = ["", "home/", "a<&>${"$"}{aws:username}/&{x}"]
    }
    condition {
      test     = "StringLike"
      variable = "s3:other"
      values   = ["b"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = [false]
    }
  }
  statement {
    effect        = "Deny"
    not_actions   = ["iam:*"]
    not_resources = ["*"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::1:root", "arn:aws:iam::2:root"]
    }
    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::3:root"]
    }
  }
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
  statement {
    actions = ["sts:AssumeRole"]
    not_principals {
      type        = "AWS"
      identifiers = ["*"]
    }
  }
}
data "aws_iam_policy_document" "b" {
  policy_id                 = "P"
  version                   = "2008-10-17"
  source_policy_documents   = [data.aws_iam_policy_document.a.json, jsonencode({ Version = "2012-10-17", Statement = [{ Sid = "X2", Effect = "Allow", Action = "s3:*", Resource = ["r"], Principal = { AWS = ["b", "a"], Service = "z" }, Condition = { StringEquals = { "k" = ["v"] } } }] }), ""]
  override_policy_documents = [jsonencode({ Version = "2012-10-17", Statement = [{ Sid = "One", Effect = "Deny", Action = ["ec2:*"], Resource = ["*"] }, { Sid = "New", Effect = "Allow", Action = ["ec2:*"], Resource = ["*"], Condition = { StringEquals = { "a:b" = ["c"], "x:y" = "z" } }, Principal = { AWS = "*" } }] })]
  statement {
    sid     = "X"
    actions = ["own:*"]
  }
  statement {
    actions = ["nosid:*"]
  }
}
data "aws_iam_policy_document" "c" {}
data "aws_iam_policy_document" "d" {
  statement {
    actions   = []
    resources = []
  }
}
output "documents" {
  value = {
    a          = data.aws_iam_policy_document.a.json
    a_minified = data.aws_iam_policy_document.a.minified_json
    b          = data.aws_iam_policy_document.b.json
    c          = data.aws_iam_policy_document.c.json
    d          = data.aws_iam_policy_document.d.json
  }
}

resource "terraform_data" "documents" {
  input = {
    a          = data.aws_iam_policy_document.a.json
    a_minified = data.aws_iam_policy_document.a.minified_json
    b          = data.aws_iam_policy_document.b.json
    c          = data.aws_iam_policy_document.c.json
    d          = data.aws_iam_policy_document.d.json
  }
}
