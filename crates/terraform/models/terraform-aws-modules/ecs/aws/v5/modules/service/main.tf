# Model of modules/service of terraform-aws-modules/ecs/aws, major version 5: the service, its task definition
# and its security group. Task sets, scaling and the role for load balancers are left out.
# Until 5.9.1 the group had no Name tag.

locals {
  create_service         = var.create && var.create_service
  create_task_definition = var.create && var.create_task_definition
  create_security_group  = var.create && var.create_security_group && var.network_mode == "awsvpc"
  security_group_name    = try(coalesce(var.security_group_name, var.name), "")

  # With an external controller, task sets say where tasks run.
  is_external_deployment = try(var.deployment_controller.type, null) == "EXTERNAL"

  # The newest revision, whoever made it.
  max_task_def_revision = local.create_task_definition ? max(aws_ecs_task_definition.this[0].revision, data.aws_ecs_task_definition.this[0].revision) : 0
  task_definition       = local.create_task_definition ? "${aws_ecs_task_definition.this[0].family}:${local.max_task_def_revision}" : var.task_definition_arn
}

resource "aws_ecs_service" "this" {
  count = local.create_service && !var.ignore_task_definition_changes ? 1 : 0

  name                   = var.name
  enable_execute_command = var.enable_execute_command
  launch_type            = local.is_external_deployment || length(var.capacity_provider_strategy) > 0 ? null : var.launch_type
  task_definition        = local.task_definition

  dynamic "capacity_provider_strategy" {
    for_each = { for k, v in var.capacity_provider_strategy : k => v if !local.is_external_deployment }
    content {
      base              = try(capacity_provider_strategy.value.base, null)
      capacity_provider = capacity_provider_strategy.value.capacity_provider
      weight            = try(capacity_provider_strategy.value.weight, null)
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
  launch_type            = local.is_external_deployment || length(var.capacity_provider_strategy) > 0 ? null : var.launch_type
  task_definition        = local.task_definition

  dynamic "capacity_provider_strategy" {
    for_each = { for k, v in var.capacity_provider_strategy : k => v if !local.is_external_deployment }
    content {
      base              = try(capacity_provider_strategy.value.base, null)
      capacity_provider = capacity_provider_strategy.value.capacity_provider
      weight            = try(capacity_provider_strategy.value.weight, null)
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

  for_each = { for k, v in var.container_definitions : k => v if local.create_task_definition && try(v.create, true) }

  image                                = try(each.value.image, var.container_definition_defaults.image, null)
  log_configuration                    = try(each.value.log_configuration, var.container_definition_defaults.log_configuration, {})
  name                                 = try(each.value.name, each.key)
  secrets                              = try(each.value.secrets, var.container_definition_defaults.secrets, [])
  service                              = var.name
  enable_cloudwatch_logging            = try(each.value.enable_cloudwatch_logging, var.container_definition_defaults.enable_cloudwatch_logging, true)
  create_cloudwatch_log_group          = try(each.value.create_cloudwatch_log_group, var.container_definition_defaults.create_cloudwatch_log_group, true)
  cloudwatch_log_group_name            = try(each.value.cloudwatch_log_group_name, var.container_definition_defaults.cloudwatch_log_group_name, null)
  cloudwatch_log_group_use_name_prefix = try(each.value.cloudwatch_log_group_use_name_prefix, var.container_definition_defaults.cloudwatch_log_group_use_name_prefix, false)
}

data "aws_ecs_task_definition" "this" {
  count = local.create_task_definition ? 1 : 0

  task_definition = aws_ecs_task_definition.this[0].family
}

resource "aws_ecs_task_definition" "this" {
  count = local.create_task_definition ? 1 : 0

  family                = coalesce(var.family, var.name)
  container_definitions = jsonencode([for k, v in module.container_definition : v.container_definition])
  execution_role_arn    = try(aws_iam_role.task_exec[0].arn, var.task_exec_iam_role_arn)
  task_role_arn         = try(aws_iam_role.tasks[0].arn, var.tasks_iam_role_arn)
}

# Its VPC is that of the first subnet.
data "aws_subnet" "this" {
  count = local.create_security_group ? 1 : 0

  id = element(var.subnet_ids, 0)
}

resource "aws_security_group" "this" {
  count = local.create_security_group ? 1 : 0

  name        = var.security_group_use_name_prefix ? null : local.security_group_name
  name_prefix = var.security_group_use_name_prefix ? "${local.security_group_name}-" : null
  vpc_id      = data.aws_subnet.this[0].vpc_id
  tags        = merge(var.tags, { Name = local.security_group_name }, var.security_group_tags)
}

resource "aws_security_group_rule" "this" {
  for_each = { for k, v in var.security_group_rules : k => v if local.create_security_group }

  security_group_id        = aws_security_group.this[0].id
  type                     = each.value.type
  protocol                 = each.value.protocol
  from_port                = each.value.from_port
  to_port                  = each.value.to_port
  cidr_blocks              = lookup(each.value, "cidr_blocks", null)
  ipv6_cidr_blocks         = lookup(each.value, "ipv6_cidr_blocks", null)
  prefix_list_ids          = lookup(each.value, "prefix_list_ids", null)
  self                     = lookup(each.value, "self", null)
  source_security_group_id = lookup(each.value, "source_security_group_id", null)
}
