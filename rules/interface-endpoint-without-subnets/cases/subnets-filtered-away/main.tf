# No subnet has the name that the filter looks for.

resource "aws_vpc" "main" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
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

locals {
  subnets = {
    app  = "10.0.1.0/24"
    data = "10.0.2.0/24"
  }
}

resource "aws_subnet" "this" {
  for_each = local.subnets

  vpc_id     = aws_vpc.main.id
  cidr_block = each.value
}

resource "aws_vpc_endpoint" "kms" {
  vpc_id              = aws_vpc.main.id
  vpc_endpoint_type   = "Interface"
  service_name        = "com.amazonaws.eu-west-1.kms"
  subnet_ids          = [for name, subnet in aws_subnet.this : subnet.id if name == "endpoints"]
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ interface-endpoint-without-subnets: high
  security_group_ids  = [aws_security_group.endpoints.id]
  private_dns_enabled = true
}
