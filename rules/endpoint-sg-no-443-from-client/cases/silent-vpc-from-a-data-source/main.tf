# Neither the addresses nor the clients are in the code.

data "aws_vpc" "shared" {
  tags = {
    Name = "shared"
  }
}

data "aws_subnet" "private" {
  vpc_id = data.aws_vpc.shared.id

  tags = {
    Tier = "private"
  }
}

resource "aws_security_group" "endpoints" {
  name   = "endpoints"
  vpc_id = data.aws_vpc.shared.id

  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = [data.aws_vpc.shared.cidr_block]
  }
}

resource "aws_vpc_endpoint" "sqs" {
  vpc_id              = data.aws_vpc.shared.id
  vpc_endpoint_type   = "Interface"
  service_name        = "com.amazonaws.eu-west-1.sqs"
  subnet_ids          = [data.aws_subnet.private.id]
  security_group_ids  = [aws_security_group.endpoints.id]
  private_dns_enabled = true
}
