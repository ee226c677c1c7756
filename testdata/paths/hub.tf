# A spoke whose only way out is a transit gateway; a hub with central endpoints and central egress.
provider "aws" { region = "eu-west-1" }

resource "aws_ec2_transit_gateway" "tgw" {
  default_route_table_association = "enable"
  default_route_table_propagation = "enable"
}

resource "aws_vpc" "spoke" {
  cidr_block           = "10.1.0.0/16"
  enable_dns_hostnames = true
}
resource "aws_subnet" "work" {
  vpc_id            = aws_vpc.spoke.id
  cidr_block        = "10.1.1.0/24"
  availability_zone = "eu-west-1a"
}
resource "aws_subnet" "attach" {
  vpc_id            = aws_vpc.spoke.id
  cidr_block        = "10.1.9.0/28"
  availability_zone = "eu-west-1a" # attach
}
resource "aws_route_table" "work" { vpc_id = aws_vpc.spoke.id }
resource "aws_route_table_association" "work" {
  subnet_id      = aws_subnet.work.id
  route_table_id = aws_route_table.work.id
}
resource "aws_route" "out" {
  route_table_id         = aws_route_table.work.id
  destination_cidr_block = "0.0.0.0/0"
  transit_gateway_id     = aws_ec2_transit_gateway.tgw.id
}
resource "aws_ec2_transit_gateway_vpc_attachment" "spoke" {
  transit_gateway_id = aws_ec2_transit_gateway.tgw.id
  vpc_id             = aws_vpc.spoke.id
  subnet_ids         = [aws_subnet.attach.id]
}

resource "aws_vpc" "hub" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}
resource "aws_internet_gateway" "igw" { vpc_id = aws_vpc.hub.id }
resource "aws_subnet" "public" {
  vpc_id            = aws_vpc.hub.id
  cidr_block        = "10.0.0.0/24"
  availability_zone = "eu-west-1a"
}
resource "aws_route_table" "public" { vpc_id = aws_vpc.hub.id }
resource "aws_route_table_association" "public" {
  subnet_id      = aws_subnet.public.id
  route_table_id = aws_route_table.public.id
}
resource "aws_route" "internet" {
  route_table_id         = aws_route_table.public.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.igw.id
}
resource "aws_route" "back" {
  route_table_id         = aws_route_table.public.id
  destination_cidr_block = "10.1.0.0/16"
  transit_gateway_id     = aws_ec2_transit_gateway.tgw.id
}
resource "aws_nat_gateway" "nat" { subnet_id = aws_subnet.public.id }
resource "aws_subnet" "hub_attach" {
  vpc_id            = aws_vpc.hub.id
  cidr_block        = "10.0.9.0/28"
  availability_zone = "eu-west-1a"
}
resource "aws_route_table" "hub_attach" { vpc_id = aws_vpc.hub.id }
resource "aws_route_table_association" "hub_attach" {
  subnet_id      = aws_subnet.hub_attach.id
  route_table_id = aws_route_table.hub_attach.id
}
resource "aws_route" "to_nat" {
  route_table_id         = aws_route_table.hub_attach.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.nat.id
}
resource "aws_ec2_transit_gateway_vpc_attachment" "hub" {
  transit_gateway_id = aws_ec2_transit_gateway.tgw.id
  vpc_id             = aws_vpc.hub.id
  subnet_ids         = [aws_subnet.hub_attach.id]
}
resource "aws_ec2_transit_gateway_route" "default" {
  transit_gateway_route_table_id = aws_ec2_transit_gateway.tgw.association_default_route_table_id
  destination_cidr_block         = "0.0.0.0/0"
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.hub.id
}

resource "aws_subnet" "endpoints" {
  vpc_id            = aws_vpc.hub.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "eu-west-1a"
}
resource "aws_route_table" "endpoints" { vpc_id = aws_vpc.hub.id }
resource "aws_route_table_association" "endpoints" {
  subnet_id      = aws_subnet.endpoints.id
  route_table_id = aws_route_table.endpoints.id
}
resource "aws_route" "endpoints_back" {
  route_table_id         = aws_route_table.endpoints.id
  destination_cidr_block = "10.1.0.0/16"
  transit_gateway_id     = aws_ec2_transit_gateway.tgw.id
}
resource "aws_security_group" "endpoints" {
  vpc_id = aws_vpc.hub.id
  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.0.0.0/8"]
  }
}
resource "aws_vpc_endpoint" "sqs" {
  vpc_id              = aws_vpc.hub.id
  vpc_endpoint_type   = "Interface"
  service_name        = "com.amazonaws.eu-west-1.sqs"
  subnet_ids          = [aws_subnet.endpoints.id]
  security_group_ids  = [aws_security_group.endpoints.id]
  private_dns_enabled = false
}
resource "aws_route53_zone" "sqs" {
  name = "sqs.eu-west-1.amazonaws.com"
  vpc { vpc_id = aws_vpc.spoke.id }
}
resource "aws_route53_record" "sqs" {
  zone_id = aws_route53_zone.sqs.zone_id
  name    = "sqs.eu-west-1.amazonaws.com"
  type    = "A"
  alias {
    name                   = aws_vpc_endpoint.sqs.dns_entry[0]["dns_name"]
    zone_id                = aws_vpc_endpoint.sqs.dns_entry[0]["hosted_zone_id"]
    evaluate_target_health = false
  }
}

resource "aws_security_group" "work" {
  vpc_id = aws_vpc.spoke.id
  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_iam_role" "work" {
  inline_policy {
    policy = jsonencode({ Statement = [{ Effect = "Allow", Action = ["sqs:SendMessage", "s3:GetObject"], Resource = "*" }] })
  }
}
resource "aws_lambda_function" "work" {
  role = aws_iam_role.work.arn
  vpc_config {
    subnet_ids         = [aws_subnet.work.id]
    security_group_ids = [aws_security_group.work.id]
  }
}
