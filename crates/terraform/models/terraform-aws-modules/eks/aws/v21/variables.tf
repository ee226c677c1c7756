# What the module takes and this model uses, with the types that convert arguments.

variable "create" {
  type    = bool
  default = true
}

variable "prefix_separator" {
  type    = string
  default = "-"
}

variable "tags" {
  type    = map(string)
  default = {}
}

variable "name" {
  type    = string
  default = ""
}

variable "kubernetes_version" {
  type    = string
  default = null
}

variable "compute_config" {
  type = object({
    enabled       = optional(bool, false)
    node_pools    = optional(list(string))
    node_role_arn = optional(string)
  })
  default = null
}

variable "control_plane_scaling_config" {
  default = null
}

variable "additional_security_group_ids" {
  type    = list(string)
  default = []
}

variable "control_plane_subnet_ids" {
  type    = list(string)
  default = []
}

variable "subnet_ids" {
  type    = list(string)
  default = []
}

variable "ip_family" {
  type    = string
  default = "ipv4"
}

variable "service_ipv4_cidr" {
  type    = string
  default = null
}

variable "service_ipv6_cidr" {
  type    = string
  default = null
}

variable "outpost_config" {
  default = null
}

variable "create_security_group" {
  type    = bool
  default = true
}

variable "security_group_id" {
  type    = string
  default = ""
}

variable "vpc_id" {
  type    = string
  default = null
}

variable "security_group_name" {
  type    = string
  default = null
}

variable "security_group_use_name_prefix" {
  type    = bool
  default = true
}

variable "security_group_additional_rules" {
  type = map(object({
    protocol                   = optional(string, "tcp")
    from_port                  = number
    to_port                    = number
    type                       = optional(string, "ingress")
    cidr_blocks                = optional(list(string))
    ipv6_cidr_blocks           = optional(list(string))
    prefix_list_ids            = optional(list(string))
    self                       = optional(bool)
    source_node_security_group = optional(bool, false)
    source_security_group_id   = optional(string)
  }))
  default = {}
}

variable "security_group_tags" {
  type    = map(string)
  default = {}
}

variable "create_node_security_group" {
  type    = bool
  default = true
}

variable "node_security_group_id" {
  type    = string
  default = ""
}

variable "node_security_group_name" {
  type    = string
  default = null
}

variable "node_security_group_use_name_prefix" {
  type    = bool
  default = true
}

variable "node_security_group_additional_rules" {
  type = map(object({
    protocol                      = optional(string, "tcp")
    from_port                     = number
    to_port                       = number
    type                          = optional(string, "ingress")
    cidr_blocks                   = optional(list(string))
    ipv6_cidr_blocks              = optional(list(string))
    prefix_list_ids               = optional(list(string))
    self                          = optional(bool)
    source_cluster_security_group = optional(bool, false)
    source_security_group_id      = optional(string)
  }))
  default = {}
}

variable "node_security_group_enable_recommended_rules" {
  type    = bool
  default = true
}

variable "node_security_group_tags" {
  type    = map(string)
  default = {}
}

variable "enable_irsa" {
  type    = bool
  default = true
}

variable "create_iam_role" {
  type    = bool
  default = true
}

variable "iam_role_name" {
  type    = string
  default = null
}

variable "iam_role_use_name_prefix" {
  type    = bool
  default = true
}

variable "create_auto_mode_iam_resources" {
  type    = bool
  default = false
}

variable "create_node_iam_role" {
  type    = bool
  default = true
}

variable "node_iam_role_name" {
  type    = string
  default = null
}

variable "node_iam_role_use_name_prefix" {
  type    = bool
  default = true
}

variable "fargate_profiles" {
  type = map(object({
    create                       = optional(bool)
    name                         = optional(string)
    subnet_ids                   = optional(list(string))
    create_iam_role              = optional(bool)
    iam_role_arn                 = optional(string)
    iam_role_name                = optional(string)
    iam_role_use_name_prefix     = optional(bool)
    iam_role_attach_cni_policy   = optional(bool)
    iam_role_additional_policies = optional(map(string))
    create_iam_role_policy       = optional(bool)
    iam_role_policy_statements = optional(list(object({
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
    })))
  }))
  default = null
}

variable "self_managed_node_groups" {
  type = map(object({
    create                          = optional(bool)
    create_autoscaling_group        = optional(bool)
    name                            = optional(string)
    use_name_prefix                 = optional(bool)
    subnet_ids                      = optional(list(string))
    use_mixed_instances_policy      = optional(bool)
    mixed_instances_policy          = optional(object({}))
    create_launch_template          = optional(bool)
    launch_template_id              = optional(string)
    launch_template_name            = optional(string)
    launch_template_use_name_prefix = optional(bool)
    instance_type                   = optional(string)
    enable_efa_support              = optional(bool)
    network_interfaces = optional(list(object({
      associate_public_ip_address = optional(bool)
      security_groups             = optional(list(string))
    })))
    create_iam_instance_profile  = optional(bool)
    iam_instance_profile_arn     = optional(string)
    iam_role_name                = optional(string)
    iam_role_use_name_prefix     = optional(bool)
    iam_role_attach_cni_policy   = optional(bool)
    iam_role_additional_policies = optional(map(string))
    create_iam_role_policy       = optional(bool)
    iam_role_policy_statements = optional(list(object({
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
    })))
    vpc_security_group_ids                = optional(list(string), [])
    attach_cluster_primary_security_group = optional(bool, false)
    create_security_group                 = optional(bool)
    security_group_name                   = optional(string)
    security_group_use_name_prefix        = optional(bool)
    security_group_tags                   = optional(map(string))
    tags                                  = optional(map(string))
    security_group_ingress_rules = optional(map(object({
      cidr_ipv4                    = optional(string)
      cidr_ipv6                    = optional(string)
      from_port                    = optional(string)
      ip_protocol                  = optional(string)
      prefix_list_id               = optional(string)
      referenced_security_group_id = optional(string)
      self                         = optional(bool)
      to_port                      = optional(string)
    })))
    security_group_egress_rules = optional(map(object({
      cidr_ipv4                    = optional(string)
      cidr_ipv6                    = optional(string)
      from_port                    = optional(string)
      ip_protocol                  = optional(string)
      prefix_list_id               = optional(string)
      referenced_security_group_id = optional(string)
      self                         = optional(bool)
      to_port                      = optional(string)
    })))
  }))
  default = null
}

variable "eks_managed_node_groups" {
  type = map(object({
    create                          = optional(bool)
    name                            = optional(string)
    use_name_prefix                 = optional(bool)
    subnet_ids                      = optional(list(string))
    instance_types                  = optional(list(string))
    labels                          = optional(map(string))
    create_launch_template          = optional(bool)
    use_custom_launch_template      = optional(bool)
    launch_template_id              = optional(string)
    launch_template_name            = optional(string)
    launch_template_use_name_prefix = optional(bool)
    enable_efa_support              = optional(bool)
    network_interfaces = optional(list(object({
      associate_public_ip_address = optional(bool)
      security_groups             = optional(list(string), [])
    })))
    create_iam_role              = optional(bool)
    iam_role_arn                 = optional(string)
    iam_role_name                = optional(string)
    iam_role_use_name_prefix     = optional(bool)
    iam_role_attach_cni_policy   = optional(bool)
    iam_role_additional_policies = optional(map(string))
    create_iam_role_policy       = optional(bool)
    iam_role_policy_statements = optional(list(object({
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
    })))
    vpc_security_group_ids                = optional(list(string), [])
    attach_cluster_primary_security_group = optional(bool, false)
    create_security_group                 = optional(bool)
    security_group_name                   = optional(string)
    security_group_use_name_prefix        = optional(bool)
    security_group_tags                   = optional(map(string))
    tags                                  = optional(map(string))
    security_group_ingress_rules = optional(map(object({
      cidr_ipv4                    = optional(string)
      cidr_ipv6                    = optional(string)
      from_port                    = optional(string)
      ip_protocol                  = optional(string)
      prefix_list_id               = optional(string)
      referenced_security_group_id = optional(string)
      self                         = optional(bool)
      to_port                      = optional(string)
    })))
    security_group_egress_rules = optional(map(object({
      cidr_ipv4                    = optional(string)
      cidr_ipv6                    = optional(string)
      from_port                    = optional(string)
      ip_protocol                  = optional(string)
      prefix_list_id               = optional(string)
      referenced_security_group_id = optional(string)
      self                         = optional(bool)
      to_port                      = optional(string)
    })), {})
  }))
  default = null
}

variable "putin_khuylo" {
  type    = bool
  default = true
}
