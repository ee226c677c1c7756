# What the module takes and this model uses, with the types that convert arguments.

variable "create" {
  type    = bool
  default = true
}

variable "tags" {
  type    = map(string)
  default = {}
}

variable "internal" {
  type    = bool
  default = null
}

variable "load_balancer_type" {
  type    = string
  default = "application"
}

variable "name" {
  type    = string
  default = null
}

variable "name_prefix" {
  type    = string
  default = null
}

variable "security_groups" {
  type    = list(string)
  default = []
}

variable "subnet_mapping" {
  type    = list(map(string))
  default = []
}

variable "subnets" {
  type    = list(string)
  default = null
}

variable "listeners" {
  default = {}
}

variable "target_groups" {
  default = {}
}

variable "create_security_group" {
  type    = bool
  default = true
}

variable "security_group_name" {
  type    = string
  default = null
}

variable "security_group_use_name_prefix" {
  type    = bool
  default = true
}

variable "vpc_id" {
  type    = string
  default = null
}

variable "security_group_ingress_rules" {
  type    = any
  default = {}
}

variable "security_group_egress_rules" {
  type    = any
  default = {}
}

variable "security_group_tags" {
  type    = map(string)
  default = {}
}

variable "route53_records" {
  default = {}
}

variable "putin_khuylo" {
  type    = bool
  default = true
}
