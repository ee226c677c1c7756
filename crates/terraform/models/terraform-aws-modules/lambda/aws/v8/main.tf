# Model of terraform-aws-modules/lambda/aws, major version 8: the function, its place in a VPC and its log group.
# Packages, aliases, triggers and permissions of callers are left out.

locals {
  create        = var.create && var.putin_khuylo
  make_function = local.create && var.create_function && !var.create_layer
}

data "aws_partition" "current" {}
data "aws_region" "current" {}
data "aws_caller_identity" "current" {}

resource "aws_lambda_function" "this" {
  count = local.make_function ? 1 : 0

  function_name = var.function_name
  kms_key_arn   = var.kms_key_arn
  role          = var.create_role ? aws_iam_role.lambda[0].arn : var.lambda_role

  # In a VPC if both subnets and groups are given.
  dynamic "vpc_config" {
    for_each = var.vpc_subnet_ids != null && var.vpc_security_group_ids != null ? [true] : []
    content {
      security_group_ids = var.vpc_security_group_ids
      subnet_ids         = var.vpc_subnet_ids
    }
  }
}

# For their attributes only.
resource "aws_lambda_layer_version" "this" {
  count = local.create && var.create_layer ? 1 : 0
}

resource "aws_lambda_event_source_mapping" "this" {
  for_each = { for k, v in var.event_source_mapping : k => v if local.make_function && var.create_unqualified_alias_allowed_triggers }
}

resource "aws_lambda_function_url" "this" {
  count = local.make_function && var.create_lambda_function_url ? 1 : 0
}

data "aws_cloudwatch_log_group" "lambda" {
  count = local.make_function && var.use_existing_cloudwatch_log_group ? 1 : 0

  name = coalesce(var.logging_log_group, "/aws/lambda/${var.lambda_at_edge ? "us-east-1." : ""}${var.function_name}")
}

resource "aws_cloudwatch_log_group" "lambda" {
  count = local.make_function && !var.use_existing_cloudwatch_log_group ? 1 : 0

  name = coalesce(var.logging_log_group, "/aws/lambda/${var.lambda_at_edge ? "us-east-1." : ""}${var.function_name}")
}
