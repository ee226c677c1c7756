# Both endpoints are in the VPC that one data source finds.

data "aws_vpc" "main" {
  tags = { Name = "main" }
}

data "aws_subnet" "private" {
  vpc_id = data.aws_vpc.main.id
}

resource "aws_security_group" "endpoints" {
  name   = "endpoints"
  vpc_id = data.aws_vpc.main.id

  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = [data.aws_vpc.main.cidr_block]
  }
}

resource "aws_vpc_endpoint" "sns" {
  vpc_id              = data.aws_vpc.main.id
  vpc_endpoint_type   = "Interface"
  service_name        = "com.amazonaws.eu-west-1.sns"
  subnet_ids          = [data.aws_subnet.private.id]
  security_group_ids  = [aws_security_group.endpoints.id]
  private_dns_enabled = true
}

resource "aws_vpc_endpoint" "topics" {
  vpc_id              = data.aws_vpc.main.id
  vpc_endpoint_type   = "Interface"
  service_name        = "com.amazonaws.eu-west-1.sns"
  subnet_ids          = [data.aws_subnet.private.id]
  security_group_ids  = [aws_security_group.endpoints.id]
  private_dns_enabled = true
#                       ^^^^ private-dns-duplicate-in-vpc: error
}
