# Three subnets, but two zones in the list.

resource "aws_vpc" "main" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}

locals {
  zones = ["eu-west-1a", "eu-west-1b"]
}

resource "aws_subnet" "private" {
  count = 3

  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, count.index)
  availability_zone = element(local.zones, count.index)
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

resource "aws_vpc_endpoint" "ssm" {
  vpc_id              = aws_vpc.main.id
  vpc_endpoint_type   = "Interface"
  service_name        = "com.amazonaws.eu-west-1.ssm"
  subnet_ids          = aws_subnet.private[*].id
#                       ^^^^^^^^^^^^^^^^^^^^^^^^ interface-endpoint-duplicate-az: error
  security_group_ids  = [aws_security_group.endpoints.id]
  private_dns_enabled = true
}
