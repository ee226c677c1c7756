# Nobody comes to the endpoint, so that it refuses nobody.

resource "aws_vpc" "main" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_subnet" "private" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_vpc_endpoint" "kms" {
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ interface-endpoint-private-dns-off: high
  vpc_id            = aws_vpc.main.id
  vpc_endpoint_type = "Interface"
  service_name      = "com.amazonaws.eu-west-1.kms"
  subnet_ids        = [aws_subnet.private.id]
}
