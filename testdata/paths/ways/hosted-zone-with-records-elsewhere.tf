# A record of a zone that is looked up may be of this one.
# function lambda: unknown
resource "aws_vpc_peering_connection" "peer" {
  vpc_id      = aws_vpc.vpc.id
  peer_vpc_id = aws_vpc.other.id
  auto_accept = true
}
resource "aws_vpc" "other" { cidr_block = "10.9.0.0/16" }
resource "aws_subnet" "other" {
  vpc_id     = aws_vpc.other.id
  cidr_block = "10.9.1.0/24"
}
resource "aws_route" "back" {
  route_table_id            = aws_vpc.other.main_route_table_id
  destination_cidr_block    = "10.0.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection.peer.id
}
resource "aws_security_group" "endpoint" {
  vpc_id = aws_vpc.other.id
  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.0.0.0/16"]
  }
}
resource "aws_vpc_endpoint" "lambda" {
  vpc_id             = aws_vpc.other.id
  vpc_endpoint_type  = "Interface"
  service_name       = "com.amazonaws.eu-west-1.lambda"
  subnet_ids         = [aws_subnet.other.id]
  security_group_ids = [aws_security_group.endpoint.id]
}
resource "aws_route53_zone" "lambda" {
  name = "lambda.eu-west-1.amazonaws.com"
  vpc { vpc_id = aws_vpc.vpc.id }
}
resource "aws_route53_record" "lambda" {
  zone_id = aws_route53_zone.lambda.id
  name    = "other"
  type    = "A"
  alias {
    name                   = lookup(aws_vpc_endpoint.lambda.dns_entry[0], "dns_name")
    zone_id                = lookup(aws_vpc_endpoint.lambda.dns_entry[0], "hosted_zone_id")
    evaluate_target_health = true
  }
}
resource "aws_route" "r" {
  route_table_id            = aws_route_table.work.id
  destination_cidr_block    = "10.9.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection.peer.id
}
data "aws_ssm_parameter" "looked_up" {
  name = "zone"
}
resource "aws_route53_record" "more" {
  zone_id = data.aws_ssm_parameter.looked_up.value
  name    = "x"
  type    = "A"
  records = ["10.9.1.9"]
  ttl     = 60
}
