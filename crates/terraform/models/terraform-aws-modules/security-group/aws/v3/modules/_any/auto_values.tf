# What a submodule adds to its arguments.

variable "auto_ingress_rules" {
  type    = list(string)
  default = null
}

variable "auto_ingress_with_self" {
  type    = list(map(string))
  default = [{ rule = "all-all" }]
}

variable "auto_egress_rules" {
  type    = list(string)
  default = ["all-all"]
}

variable "auto_egress_with_self" {
  type    = list(map(string))
  default = []
}

variable "auto_computed_ingress_rules" {
  type    = list(string)
  default = []
}

variable "auto_computed_ingress_with_self" {
  type    = list(map(string))
  default = []
}

variable "auto_computed_egress_rules" {
  type    = list(string)
  default = []
}

variable "auto_computed_egress_with_self" {
  type    = list(map(string))
  default = []
}

variable "auto_number_of_computed_ingress_rules" {
  type    = number
  default = 0
}

variable "auto_number_of_computed_ingress_with_self" {
  type    = number
  default = 0
}

variable "auto_number_of_computed_egress_rules" {
  type    = number
  default = 0
}

variable "auto_number_of_computed_egress_with_self" {
  type    = number
  default = 0
}
