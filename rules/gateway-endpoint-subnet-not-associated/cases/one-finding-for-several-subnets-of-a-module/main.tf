# The tables of the zones b and c are missing in one list: one cause, one finding.

module "network" {
  source = "./network"

  name = "main"
  cidr = "10.0.0.0/16"
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id          = module.network.vpc_id
  service_name    = "com.amazonaws.eu-west-1.s3"
  route_table_ids = [module.network.private_route_table_ids["a"]]
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ gateway-endpoint-subnet-not-associated: medium of module.network.aws_subnet.private["b"]
}
