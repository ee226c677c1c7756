# What the module takes and this model ignores: it decides neither the network nor who needs what.

variable "tags" {
  default  = {}
  nullable = false
}
variable "region" { default = null }
variable "iam_role_path" { default = null }
variable "iam_role_description" {
  default  = "Fargate profile IAM role"
  nullable = false
}
variable "iam_role_permissions_boundary" { default = null }
variable "iam_role_tags" {
  default  = {}
  nullable = false
}
variable "selectors" { default = null }
variable "timeouts" { default = null }
