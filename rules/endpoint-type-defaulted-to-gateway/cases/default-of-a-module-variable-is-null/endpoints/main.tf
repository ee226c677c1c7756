variable "vpc_id" {
  type = string
}

variable "services" {
  type = map(string)
}

variable "type" {
  type    = string
  default = null
#           ^^^^ endpoint-type-defaulted-to-gateway: error
}

data "aws_region" "current" {}

resource "aws_vpc_endpoint" "this" {
  for_each = var.services

  vpc_id            = var.vpc_id
  vpc_endpoint_type = var.type
  service_name      = "com.amazonaws.${data.aws_region.current.name}.${each.value}"
}
