# Model of modules/container-definition of terraform-aws-modules/ecs/aws, major version 6: of the definition,
# what decides what the task calls before its containers run.

data "aws_region" "current" {}

locals {
  log_group_name = try(coalesce(var.cloudwatch_log_group_name, "/aws/ecs${var.service != null ? "/${var.service}" : ""}${var.name != null ? "/${var.name}" : ""}"), "")

  log_configuration = merge(
    { for k, v in {
      logDriver = "awslogs"
      options   = { awslogs-region = data.aws_region.current.region, awslogs-group = try(aws_cloudwatch_log_group.this[0].name, ""), awslogs-stream-prefix = "ecs" }
    } : k => v if var.create_cloudwatch_log_group },
    { for k, v in var.logConfiguration : k => v if v != null },
  )

  container_definition = { for k, v in {
    name             = var.name
    image            = var.image
    logConfiguration = length(local.log_configuration) > 0 ? local.log_configuration : null
    secrets          = var.secrets
  } : k => v if v != null }
}

resource "aws_cloudwatch_log_group" "this" {
  count = var.create_cloudwatch_log_group && var.enable_cloudwatch_logging ? 1 : 0

  name = var.cloudwatch_log_group_use_name_prefix ? null : local.log_group_name
}
