# The endpoint lists nothing, but an association names each table that the module hands out.

module "network" {
  source = "./network"

  name = "main"
  cidr = "10.0.0.0/16"
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id       = module.network.vpc_id
  service_name = "com.amazonaws.eu-west-1.s3"
}

resource "aws_vpc_endpoint_route_table_association" "private" {
  for_each = module.network.private_route_table_ids

  vpc_endpoint_id = aws_vpc_endpoint.s3.id
  route_table_id  = each.value
}
