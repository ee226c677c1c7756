# What the module takes and this model uses, with the types that convert arguments.

variable "create" {
  type     = bool
  default  = true
  nullable = false
}

variable "create_service" {
  type     = bool
  default  = true
  nullable = false
}

variable "tags" {
  type     = map(string)
  default  = {}
  nullable = false
}

variable "ignore_task_definition_changes" {
  type     = bool
  default  = false
  nullable = false
}

variable "capacity_provider_strategy" {
  type = map(object({
    base              = optional(number)
    capacity_provider = string
    weight            = optional(number)
  }))
  default = null
}

variable "deployment_controller" {
  default = null
}

variable "enable_execute_command" {
  type     = bool
  default  = false
  nullable = false
}

variable "launch_type" {
  type     = string
  default  = "FARGATE"
  nullable = false
}

variable "load_balancer" {
  default = null
}

variable "name" {
  type    = string
  default = null
}

variable "assign_public_ip" {
  type     = bool
  default  = false
  nullable = false
}

variable "security_group_ids" {
  type     = list(string)
  default  = []
  nullable = false
}

variable "subnet_ids" {
  type     = list(string)
  default  = []
  nullable = false
}

variable "vpc_id" {
  type    = string
  default = null
}

variable "volume_configuration" {
  default = null
}

variable "vpc_lattice_configurations" {
  default = null
}

variable "create_iam_role" {
  type     = bool
  default  = true
  nullable = false
}

variable "iam_role_arn" {
  type    = string
  default = null
}

variable "iam_role_name" {
  type    = string
  default = null
}

variable "iam_role_use_name_prefix" {
  type     = bool
  default  = true
  nullable = false
}

variable "create_task_definition" {
  type     = bool
  default  = true
  nullable = false
}

variable "task_definition_arn" {
  type    = string
  default = null
}

variable "container_definitions" {
  type = map(object({
    create = optional(bool, true)
    image  = optional(string)
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
  }))
  default = {}
}

variable "family" {
  type    = string
  default = null
}

variable "network_mode" {
  type     = string
  default  = "awsvpc"
  nullable = false
}

variable "create_task_exec_iam_role" {
  type     = bool
  default  = true
  nullable = false
}

variable "task_exec_iam_role_arn" {
  type    = string
  default = null
}

variable "task_exec_iam_role_name" {
  type    = string
  default = null
}

variable "task_exec_iam_role_use_name_prefix" {
  type     = bool
  default  = true
  nullable = false
}

variable "task_exec_iam_role_policies" {
  type     = map(string)
  default  = {}
  nullable = false
}

variable "create_task_exec_policy" {
  type     = bool
  default  = true
  nullable = false
}

variable "task_exec_ssm_param_arns" {
  type     = list(string)
  default  = []
  nullable = false
}

variable "task_exec_secret_arns" {
  type     = list(string)
  default  = []
  nullable = false
}

variable "task_exec_iam_statements" {
  type = list(object({
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
  }))
  default = null
}

variable "create_tasks_iam_role" {
  type     = bool
  default  = true
  nullable = false
}

variable "tasks_iam_role_arn" {
  type    = string
  default = null
}

variable "tasks_iam_role_name" {
  type    = string
  default = null
}

variable "tasks_iam_role_use_name_prefix" {
  type     = bool
  default  = true
  nullable = false
}

variable "tasks_iam_role_policies" {
  type     = map(string)
  default  = {}
  nullable = false
}

variable "tasks_iam_role_statements" {
  type = list(object({
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
  }))
  default = null
}

variable "create_security_group" {
  type     = bool
  default  = true
  nullable = false
}

variable "security_group_name" {
  type    = string
  default = null
}

variable "security_group_use_name_prefix" {
  type     = bool
  default  = true
  nullable = false
}

variable "security_group_ingress_rules" {
  type = map(object({
    cidr_ipv4                    = optional(string)
    cidr_ipv6                    = optional(string)
    from_port                    = optional(string)
    ip_protocol                  = optional(string, "tcp")
    prefix_list_id               = optional(string)
    referenced_security_group_id = optional(string)
    to_port                      = optional(string)
  }))
  default  = {}
  nullable = false
}

variable "security_group_egress_rules" {
  type = map(object({
    cidr_ipv4                    = optional(string)
    cidr_ipv6                    = optional(string)
    from_port                    = optional(string)
    ip_protocol                  = optional(string, "tcp")
    prefix_list_id               = optional(string)
    referenced_security_group_id = optional(string)
    to_port                      = optional(string)
  }))
  default  = {}
  nullable = false
}

variable "security_group_tags" {
  type     = map(string)
  default  = {}
  nullable = false
}

variable "create_infrastructure_iam_role" {
  type     = bool
  default  = true
  nullable = false
}

variable "infrastructure_iam_role_name" {
  type    = string
  default = null
}

variable "infrastructure_iam_role_use_name_prefix" {
  type     = bool
  default  = true
  nullable = false
}
