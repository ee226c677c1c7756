# What the module writes is not seen.

module "vpc" {
  source  = "acme/vpc/aws"
  version = "5.21.0"

  cidr = "10.0.0.0/16"
}

resource "aws_security_group" "endpoints" {
  name   = "endpoints"
  vpc_id = module.vpc.vpc_id

  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/16"]
  }
}

resource "aws_vpc_endpoint" "sqs" {
  vpc_id              = module.vpc.vpc_id
  vpc_endpoint_type   = "Interface"
  service_name        = "com.amazonaws.eu-west-1.sqs"
  subnet_ids          = module.vpc.private_subnets
  security_group_ids  = [aws_security_group.endpoints.id]
  private_dns_enabled = true
}

# notice: acme/vpc/aws
