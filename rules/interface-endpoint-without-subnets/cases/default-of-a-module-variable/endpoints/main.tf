variable "vpc_id" {
  type = string
}

variable "group_id" {
  type = string
}

variable "subnet_ids" {
  type    = list(string)
  default = []
#           ^^ interface-endpoint-without-subnets: high
}

resource "aws_vpc_endpoint" "this" {
  for_each = toset(["ecr.api", "ecr.dkr"])

  vpc_id              = var.vpc_id
  vpc_endpoint_type   = "Interface"
  service_name        = "com.amazonaws.eu-west-1.${each.key}"
  subnet_ids          = var.subnet_ids
  security_group_ids  = [var.group_id]
  private_dns_enabled = true
}
