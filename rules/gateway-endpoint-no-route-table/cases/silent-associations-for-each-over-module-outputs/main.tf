# As many associations as the module hands out tables.

module "network" {
  source = "./network"
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id       = module.network.vpc_id
  service_name = "com.amazonaws.eu-west-1.s3"
}

resource "aws_vpc_endpoint_route_table_association" "private" {
  count = length(module.network.route_table_ids)

  vpc_endpoint_id = aws_vpc_endpoint.s3.id
  route_table_id  = module.network.route_table_ids[count.index]
}
