variable "vpc_id" {
  type = string
}

variable "services" {
  type = set(string)
}

variable "route_table_ids" {
  type    = list(string)
  default = []
#           ^^ gateway-endpoint-no-route-table: high of module.endpoints.aws_vpc_endpoint.this["dynamodb"]
}

data "aws_region" "current" {}

resource "aws_vpc_endpoint" "this" {
  for_each = var.services

  vpc_id            = var.vpc_id
  vpc_endpoint_type = "Gateway"
  service_name      = "com.amazonaws.${data.aws_region.current.name}.${each.key}"
  route_table_ids   = var.route_table_ids
}
