# Three endpoints of one service, each in another table.

resource "aws_vpc" "main" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_route_table" "private" {
  count = 3

  vpc_id = aws_vpc.main.id
}

resource "aws_vpc_endpoint" "s3" {
  count = 3

  vpc_id            = aws_vpc.main.id
  vpc_endpoint_type = "Gateway"
  service_name      = "com.amazonaws.eu-west-1.s3"
  route_table_ids   = [aws_route_table.private[count.index].id]
}
