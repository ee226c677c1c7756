# Who calls this root, or gives it values, may name a type: it is possible only.

variable "type" {
  type    = string
  default = null
#           ^^^^ endpoint-type-defaulted-to-gateway: error possible
}

resource "aws_vpc" "main" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_vpc_endpoint" "kms" {
  vpc_id            = aws_vpc.main.id
  vpc_endpoint_type = var.type
  service_name      = "com.amazonaws.eu-west-1.kms"
}
