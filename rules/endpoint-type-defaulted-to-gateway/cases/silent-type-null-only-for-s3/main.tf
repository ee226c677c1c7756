# The type is null for S3, and Interface for all others.

resource "aws_vpc" "main" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_subnet" "private" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_security_group" "endpoints" {
  name   = "endpoints"
  vpc_id = aws_vpc.main.id

  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = [aws_vpc.main.cidr_block]
  }
}

resource "aws_route_table" "private" {
  vpc_id = aws_vpc.main.id
}

locals {
  services = ["s3", "sqs"]
}

resource "aws_vpc_endpoint" "this" {
  for_each = toset(local.services)

  vpc_id              = aws_vpc.main.id
  vpc_endpoint_type   = each.key == "s3" ? null : "Interface"
  service_name        = "com.amazonaws.eu-west-1.${each.key}"
  route_table_ids     = each.key == "s3" ? [aws_route_table.private.id] : null
  subnet_ids          = each.key == "s3" ? null : [aws_subnet.private.id]
  security_group_ids  = each.key == "s3" ? null : [aws_security_group.endpoints.id]
  private_dns_enabled = each.key != "s3"
}

resource "aws_route_table_association" "private" {
  subnet_id      = aws_subnet.private.id
  route_table_id = aws_route_table.private.id
}
