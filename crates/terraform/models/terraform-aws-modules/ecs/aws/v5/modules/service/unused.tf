# What the module takes and this model ignores: it decides neither the network nor who needs what.

variable "alarms" { default = {} }
variable "cluster_arn" { default = "" }
variable "deployment_circuit_breaker" { default = {} }
variable "deployment_maximum_percent" { default = 200 }
variable "deployment_minimum_healthy_percent" { default = 66 }
variable "desired_count" { default = 1 }
variable "enable_ecs_managed_tags" { default = true }
variable "force_new_deployment" { default = true }
variable "health_check_grace_period_seconds" { default = null }
variable "ordered_placement_strategy" { default = {} }
variable "placement_constraints" { default = {} }
variable "platform_version" { default = null }
variable "propagate_tags" { default = null }
variable "scheduling_strategy" { default = null }
variable "service_connect_configuration" { default = {} }
variable "service_registries" { default = {} }
variable "timeouts" { default = {} }
variable "triggers" { default = {} }
variable "wait_for_steady_state" { default = null }
variable "service_tags" { default = {} }
variable "iam_role_path" { default = null }
variable "iam_role_description" { default = null }
variable "iam_role_permissions_boundary" { default = null }
variable "iam_role_tags" { default = {} }
variable "iam_role_statements" { default = {} }
variable "cpu" { default = 1024 }
variable "ephemeral_storage" { default = {} }
variable "inference_accelerator" { default = {} }
variable "ipc_mode" { default = null }
variable "memory" { default = 2048 }
variable "pid_mode" { default = null }
variable "task_definition_placement_constraints" { default = {} }
variable "proxy_configuration" { default = {} }
variable "requires_compatibilities" { default = ["FARGATE"] }
variable "runtime_platform" {
  default = {
    operating_system_family = "LINUX"
    cpu_architecture        = "X86_64"
  }
}
variable "skip_destroy" { default = null }
variable "volume" { default = {} }
variable "task_tags" { default = {} }
variable "task_exec_iam_role_path" { default = null }
variable "task_exec_iam_role_description" { default = null }
variable "task_exec_iam_role_permissions_boundary" { default = null }
variable "task_exec_iam_role_tags" { default = {} }
variable "task_exec_iam_role_max_session_duration" { default = null }
variable "task_exec_iam_policy_path" { default = null }
variable "tasks_iam_role_path" { default = null }
variable "tasks_iam_role_description" { default = null }
variable "tasks_iam_role_permissions_boundary" { default = null }
variable "tasks_iam_role_tags" { default = {} }
variable "external_id" { default = null }
variable "scale" { default = {} }
variable "force_delete" { default = null }
variable "wait_until_stable" { default = null }
variable "wait_until_stable_timeout" { default = null }
variable "enable_autoscaling" { default = true }
variable "autoscaling_min_capacity" { default = 1 }
variable "autoscaling_max_capacity" { default = 10 }
variable "autoscaling_policies" {
  default = {
    cpu = {
      policy_type = "TargetTrackingScaling"

      target_tracking_scaling_policy_configuration = {
        predefined_metric_specification = {
          predefined_metric_type = "ECSServiceAverageCPUUtilization"
        }
      }
    }
    memory = {
      policy_type = "TargetTrackingScaling"

      target_tracking_scaling_policy_configuration = {
        predefined_metric_specification = {
          predefined_metric_type = "ECSServiceAverageMemoryUtilization"
        }
      }
    }
  }
}
variable "autoscaling_scheduled_actions" { default = {} }
variable "security_group_description" { default = null }
