# What the module takes and this model uses, with the types that convert arguments.

variable "create" {
  type    = bool
  default = true
}

variable "create_service" {
  type    = bool
  default = true
}

variable "tags" {
  type    = map(string)
  default = {}
}

variable "ignore_task_definition_changes" {
  type    = bool
  default = false
}

variable "capacity_provider_strategy" {
  type    = any
  default = {}
}

variable "deployment_controller" {
  type    = any
  default = {}
}

variable "enable_execute_command" {
  type    = bool
  default = false
}

variable "launch_type" {
  type    = string
  default = "FARGATE"
}

variable "load_balancer" {
  type    = any
  default = {}
}

variable "name" {
  type    = string
  default = null
}

variable "assign_public_ip" {
  type    = bool
  default = false
}

variable "security_group_ids" {
  type    = list(string)
  default = []
}

variable "subnet_ids" {
  type    = list(string)
  default = []
}

variable "create_iam_role" {
  type    = bool
  default = true
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
  type    = bool
  default = true
}

variable "create_task_definition" {
  type    = bool
  default = true
}

variable "task_definition_arn" {
  type    = string
  default = null
}

variable "container_definitions" {
  type    = any
  default = {}
}

variable "container_definition_defaults" {
  type    = any
  default = {}
}

variable "family" {
  type    = string
  default = null
}

variable "network_mode" {
  type    = string
  default = "awsvpc"
}

variable "create_task_exec_iam_role" {
  type    = bool
  default = true
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
  default = ["arn:aws:ssm:*:*:parameter/*"]
}

variable "task_exec_secret_arns" {
  type    = list(string)
  default = ["arn:aws:secretsmanager:*:*:secret:*"]
}

variable "task_exec_iam_statements" {
  type    = any
  default = {}
}

variable "create_tasks_iam_role" {
  type    = bool
  default = true
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
  type    = bool
  default = true
}

variable "tasks_iam_role_policies" {
  type    = map(string)
  default = {}
}

variable "tasks_iam_role_statements" {
  type    = any
  default = {}
}

variable "create_security_group" {
  type    = bool
  default = true
}

variable "security_group_name" {
  type    = string
  default = null
}

variable "security_group_use_name_prefix" {
  type    = bool
  default = true
}

variable "security_group_rules" {
  type    = any
  default = {}
}

variable "security_group_tags" {
  type    = map(string)
  default = {}
}
