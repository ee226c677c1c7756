# Model of modules/service of terraform-aws-modules/ecs/aws, major version 6: the service, its task definition
# and its security group. Task sets, scaling and the role for load balancers are left out.

locals {
  create_service         = var.create && var.create_service
  create_task_definition = var.create && var.create_task_definition
  create_security_group  = var.create && var.create_security_group && var.network_mode == "awsvpc"
  security_group_name    = coalesce(var.security_group_name, var.name, "NotProvided")

  # With an external controller, task sets say where tasks run.
  is_external_deployment = try(var.deployment_controller.type, null) == "EXTERNAL"

  task_definition = local.create_task_definition ? aws_ecs_task_definition.this[0].arn : var.task_definition_arn
}

resource "aws_ecs_service" "this" {
  count = local.create_service && !var.ignore_task_definition_changes ? 1 : 0

  name                   = var.name
  enable_execute_command = var.enable_execute_command
  launch_type            = local.is_external_deployment || var.capacity_provider_strategy != null ? null : var.launch_type
  task_definition        = local.task_definition

  dynamic "capacity_provider_strategy" {
    for_each = !local.is_external_deployment && var.capacity_provider_strategy != null ? var.capacity_provider_strategy : {}
    content {
      base              = capacity_provider_strategy.value.base
      capacity_provider = capacity_provider_strategy.value.capacity_provider
      weight            = capacity_provider_strategy.value.weight
    }
  }

  dynamic "network_configuration" {
    for_each = var.network_mode == "awsvpc" && !local.is_external_deployment ? [1] : []
    content {
      assign_public_ip = var.assign_public_ip
      security_groups  = flatten(concat([try(aws_security_group.this[0].id, [])], var.security_group_ids))
      subnets          = var.subnet_ids
    }
  }
}

resource "aws_ecs_service" "ignore_task_definition" {
  count = local.create_service && var.ignore_task_definition_changes ? 1 : 0

  name                   = var.name
  enable_execute_command = var.enable_execute_command
  launch_type            = local.is_external_deployment || var.capacity_provider_strategy != null ? null : var.launch_type
  task_definition        = local.task_definition

  dynamic "capacity_provider_strategy" {
    for_each = !local.is_external_deployment && var.capacity_provider_strategy != null ? var.capacity_provider_strategy : {}
    content {
      base              = capacity_provider_strategy.value.base
      capacity_provider = capacity_provider_strategy.value.capacity_provider
      weight            = capacity_provider_strategy.value.weight
    }
  }

  dynamic "network_configuration" {
    for_each = var.network_mode == "awsvpc" && !local.is_external_deployment ? [1] : []
    content {
      assign_public_ip = var.assign_public_ip
      security_groups  = flatten(concat([try(aws_security_group.this[0].id, [])], var.security_group_ids))
      subnets          = var.subnet_ids
    }
  }
}

module "container_definition" {
  source = "../container-definition"

  for_each = { for k, v in var.container_definitions : k => v if local.create_task_definition && v.create }

  image                                = each.value.image
  logConfiguration                     = each.value.logConfiguration
  name                                 = coalesce(each.value.name, each.key)
  secrets                              = each.value.secrets
  service                              = var.name
  enable_cloudwatch_logging            = each.value.enable_cloudwatch_logging
  create_cloudwatch_log_group          = each.value.create_cloudwatch_log_group
  cloudwatch_log_group_name            = each.value.cloudwatch_log_group_name
  cloudwatch_log_group_use_name_prefix = each.value.cloudwatch_log_group_use_name_prefix
}

resource "aws_ecs_task_definition" "this" {
  count = local.create_task_definition ? 1 : 0

  family                = coalesce(var.family, var.name)
  container_definitions = jsonencode([for k, v in module.container_definition : v.container_definition])
  execution_role_arn    = try(aws_iam_role.task_exec[0].arn, var.task_exec_iam_role_arn)
  task_role_arn         = try(aws_iam_role.tasks[0].arn, var.tasks_iam_role_arn)
}

# Its VPC is that of the first subnet unless it is given.
data "aws_subnet" "this" {
  count = local.create_security_group ? 1 : 0

  id = element(var.subnet_ids, 0)
}

resource "aws_security_group" "this" {
  count = local.create_security_group ? 1 : 0

  name        = var.security_group_use_name_prefix ? null : local.security_group_name
  name_prefix = var.security_group_use_name_prefix ? "${local.security_group_name}-" : null
  vpc_id      = var.vpc_id != null ? var.vpc_id : data.aws_subnet.this[0].vpc_id
  tags        = merge(var.tags, { Name = local.security_group_name }, var.security_group_tags)
}

resource "aws_vpc_security_group_ingress_rule" "this" {
  for_each = { for k, v in var.security_group_ingress_rules : k => v if local.create_security_group }

  security_group_id            = aws_security_group.this[0].id
  ip_protocol                  = each.value.ip_protocol
  from_port                    = each.value.from_port
  to_port                      = try(coalesce(each.value.to_port, each.value.from_port), null)
  cidr_ipv4                    = each.value.cidr_ipv4
  cidr_ipv6                    = each.value.cidr_ipv6
  prefix_list_id               = each.value.prefix_list_id
  referenced_security_group_id = each.value.referenced_security_group_id
}

resource "aws_vpc_security_group_egress_rule" "this" {
  for_each = { for k, v in var.security_group_egress_rules : k => v if local.create_security_group }

  security_group_id            = aws_security_group.this[0].id
  ip_protocol                  = each.value.ip_protocol
  from_port                    = try(coalesce(each.value.from_port, each.value.to_port), null)
  to_port                      = each.value.to_port
  cidr_ipv4                    = each.value.cidr_ipv4
  cidr_ipv6                    = each.value.cidr_ipv6
  prefix_list_id               = each.value.prefix_list_id
  referenced_security_group_id = each.value.referenced_security_group_id
}
