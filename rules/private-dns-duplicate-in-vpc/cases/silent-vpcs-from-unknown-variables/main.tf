# The variables may name two VPCs.

variable "vpc_ids" {
  type = map(string)
}

variable "subnet_ids" {
  type = map(list(string))
}

variable "group_ids" {
  type = map(list(string))
}

resource "aws_vpc_endpoint" "blue" {
  vpc_id              = var.vpc_ids["blue"]
  vpc_endpoint_type   = "Interface"
  service_name        = "com.amazonaws.eu-west-1.sqs"
  subnet_ids          = var.subnet_ids["blue"]
  security_group_ids  = var.group_ids["blue"]
  private_dns_enabled = true
}

resource "aws_vpc_endpoint" "green" {
  vpc_id              = var.vpc_ids["green"]
  vpc_endpoint_type   = "Interface"
  service_name        = "com.amazonaws.eu-west-1.sqs"
  subnet_ids          = var.subnet_ids["green"]
  security_group_ids  = var.group_ids["green"]
  private_dns_enabled = true
}

# notice: vpc_ids
# notice: subnet_ids
# notice: group_ids
