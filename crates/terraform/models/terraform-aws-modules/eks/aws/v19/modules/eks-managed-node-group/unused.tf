# What the module takes and this model ignores: it decides neither the network nor who needs what.

variable "tags" { default = {} }
variable "enable_bootstrap_user_data" { default = false }
variable "cluster_endpoint" { default = "" }
variable "cluster_auth_base64" { default = "" }
variable "cluster_service_ipv4_cidr" { default = null }
variable "pre_bootstrap_user_data" { default = "" }
variable "post_bootstrap_user_data" { default = "" }
variable "bootstrap_extra_args" { default = "" }
variable "user_data_template_path" { default = "" }
variable "launch_template_description" { default = null }
variable "ebs_optimized" { default = null }
variable "ami_id" { default = "" }
variable "key_name" { default = null }
variable "launch_template_default_version" { default = null }
variable "update_launch_template_default_version" { default = true }
variable "disable_api_termination" { default = null }
variable "kernel_id" { default = null }
variable "ram_disk_id" { default = null }
variable "block_device_mappings" { default = {} }
variable "capacity_reservation_specification" { default = {} }
variable "cpu_options" { default = {} }
variable "credit_specification" { default = {} }
variable "elastic_gpu_specifications" { default = {} }
variable "elastic_inference_accelerator" { default = {} }
variable "enclave_options" { default = {} }
variable "instance_market_options" { default = {} }
variable "maintenance_options" { default = {} }
variable "license_specifications" { default = {} }
variable "metadata_options" {
  default = {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 2
  }
}
variable "enable_monitoring" { default = true }
variable "placement" { default = {} }
variable "private_dns_name_options" { default = {} }
variable "launch_template_tags" { default = {} }
variable "tag_specifications" { default = ["instance", "volume", "network-interface"] }
variable "min_size" { default = 0 }
variable "max_size" { default = 3 }
variable "desired_size" { default = 1 }
variable "ami_type" { default = null }
variable "ami_release_version" { default = null }
variable "capacity_type" { default = "ON_DEMAND" }
variable "disk_size" { default = null }
variable "force_update_version" { default = null }
variable "instance_types" { default = null }
variable "cluster_version" { default = null }
variable "launch_template_version" { default = null }
variable "remote_access" { default = {} }
variable "taints" { default = {} }
variable "update_config" {
  default = {
    max_unavailable_percentage = 33
  }
}
variable "timeouts" { default = {} }
variable "iam_role_path" { default = null }
variable "iam_role_description" { default = null }
variable "iam_role_permissions_boundary" { default = null }
variable "iam_role_tags" { default = {} }
variable "create_schedule" { default = true }
variable "schedules" { default = {} }
