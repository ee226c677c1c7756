variable "endpoints" {
  type = map(string)
}

variable "route_table_ids" {
  type = list(string)
}

resource "aws_vpc_endpoint_route_table_association" "this" {
  for_each = var.endpoints

  vpc_endpoint_id = each.value
  route_table_id  = var.route_table_ids[0]
}
