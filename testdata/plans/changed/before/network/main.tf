# A VPC with private subnets, each with a route table of its own.

variable "cidr" {
  type = string
}

variable "zones" {
  type = map(number)
}

resource "aws_vpc" "main" {
  cidr_block           = var.cidr
  enable_dns_hostnames = true
}

resource "aws_subnet" "private" {
  for_each = var.zones

  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet(var.cidr, 8, each.value)
  availability_zone = each.key
}

resource "aws_route_table" "private" {
  for_each = var.zones

  vpc_id = aws_vpc.main.id
}

resource "aws_route_table_association" "private" {
  for_each = var.zones

  subnet_id      = aws_subnet.private[each.key].id
  route_table_id = aws_route_table.private[each.key].id
}

output "vpc_id" {
  value = aws_vpc.main.id
}

output "subnet_ids" {
  value = { for zone, subnet in aws_subnet.private : zone => subnet.id }
}

output "route_table_ids" {
  value = { for zone, table in aws_route_table.private : zone => table.id }
}
