# What the module takes and this model ignores: it decides neither the network nor who needs what.

variable "region" { default = null }
variable "cluster_endpoint" { default = null }
variable "cluster_auth_base64" { default = null }
variable "cluster_service_cidr" { default = null }
variable "additional_cluster_dns_ips" { default = null }
variable "pre_bootstrap_user_data" { default = null }
variable "post_bootstrap_user_data" { default = null }
variable "bootstrap_extra_args" { default = null }
variable "user_data_template_path" { default = null }
variable "cloudinit_pre_nodeadm" { default = null }
variable "cloudinit_post_nodeadm" { default = null }
variable "launch_template_description" { default = null }
variable "launch_template_default_version" { default = null }
variable "update_launch_template_default_version" {
  default  = true
  nullable = false
}
variable "disable_api_termination" { default = null }
variable "instance_initiated_shutdown_behavior" { default = null }
variable "kernel_id" { default = null }
variable "ram_disk_id" { default = null }
variable "block_device_mappings" { default = null }
variable "capacity_reservation_specification" { default = null }
variable "cpu_options" { default = null }
variable "credit_specification" { default = null }
variable "enclave_options" { default = null }
variable "instance_market_options" { default = null }
variable "maintenance_options" { default = null }
variable "license_specifications" { default = null }
variable "placement" { default = null }
variable "create_placement_group" {
  default  = false
  nullable = false
}
variable "private_dns_name_options" { default = null }
variable "ebs_optimized" { default = null }
variable "ami_id" {
  default  = ""
  nullable = false
}
variable "ami_type" {
  default  = "AL2023_x86_64_STANDARD"
  nullable = false
}
variable "kubernetes_version" { default = null }
variable "instance_requirements" { default = null }
variable "key_name" { default = null }
variable "enable_monitoring" {
  default  = false
  nullable = false
}
variable "enable_efa_only" {
  default  = true
  nullable = false
}
variable "efa_indices" {
  default  = [0]
  nullable = false
}
variable "metadata_options" {
  default = {
    http_endpoint               = "enabled"
    http_put_response_hop_limit = 1
    http_tokens                 = "required"
  }
  nullable = false
}
variable "launch_template_tags" {
  default  = {}
  nullable = false
}
variable "tag_specifications" {
  default  = ["instance", "volume", "network-interface"]
  nullable = false
}
variable "launch_template_version" { default = null }
variable "availability_zones" { default = null }
variable "min_size" {
  default  = 1
  nullable = false
}
variable "max_size" {
  default  = 3
  nullable = false
}
variable "desired_size" {
  default  = 1
  nullable = false
}
variable "desired_size_type" { default = null }
variable "ignore_failed_scaling_activities" { default = null }
variable "context" { default = null }
variable "capacity_rebalance" { default = null }
variable "default_instance_warmup" { default = null }
variable "protect_from_scale_in" {
  default  = false
  nullable = false
}
variable "placement_group" { default = null }
variable "health_check_type" { default = null }
variable "health_check_grace_period" { default = null }
variable "force_delete" { default = null }
variable "termination_policies" {
  default  = []
  nullable = false
}
variable "suspended_processes" {
  default  = []
  nullable = false
}
variable "max_instance_lifetime" { default = null }
variable "enabled_metrics" {
  default  = []
  nullable = false
}
variable "metrics_granularity" { default = null }
variable "initial_lifecycle_hooks" { default = null }
variable "instance_maintenance_policy" { default = null }
variable "instance_refresh" {
  default = {
    strategy = "Rolling"
    preferences = {
      min_healthy_percentage = 66
    }
  }
  nullable = false
}
variable "timeouts" { default = null }
variable "autoscaling_group_tags" {
  default  = {}
  nullable = false
}
variable "iam_role_path" { default = null }
variable "iam_role_description" {
  default  = "Self managed node group IAM role"
  nullable = false
}
variable "iam_role_permissions_boundary" { default = null }
variable "iam_role_tags" {
  default  = {}
  nullable = false
}
variable "create_access_entry" {
  default  = true
  nullable = false
}
variable "iam_role_arn" { default = null }
variable "security_group_description" { default = null }
