# The endpoints of both VPCs.

locals {
  prefix = "com.amazonaws.${var.region}"
}

# Mistake: the table of zone b is not in the list.
resource "aws_vpc_endpoint" "s3" {
  vpc_id            = module.shop.vpc_id
  service_name      = "${local.prefix}.s3"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = [module.shop.private_route_tables["a"]]
}

# Mistake: it is in no table at all.
resource "aws_vpc_endpoint" "dynamodb" {
  vpc_id       = module.shop.vpc_id
  service_name = "${local.prefix}.dynamodb"
}

resource "aws_security_group" "endpoints" {
  name   = "endpoints"
  vpc_id = module.shop.vpc_id
}

# Mistake: it admits zone a only, while tasks run in both.
resource "aws_vpc_security_group_ingress_rule" "endpoints" {
  security_group_id = aws_security_group.endpoints.id
  cidr_ipv4         = cidrsubnet(module.shop.cidr, 4, 1)
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

resource "aws_vpc_endpoint" "interface" {
  for_each = toset(["ecr.api", "ecr.dkr", "logs"])

  vpc_id              = module.shop.vpc_id
  service_name        = "${local.prefix}.${each.key}"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = values(module.shop.private_subnets)
  security_group_ids  = [aws_security_group.endpoints.id]
  private_dns_enabled = true
}

# Mistake: names of the service keep leading to public addresses.
resource "aws_vpc_endpoint" "secrets" {
  vpc_id             = module.shop.vpc_id
  service_name       = "${local.prefix}.secretsmanager"
  vpc_endpoint_type  = "Interface"
  subnet_ids         = values(module.shop.private_subnets)
  security_group_ids = [aws_security_group.endpoints.id]
}

# Two mistakes: no group of its own, and a VPC without DNS host names.
resource "aws_vpc_endpoint" "athena" {
  vpc_id              = module.analytics.vpc_id
  service_name        = "${local.prefix}.athena"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = values(module.analytics.private_subnets)
  private_dns_enabled = true
}
