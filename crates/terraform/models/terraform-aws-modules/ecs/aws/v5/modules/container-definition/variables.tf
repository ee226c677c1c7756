# What the module takes and this model uses, with the types that convert arguments.

variable "image" {
  type    = string
  default = null
}

variable "log_configuration" {
  type    = any
  default = {}
}

variable "name" {
  type    = string
  default = null
}

variable "secrets" {
  type = list(object({
    name      = string
    valueFrom = string
  }))
  default = []
}

variable "service" {
  type    = string
  default = ""
}

variable "enable_cloudwatch_logging" {
  type    = bool
  default = true
}

variable "create_cloudwatch_log_group" {
  type    = bool
  default = true
}

variable "cloudwatch_log_group_name" {
  type    = string
  default = null
}

variable "cloudwatch_log_group_use_name_prefix" {
  type    = bool
  default = false
}
