variable "vpc_id" {
  type = string
}

variable "subnet_ids" {
  type = list(string)
}

variable "ingress_cidrs" {
  type    = list(string)
  default = []
}

resource "aws_security_group" "this" {
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ endpoint-sg-no-ingress-at-all: high of module.endpoints.aws_vpc_endpoint.this["ec2messages"]
  name   = "endpoints"
  vpc_id = var.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "this" {
  for_each = toset(var.ingress_cidrs)

  security_group_id = aws_security_group.this.id
  cidr_ipv4         = each.value
  from_port         = 443
  to_port           = 443
  ip_protocol       = "tcp"
}

resource "aws_vpc_endpoint" "this" {
  for_each = toset(["ec2messages", "ssm", "ssmmessages"])

  vpc_id              = var.vpc_id
  vpc_endpoint_type   = "Interface"
  service_name        = "com.amazonaws.eu-west-1.${each.key}"
  subnet_ids          = var.subnet_ids
  security_group_ids  = [aws_security_group.this.id]
  private_dns_enabled = true
}
