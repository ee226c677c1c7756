# An egress-only internet gateway carries no IPv4.
# function lambda: none
resource "aws_egress_only_internet_gateway" "out" { vpc_id = aws_vpc.vpc.id }
resource "aws_route" "r" {
  route_table_id              = aws_route_table.work.id
  destination_ipv6_cidr_block = "::/0"
  egress_only_gateway_id      = aws_egress_only_internet_gateway.out.id
}
