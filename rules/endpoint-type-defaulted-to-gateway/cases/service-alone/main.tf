# Nothing but the service is set.

resource "aws_vpc" "main" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_vpc_endpoint" "kms" {
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ endpoint-type-defaulted-to-gateway: error
  vpc_id       = aws_vpc.main.id
  service_name = "com.amazonaws.eu-west-1.kms"
}
