# What the module takes and this model uses, with the types that convert arguments.

variable "create" {
  type    = bool
  default = true
}

variable "tags" {
  type    = map(string)
  default = {}
}

variable "cluster_name" {
  type    = string
  default = ""
}

variable "create_cloudwatch_log_group" {
  type    = bool
  default = true
}

variable "cloudwatch_log_group_name" {
  type    = string
  default = null
}

variable "autoscaling_capacity_providers" {
  default = null
}

variable "create_task_exec_iam_role" {
  type    = bool
  default = false
}

variable "task_exec_iam_role_name" {
  type    = string
  default = null
}

variable "task_exec_iam_role_use_name_prefix" {
  type    = bool
  default = true
}

variable "task_exec_iam_role_policies" {
  type    = map(string)
  default = {}
}

variable "create_task_exec_policy" {
  type    = bool
  default = true
}

variable "task_exec_ssm_param_arns" {
  type    = list(string)
  default = []
}

variable "task_exec_secret_arns" {
  type    = list(string)
  default = []
}

variable "task_exec_iam_statements" {
  type = map(object({
    sid           = optional(string)
    actions       = optional(list(string))
    not_actions   = optional(list(string))
    effect        = optional(string, "Allow")
    resources     = optional(list(string))
    not_resources = optional(list(string))
    condition = optional(list(object({
      test     = string
      variable = string
      values   = list(string)
    })))
  }))
  default = null
}

variable "services" {
  type = map(object({
    create                         = optional(bool)
    create_service                 = optional(bool)
    ignore_task_definition_changes = optional(bool)
    capacity_provider_strategy = optional(map(object({
      base              = optional(number)
      capacity_provider = string
      weight            = optional(number)
    })))
    deployment_controller = optional(object({
      type = optional(string)
    }))
    enable_execute_command = optional(bool)
    launch_type            = optional(string)
    load_balancer = optional(map(object({
    })))
    name               = optional(string)
    assign_public_ip   = optional(bool)
    security_group_ids = optional(list(string))
    subnet_ids         = optional(list(string))
    volume_configuration = optional(object({
    }))
    vpc_lattice_configurations = optional(object({
    }))
    create_iam_role          = optional(bool)
    iam_role_arn             = optional(string)
    iam_role_name            = optional(string)
    iam_role_use_name_prefix = optional(bool)
    create_task_definition   = optional(bool)
    task_definition_arn      = optional(string)
    container_definitions = optional(map(object({
      image = optional(string)
      logConfiguration = optional(object({
        logDriver = optional(string)
        options   = optional(map(string))
        secretOptions = optional(list(object({
          name      = string
          valueFrom = string
        })))
      }))
      name = optional(string)
      secrets = optional(list(object({
        name      = string
        valueFrom = string
      })))
      enable_cloudwatch_logging            = optional(bool)
      create_cloudwatch_log_group          = optional(bool)
      cloudwatch_log_group_name            = optional(string)
      cloudwatch_log_group_use_name_prefix = optional(bool)
    })))
    family                             = optional(string)
    network_mode                       = optional(string)
    create_task_exec_iam_role          = optional(bool)
    task_exec_iam_role_arn             = optional(string)
    task_exec_iam_role_name            = optional(string)
    task_exec_iam_role_use_name_prefix = optional(bool)
    task_exec_iam_role_policies        = optional(map(string))
    create_task_exec_policy            = optional(bool)
    task_exec_ssm_param_arns           = optional(list(string))
    task_exec_secret_arns              = optional(list(string))
    task_exec_iam_statements = optional(list(object({
      sid           = optional(string)
      actions       = optional(list(string))
      not_actions   = optional(list(string))
      effect        = optional(string)
      resources     = optional(list(string))
      not_resources = optional(list(string))
      condition = optional(list(object({
        test     = string
        values   = list(string)
        variable = string
      })))
    })))
    create_tasks_iam_role          = optional(bool)
    tasks_iam_role_arn             = optional(string)
    tasks_iam_role_name            = optional(string)
    tasks_iam_role_use_name_prefix = optional(bool)
    tasks_iam_role_policies        = optional(map(string))
    tasks_iam_role_statements = optional(list(object({
      sid           = optional(string)
      actions       = optional(list(string))
      not_actions   = optional(list(string))
      effect        = optional(string)
      resources     = optional(list(string))
      not_resources = optional(list(string))
      condition = optional(list(object({
        test     = string
        values   = list(string)
        variable = string
      })))
    })))
    create_security_group          = optional(bool)
    vpc_id                         = optional(string)
    security_group_name            = optional(string)
    security_group_use_name_prefix = optional(bool)
    security_group_tags            = optional(map(string))
    tags                           = optional(map(string))
    security_group_ingress_rules = optional(map(object({
      cidr_ipv4                    = optional(string)
      cidr_ipv6                    = optional(string)
      from_port                    = optional(string)
      ip_protocol                  = optional(string)
      prefix_list_id               = optional(string)
      referenced_security_group_id = optional(string)
      to_port                      = optional(string)
    })))
    security_group_egress_rules = optional(map(object({
      cidr_ipv4                    = optional(string)
      cidr_ipv6                    = optional(string)
      from_port                    = optional(string)
      ip_protocol                  = optional(string)
      prefix_list_id               = optional(string)
      referenced_security_group_id = optional(string)
      to_port                      = optional(string)
    })))
    create_infrastructure_iam_role          = optional(bool)
    infrastructure_iam_role_name            = optional(string)
    infrastructure_iam_role_use_name_prefix = optional(bool)
  }))
  default = null
}
