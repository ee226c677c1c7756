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

variable "create_launch_template" {
  type     = bool
  default  = true
  nullable = false
}

variable "use_custom_launch_template" {
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

variable "network_interfaces" {
  type = list(object({
    associate_public_ip_address = optional(bool)
    security_groups             = optional(list(string), [])
  }))
  default  = []
  nullable = false
}

variable "subnet_ids" {
  type    = list(string)
  default = null
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

variable "instance_types" {
  type    = list(string)
  default = null
}

variable "labels" {
  type    = map(string)
  default = null
}

variable "create_iam_role" {
  type     = bool
  default  = true
  nullable = false
}

variable "cluster_ip_family" {
  type     = string
  default  = "ipv4"
  nullable = false
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
  default = {}
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
  default = {}
}

variable "security_group_tags" {
  type    = map(string)
  default = {}
}
