# A new service may have any type.

resource "aws_vpc" "main" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_route_table" "private" {
  vpc_id = aws_vpc.main.id
}

resource "aws_vpc_endpoint" "new" {
  vpc_id          = aws_vpc.main.id
  service_name    = "com.amazonaws.eu-west-1.brand-new-thing"
  route_table_ids = [aws_route_table.private.id]
}
