# The gateway endpoint is there so that the interface endpoint may have private DNS.

variable "vpc_id" {
  type = string
}
# notice: variable `vpc_id` has no value

variable "subnet_ids" {
  type = list(string)
}
# notice: variable `subnet_ids` has no value

resource "aws_security_group" "s3" {
  name   = "s3"
  vpc_id = var.vpc_id

  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
  }
}

resource "aws_vpc_endpoint" "gateway" {
  vpc_id       = var.vpc_id
  service_name = "com.amazonaws.eu-west-1.s3"
}

resource "aws_vpc_endpoint" "interface" {
  vpc_id              = var.vpc_id
  vpc_endpoint_type   = "Interface"
  service_name        = "com.amazonaws.eu-west-1.s3"
  subnet_ids          = var.subnet_ids
  security_group_ids  = [aws_security_group.s3.id]
  private_dns_enabled = true

  depends_on = [aws_vpc_endpoint.gateway]
}
