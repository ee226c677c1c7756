# What the module takes and this model uses, with the types that convert arguments.

variable "image" {
  type    = string
  default = null
}

variable "logConfiguration" {
  type = object({
    logDriver = optional(string)
    options   = optional(map(string))
    secretOptions = optional(list(object({
      name      = string
      valueFrom = string
    })))
  })
  default  = {}
  nullable = false
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
  default = null
}

variable "service" {
  type    = string
  default = null
}

variable "enable_cloudwatch_logging" {
  type     = bool
  default  = true
  nullable = false
}

variable "create_cloudwatch_log_group" {
  type     = bool
  default  = true
  nullable = false
}

variable "cloudwatch_log_group_name" {
  type    = string
  default = null
}

variable "cloudwatch_log_group_use_name_prefix" {
  type     = bool
  default  = false
  nullable = false
}
