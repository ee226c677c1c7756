# What the module takes and this model ignores: it decides neither the network nor who needs what.

variable "tags" { default = {} }
variable "cluster_name" { default = "" }
variable "cluster_endpoint" { default = "" }
variable "cluster_auth_base64" { default = "" }
variable "pre_bootstrap_user_data" { default = "" }
variable "post_bootstrap_user_data" { default = "" }
variable "bootstrap_extra_args" { default = "" }
variable "user_data_template_path" { default = "" }
variable "launch_template_description" { default = null }
variable "launch_template_default_version" { default = null }
variable "update_launch_template_default_version" { default = true }
variable "disable_api_termination" { default = null }
variable "instance_initiated_shutdown_behavior" { default = null }
variable "kernel_id" { default = null }
variable "ram_disk_id" { default = null }
variable "block_device_mappings" { default = {} }
variable "capacity_reservation_specification" { default = {} }
variable "cpu_options" { default = {} }
variable "credit_specification" { default = {} }
variable "elastic_gpu_specifications" { default = {} }
variable "elastic_inference_accelerator" { default = {} }
variable "enclave_options" { default = {} }
variable "hibernation_options" { default = {} }
variable "instance_market_options" { default = {} }
variable "maintenance_options" { default = {} }
variable "license_specifications" { default = {} }
variable "placement" { default = {} }
variable "private_dns_name_options" { default = {} }
variable "ebs_optimized" { default = null }
variable "ami_id" { default = "" }
variable "cluster_version" { default = null }
variable "instance_requirements" { default = {} }
variable "instance_type" { default = "" }
variable "key_name" { default = null }
variable "enable_monitoring" { default = true }
variable "metadata_options" {
  default = {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 2
  }
}
variable "launch_template_tags" { default = {} }
variable "tag_specifications" { default = ["instance", "volume", "network-interface"] }
variable "launch_template_version" { default = null }
variable "availability_zones" { default = null }
variable "min_size" { default = 0 }
variable "max_size" { default = 3 }
variable "desired_size" { default = 1 }
variable "context" { default = null }
variable "capacity_rebalance" { default = null }
variable "min_elb_capacity" { default = null }
variable "wait_for_elb_capacity" { default = null }
variable "wait_for_capacity_timeout" { default = null }
variable "default_cooldown" { default = null }
variable "default_instance_warmup" { default = null }
variable "protect_from_scale_in" { default = false }
variable "target_group_arns" { default = [] }
variable "placement_group" { default = null }
variable "health_check_type" { default = null }
variable "health_check_grace_period" { default = null }
variable "force_delete" { default = null }
variable "force_delete_warm_pool" { default = null }
variable "termination_policies" { default = [] }
variable "suspended_processes" { default = [] }
variable "max_instance_lifetime" { default = null }
variable "enabled_metrics" { default = [] }
variable "metrics_granularity" { default = null }
variable "service_linked_role_arn" { default = null }
variable "initial_lifecycle_hooks" { default = [] }
variable "instance_refresh" {
  default = {
    strategy = "Rolling"
    preferences = {
      min_healthy_percentage = 66
    }
  }
}
variable "warm_pool" { default = {} }
variable "delete_timeout" { default = null }
variable "autoscaling_group_tags" { default = {} }
variable "create_schedule" { default = true }
variable "schedules" { default = {} }
variable "iam_role_path" { default = null }
variable "iam_role_description" { default = null }
variable "iam_role_permissions_boundary" { default = null }
variable "iam_role_tags" { default = {} }
