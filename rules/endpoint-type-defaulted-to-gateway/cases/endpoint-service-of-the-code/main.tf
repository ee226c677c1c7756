# The code makes the endpoint service, too.

resource "aws_vpc" "main" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_subnet" "private" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_lb" "api" {
  name               = "api"
  internal           = true
  load_balancer_type = "network"
  subnets            = [aws_subnet.private.id]
}

resource "aws_vpc_endpoint_service" "api" {
  acceptance_required        = false
  network_load_balancer_arns = [aws_lb.api.arn]
}

resource "aws_vpc_endpoint" "api" {
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ endpoint-type-defaulted-to-gateway: error
  vpc_id       = aws_vpc.main.id
  service_name = aws_vpc_endpoint_service.api.service_name
}
