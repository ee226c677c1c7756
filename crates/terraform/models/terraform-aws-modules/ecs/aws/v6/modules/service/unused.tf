# What the module takes and this model ignores: it decides neither the network nor who needs what.

variable "region" { default = null }
variable "alarms" { default = null }
variable "availability_zone_rebalancing" { default = null }
variable "cluster_arn" {
  default  = ""
  nullable = false
}
variable "deployment_circuit_breaker" { default = null }
variable "deployment_configuration" { default = null }
variable "deployment_maximum_percent" { default = 200 }
variable "deployment_minimum_healthy_percent" { default = 66 }
variable "desired_count" { default = 1 }
variable "enable_ecs_managed_tags" {
  default  = true
  nullable = false
}
variable "force_delete" { default = null }
variable "force_new_deployment" {
  default  = true
  nullable = false
}
variable "health_check_grace_period_seconds" { default = null }
variable "sigint_rollback" { default = null }
variable "ordered_placement_strategy" { default = null }
variable "placement_constraints" { default = null }
variable "platform_version" { default = null }
variable "propagate_tags" { default = null }
variable "scheduling_strategy" { default = null }
variable "service_connect_configuration" { default = null }
variable "service_registries" { default = null }
variable "timeouts" { default = null }
variable "triggers" { default = null }
variable "wait_for_steady_state" { default = null }
variable "service_tags" {
  default  = {}
  nullable = false
}
variable "iam_role_path" { default = null }
variable "iam_role_description" { default = null }
variable "iam_role_permissions_boundary" { default = null }
variable "iam_role_tags" {
  default  = {}
  nullable = false
}
variable "iam_role_statements" { default = null }
variable "cpu" { default = 1024 }
variable "enable_fault_injection" { default = null }
variable "ephemeral_storage" { default = null }
variable "ipc_mode" { default = null }
variable "memory" { default = 2048 }
variable "pid_mode" { default = null }
variable "proxy_configuration" { default = null }
variable "requires_compatibilities" {
  default  = ["FARGATE"]
  nullable = false
}
variable "runtime_platform" {
  default = {
    operating_system_family = "LINUX"
    cpu_architecture        = "X86_64"
  }
  nullable = false
}
variable "skip_destroy" { default = null }
variable "task_definition_placement_constraints" { default = null }
variable "track_latest" {
  default  = true
  nullable = false
}
variable "volume" { default = null }
variable "task_tags" {
  default  = {}
  nullable = false
}
variable "task_exec_iam_role_path" { default = null }
variable "task_exec_iam_role_description" { default = null }
variable "task_exec_iam_role_permissions_boundary" { default = null }
variable "task_exec_iam_role_tags" {
  default  = {}
  nullable = false
}
variable "task_exec_iam_role_max_session_duration" { default = null }
variable "task_exec_iam_policy_path" { default = null }
variable "tasks_iam_role_path" { default = null }
variable "tasks_iam_role_description" { default = null }
variable "tasks_iam_role_permissions_boundary" { default = null }
variable "tasks_iam_role_tags" {
  default  = {}
  nullable = false
}
variable "tasks_iam_role_max_session_duration" { default = null }
variable "external_id" { default = null }
variable "scale" { default = null }
variable "wait_until_stable" { default = null }
variable "wait_until_stable_timeout" { default = null }
variable "enable_autoscaling" {
  default  = true
  nullable = false
}
variable "autoscaling_min_capacity" {
  default  = 1
  nullable = false
}
variable "autoscaling_max_capacity" {
  default  = 10
  nullable = false
}
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
  nullable = false
}
variable "autoscaling_scheduled_actions" { default = null }
variable "autoscaling_suspended_state" { default = null }
variable "security_group_description" { default = null }
variable "infrastructure_iam_role_arn" { default = null }
variable "infrastructure_iam_role_path" { default = null }
variable "infrastructure_iam_role_description" { default = null }
variable "infrastructure_iam_role_permissions_boundary" { default = null }
variable "infrastructure_iam_role_tags" {
  default  = {}
  nullable = false
}
