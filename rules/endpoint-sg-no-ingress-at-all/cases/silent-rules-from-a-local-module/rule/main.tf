variable "security_group_id" {
  type = string
}

variable "cidr_block" {
  type = string
}

resource "aws_vpc_security_group_ingress_rule" "this" {
  security_group_id = var.security_group_id
  cidr_ipv4         = var.cidr_block
  from_port         = 443
  to_port           = 443
  ip_protocol       = "tcp"
}
