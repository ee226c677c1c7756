# What the module takes and this model uses, with the types that convert arguments.

variable "create" {
  type     = bool
  default  = true
  nullable = false
}

variable "partition" {
  type    = string
  default = ""
}

variable "account_id" {
  type    = string
  default = ""
}

variable "create_iam_role" {
  type     = bool
  default  = true
  nullable = false
}

variable "cluster_ip_family" {
  type    = string
  default = "ipv4"
}

variable "iam_role_arn" {
  type    = string
  default = null
}

variable "iam_role_name" {
  type    = string
  default = ""
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

variable "cluster_name" {
  type    = string
  default = ""
}

variable "name" {
  type     = string
  default  = ""
  nullable = false
}

variable "subnet_ids" {
  type     = list(string)
  default  = []
  nullable = false
}
