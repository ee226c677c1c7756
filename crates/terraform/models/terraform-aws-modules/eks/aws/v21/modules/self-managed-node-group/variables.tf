# What the module takes and this model uses, with the types that convert arguments.

variable "create" {
  type     = bool
  default  = true
  nullable = false
}

variable "tags" {
  type    = map(string)
  default = {}
}

variable "partition" {
  type    = string
  default = ""
}

variable "account_id" {
  type    = string
  default = ""
}

variable "cluster_name" {
  type    = string
  default = ""
}

variable "cluster_ip_family" {
  type    = string
  default = null
}

variable "create_launch_template" {
  type     = bool
  default  = true
  nullable = false
}

variable "launch_template_id" {
  type    = string
  default = ""
}

variable "launch_template_name" {
  type    = string
  default = null
}

variable "launch_template_use_name_prefix" {
  type     = bool
  default  = true
  nullable = false
}

variable "network_interfaces" {
  type = list(object({
    associate_public_ip_address = optional(bool)
    security_groups             = optional(list(string), [])
  }))
  default  = []
  nullable = false
}

variable "instance_type" {
  type     = string
  default  = "m6i.large"
  nullable = false
}

variable "vpc_security_group_ids" {
  type     = list(string)
  default  = []
  nullable = false
}

variable "cluster_primary_security_group_id" {
  type    = string
  default = null
}

variable "enable_efa_support" {
  type     = bool
  default  = false
  nullable = false
}

variable "create_autoscaling_group" {
  type     = bool
  default  = true
  nullable = false
}

variable "name" {
  type    = string
  default = ""
}

variable "use_name_prefix" {
  type     = bool
  default  = true
  nullable = false
}

variable "subnet_ids" {
  type    = list(string)
  default = null
}

variable "use_mixed_instances_policy" {
  type     = bool
  default  = false
  nullable = false
}

variable "mixed_instances_policy" {
  default = null
}

variable "create_iam_instance_profile" {
  type     = bool
  default  = true
  nullable = false
}

variable "iam_instance_profile_arn" {
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

variable "iam_role_attach_cni_policy" {
  type     = bool
  default  = true
  nullable = false
}

variable "iam_role_additional_policies" {
  type     = map(string)
  default  = {}
  nullable = false
}

variable "create_iam_role_policy" {
  type     = bool
  default  = true
  nullable = false
}

variable "iam_role_policy_statements" {
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
    self                         = optional(bool, false)
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
    self                         = optional(bool, false)
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
