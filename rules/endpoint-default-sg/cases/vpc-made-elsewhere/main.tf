# The default group of a VPC that is made elsewhere may have been widened there.

data "aws_vpc" "shared" {
  tags = {
    Name = "shared"
  }
}

data "aws_subnets" "private" {
  filter {
    name   = "vpc-id"
    values = [data.aws_vpc.shared.id]
  }
}

resource "aws_vpc_endpoint" "sqs" {
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ endpoint-default-sg: medium possible
  vpc_id              = data.aws_vpc.shared.id
  vpc_endpoint_type   = "Interface"
  service_name        = "com.amazonaws.eu-west-1.sqs"
  subnet_ids          = data.aws_subnets.private.ids
  private_dns_enabled = true
}
