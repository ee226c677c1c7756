# Endpoint services of customers have no gateway type.

resource "aws_vpc" "main" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_vpc_endpoint" "partner" {
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ endpoint-type-defaulted-to-gateway: error
  vpc_id       = aws_vpc.main.id
  service_name = "com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0"
}
