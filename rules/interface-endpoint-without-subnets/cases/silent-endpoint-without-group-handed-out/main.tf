# There is no security group in the code, and another root may associate subnets.

variable "group_ids" {
  type = list(string)
}

resource "aws_vpc" "main" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_vpc_endpoint" "logs" {
  vpc_id              = aws_vpc.main.id
  vpc_endpoint_type   = "Interface"
  service_name        = "com.amazonaws.eu-west-1.logs"
  security_group_ids  = var.group_ids
  private_dns_enabled = true
}

output "endpoint" {
  value = aws_vpc_endpoint.logs
}

# notice: group_ids
