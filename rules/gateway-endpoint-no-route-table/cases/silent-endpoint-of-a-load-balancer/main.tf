# Routes point at a Gateway Load Balancer endpoint; it is in no table itself.

variable "service_name" {
  type    = string
  default = "com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0"
}

resource "aws_vpc" "main" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_subnet" "inspection" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/28"
}

resource "aws_route_table" "inspection" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table_association" "inspection" {
  subnet_id      = aws_subnet.inspection.id
  route_table_id = aws_route_table.inspection.id
}

resource "aws_db_subnet_group" "main" {
  name       = "main"
  subnet_ids = [aws_subnet.inspection.id]
}

resource "aws_vpc_endpoint" "firewall" {
  vpc_id            = aws_vpc.main.id
  vpc_endpoint_type = "GatewayLoadBalancer"
  service_name      = var.service_name
  subnet_ids        = [aws_subnet.inspection.id]
}
