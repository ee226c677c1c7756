# Both take the tables from one local value, so each is marked at its header.

resource "aws_vpc" "main" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_route_table" "private" {
  vpc_id = aws_vpc.main.id
}

locals {
  tables = [aws_route_table.private.id]
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id            = aws_vpc.main.id
  vpc_endpoint_type = "Gateway"
  service_name      = "com.amazonaws.eu-west-1.s3"
  route_table_ids   = local.tables
}

resource "aws_vpc_endpoint" "logs" {
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ gateway-endpoint-duplicate-for-table: error
  vpc_id            = aws_vpc.main.id
  vpc_endpoint_type = "Gateway"
  service_name      = "com.amazonaws.eu-west-1.s3"
  route_table_ids   = local.tables
}
