# What the module takes and this model ignores: it decides neither the network nor who needs what.

variable "description" { default = null }
variable "tags" { default = {} }
