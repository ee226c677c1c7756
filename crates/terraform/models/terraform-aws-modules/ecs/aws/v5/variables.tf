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
  type    = any
  default = {}
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

variable "services" {
  type    = any
  default = {}
}
