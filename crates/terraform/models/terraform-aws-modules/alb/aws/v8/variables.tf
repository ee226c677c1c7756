# What the module takes and this model uses, with the types that convert arguments.

variable "create_lb" {
  type    = bool
  default = true
}

variable "https_listeners" {
  default = []
}

variable "http_tcp_listeners" {
  default = []
}

variable "internal" {
  type    = bool
  default = false
}

variable "name" {
  type    = string
  default = null
}

variable "name_prefix" {
  type    = string
  default = null
}

variable "load_balancer_type" {
  type    = string
  default = "application"
}

variable "subnets" {
  type    = list(string)
  default = null
}

variable "subnet_mapping" {
  type    = list(map(string))
  default = []
}

variable "tags" {
  type    = map(string)
  default = {}
}

variable "security_groups" {
  type    = list(string)
  default = []
}

variable "target_groups" {
  default = []
}

variable "vpc_id" {
  type    = string
  default = null
}

variable "putin_khuylo" {
  type    = bool
  default = true
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

variable "security_group_rules" {
  type    = any
  default = {}
}

variable "security_group_tags" {
  type    = map(string)
  default = {}
}
