variable "vpc_id" {
  type = string
}

variable "subnet_id" {
  type = string
}

variable "group_id" {
  type = string
}

variable "type" {
  type    = string
  default = "Interface"
}

resource "aws_vpc_endpoint" "sqs" {
  vpc_id              = var.vpc_id
  vpc_endpoint_type   = var.type
  service_name        = "com.amazonaws.eu-west-1.sqs"
  subnet_ids          = [var.subnet_id]
  security_group_ids  = [var.group_id]
  private_dns_enabled = true
}
