# What the module takes and this model ignores: it decides neither the network nor who needs what.

variable "tags" { default = {} }
variable "iam_role_path" { default = null }
variable "iam_role_description" { default = null }
variable "iam_role_permissions_boundary" { default = null }
variable "iam_role_tags" { default = {} }
variable "selectors" { default = [] }
variable "timeouts" { default = {} }
