# What the module takes and this model ignores: it decides neither the network nor who needs what.

variable "region" { default = null }
variable "enable_bootstrap_user_data" {
  default  = false
  nullable = false
}
variable "cluster_endpoint" { default = null }
variable "cluster_auth_base64" { default = null }
variable "cluster_service_cidr" { default = null }
variable "pre_bootstrap_user_data" { default = null }
variable "post_bootstrap_user_data" { default = null }
variable "bootstrap_extra_args" { default = null }
variable "user_data_template_path" { default = null }
variable "cloudinit_pre_nodeadm" { default = null }
variable "cloudinit_post_nodeadm" { default = null }
variable "launch_template_description" { default = null }
variable "ebs_optimized" { default = null }
variable "ami_id" {
  default  = ""
  nullable = false
}
variable "key_name" { default = null }
variable "launch_template_default_version" { default = null }
variable "update_launch_template_default_version" {
  default  = true
  nullable = false
}
variable "disable_api_termination" { default = null }
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
variable "metadata_options" {
  default = {
    http_endpoint               = "enabled"
    http_put_response_hop_limit = 1
    http_tokens                 = "required"
  }
  nullable = false
}
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
variable "placement" { default = null }
variable "create_placement_group" {
  default  = false
  nullable = false
}
variable "private_dns_name_options" { default = null }
variable "launch_template_tags" { default = {} }
variable "tag_specifications" {
  default  = ["instance", "volume", "network-interface"]
  nullable = false
}
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
variable "ami_type" {
  default  = "AL2023_x86_64_STANDARD"
  nullable = false
}
variable "ami_release_version" { default = null }
variable "use_latest_ami_release_version" {
  default  = true
  nullable = false
}
variable "capacity_type" {
  default  = "ON_DEMAND"
  nullable = false
}
variable "disk_size" { default = null }
variable "force_update_version" { default = null }
variable "kubernetes_version" { default = null }
variable "launch_template_version" { default = null }
variable "remote_access" { default = null }
variable "taints" { default = null }
variable "update_config" {
  default = {
    max_unavailable_percentage = 33
  }
  nullable = false
}
variable "node_repair_config" { default = null }
variable "timeouts" { default = null }
variable "iam_role_path" { default = null }
variable "iam_role_description" {
  default  = "EKS managed node group IAM role"
  nullable = false
}
variable "iam_role_permissions_boundary" { default = null }
variable "iam_role_tags" {
  default  = {}
  nullable = false
}
variable "security_group_description" { default = null }
