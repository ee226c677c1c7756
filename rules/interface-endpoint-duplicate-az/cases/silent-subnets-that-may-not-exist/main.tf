# Without zones there are no subnets, and which of the members exist is not known.

variable "zones" {
  type = list(string)
}

resource "aws_vpc" "main" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_subnet" "private" {
  count = length(var.zones)

  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, count.index + 0)
  availability_zone = var.zones[count.index]
}

resource "aws_subnet" "data" {
  count = length(var.zones)

  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, count.index + 10)
  availability_zone = var.zones[count.index]
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

resource "aws_vpc_endpoint" "sqs" {
  vpc_id              = aws_vpc.main.id
  vpc_endpoint_type   = "Interface"
  service_name        = "com.amazonaws.eu-west-1.sqs"
  subnet_ids          = concat(aws_subnet.private[*].id, aws_subnet.data[*].id)
  security_group_ids  = [aws_security_group.endpoints.id]
  private_dns_enabled = true
}

# notice: zones
