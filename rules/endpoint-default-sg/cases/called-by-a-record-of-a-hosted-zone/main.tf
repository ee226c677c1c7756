# Private DNS is off, as a hosted zone leads to the endpoint.

resource "aws_vpc" "main" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_subnet" "private" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_vpc_endpoint" "kms" {
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ endpoint-default-sg: medium
  vpc_id            = aws_vpc.main.id
  vpc_endpoint_type = "Interface"
  service_name      = "com.amazonaws.eu-west-1.kms"
  subnet_ids        = [aws_subnet.private.id]
}

resource "aws_route53_zone" "kms" {
  name = "kms.eu-west-1.amazonaws.com"

  vpc {
    vpc_id = aws_vpc.main.id
  }
}

resource "aws_route53_record" "kms" {
  zone_id = aws_route53_zone.kms.zone_id
  name    = "kms.eu-west-1.amazonaws.com"
  type    = "A"

  alias {
    name                   = aws_vpc_endpoint.kms.dns_entry[0].dns_name
    zone_id                = aws_vpc_endpoint.kms.dns_entry[0].hosted_zone_id
    evaluate_target_health = false
  }
}
