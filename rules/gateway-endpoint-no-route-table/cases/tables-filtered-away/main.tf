# The filter asks for a tier that no subnet has.

resource "aws_vpc" "main" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}

locals {
  subnets = {
    app = { cidr = "10.0.1.0/24", tier = "private" }
    db  = { cidr = "10.0.2.0/24", tier = "private" }
  }
}

resource "aws_subnet" "this" {
  for_each = local.subnets

  vpc_id     = aws_vpc.main.id
  cidr_block = each.value.cidr
}

resource "aws_route_table" "this" {
  for_each = local.subnets

  vpc_id = aws_vpc.main.id
}

resource "aws_route_table_association" "this" {
  for_each = local.subnets

  subnet_id      = aws_subnet.this[each.key].id
  route_table_id = aws_route_table.this[each.key].id
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id          = aws_vpc.main.id
  service_name    = "com.amazonaws.eu-west-1.s3"
  route_table_ids = [for key, subnet in local.subnets : aws_route_table.this[key].id if subnet.tier == "isolated"]
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ gateway-endpoint-no-route-table: high
}
