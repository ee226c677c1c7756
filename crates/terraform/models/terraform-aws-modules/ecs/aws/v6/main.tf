# Model of terraform-aws-modules/ecs/aws, major version 6: a cluster and its services.

module "cluster" {
  source = "./modules/cluster"

  create                             = var.create
  name                               = var.cluster_name
  create_cloudwatch_log_group        = var.create_cloudwatch_log_group
  cloudwatch_log_group_name          = var.cloudwatch_log_group_name
  autoscaling_capacity_providers     = var.autoscaling_capacity_providers
  create_task_exec_iam_role          = var.create_task_exec_iam_role
  task_exec_iam_role_name            = var.task_exec_iam_role_name
  task_exec_iam_role_use_name_prefix = var.task_exec_iam_role_use_name_prefix
  task_exec_iam_role_policies        = var.task_exec_iam_role_policies
  create_task_exec_policy            = var.create_task_exec_policy
  task_exec_ssm_param_arns           = var.task_exec_ssm_param_arns
  task_exec_secret_arns              = var.task_exec_secret_arns
  task_exec_iam_statements           = var.task_exec_iam_statements
}

module "service" {
  source = "./modules/service"

  for_each = var.create && var.services != null ? var.services : {}

  create                                  = each.value.create
  create_service                          = each.value.create_service
  ignore_task_definition_changes          = each.value.ignore_task_definition_changes
  capacity_provider_strategy              = each.value.capacity_provider_strategy
  deployment_controller                   = each.value.deployment_controller
  enable_execute_command                  = each.value.enable_execute_command
  launch_type                             = each.value.launch_type
  load_balancer                           = each.value.load_balancer
  name                                    = coalesce(each.value.name, each.key)
  assign_public_ip                        = each.value.assign_public_ip
  security_group_ids                      = each.value.security_group_ids
  subnet_ids                              = each.value.subnet_ids
  volume_configuration                    = each.value.volume_configuration
  vpc_lattice_configurations              = each.value.vpc_lattice_configurations
  create_iam_role                         = each.value.create_iam_role
  iam_role_arn                            = each.value.iam_role_arn
  iam_role_name                           = each.value.iam_role_name
  iam_role_use_name_prefix                = each.value.iam_role_use_name_prefix
  create_task_definition                  = each.value.create_task_definition
  task_definition_arn                     = each.value.task_definition_arn
  container_definitions                   = each.value.container_definitions
  family                                  = each.value.family
  network_mode                            = each.value.network_mode
  create_task_exec_iam_role               = each.value.create_task_exec_iam_role
  task_exec_iam_role_arn                  = try(coalesce(each.value.task_exec_iam_role_arn, module.cluster.task_exec_iam_role_arn), null)
  task_exec_iam_role_name                 = each.value.task_exec_iam_role_name
  task_exec_iam_role_use_name_prefix      = each.value.task_exec_iam_role_use_name_prefix
  task_exec_iam_role_policies             = each.value.task_exec_iam_role_policies
  create_task_exec_policy                 = each.value.create_task_exec_policy
  task_exec_ssm_param_arns                = each.value.task_exec_ssm_param_arns
  task_exec_secret_arns                   = each.value.task_exec_secret_arns
  task_exec_iam_statements                = each.value.task_exec_iam_statements
  create_tasks_iam_role                   = each.value.create_tasks_iam_role
  tasks_iam_role_arn                      = each.value.tasks_iam_role_arn
  tasks_iam_role_name                     = each.value.tasks_iam_role_name
  tasks_iam_role_use_name_prefix          = each.value.tasks_iam_role_use_name_prefix
  tasks_iam_role_policies                 = each.value.tasks_iam_role_policies
  tasks_iam_role_statements               = each.value.tasks_iam_role_statements
  create_security_group                   = each.value.create_security_group
  vpc_id                                  = each.value.vpc_id
  security_group_name                     = each.value.security_group_name
  security_group_use_name_prefix          = each.value.security_group_use_name_prefix
  security_group_tags                     = each.value.security_group_tags
  tags                                    = merge(var.tags, each.value.tags)
  security_group_ingress_rules            = each.value.security_group_ingress_rules
  security_group_egress_rules             = each.value.security_group_egress_rules
  create_infrastructure_iam_role          = each.value.create_infrastructure_iam_role
  infrastructure_iam_role_name            = each.value.infrastructure_iam_role_name
  infrastructure_iam_role_use_name_prefix = each.value.infrastructure_iam_role_use_name_prefix
}
