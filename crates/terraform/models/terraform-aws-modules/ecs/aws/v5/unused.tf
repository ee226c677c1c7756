# What the module takes and this model ignores: it decides neither the network nor who needs what.

variable "cluster_configuration" { default = {} }
variable "cluster_settings" {
  default = [
    {
      name  = "containerInsights"
      value = "enabled"
    }
  ]
}
variable "cluster_service_connect_defaults" { default = {} }
variable "cluster_tags" { default = {} }
variable "cloudwatch_log_group_retention_in_days" { default = 90 }
variable "cloudwatch_log_group_kms_key_id" { default = null }
variable "cloudwatch_log_group_tags" { default = {} }
variable "default_capacity_provider_use_fargate" { default = true }
variable "fargate_capacity_providers" { default = {} }
variable "task_exec_iam_role_path" { default = null }
variable "task_exec_iam_role_description" { default = null }
variable "task_exec_iam_role_permissions_boundary" { default = null }
variable "task_exec_iam_role_tags" { default = {} }
