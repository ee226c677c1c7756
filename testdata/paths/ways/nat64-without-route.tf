# DNS64 without a route for what it makes up.
# function lambda: none
# replace: cidr_block = "10.0.1.0/24" => ipv6_native = true\n  enable_dns64 = true
resource "aws_nat_gateway" "nat" { subnet_id = aws_subnet.public.id }
resource "aws_route" "p" {
  route_table_id         = aws_route_table.public.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.igw.id
}
resource "aws_route" "r" {
  route_table_id              = aws_route_table.work.id
  destination_ipv6_cidr_block = "2001:db8::/32"
  nat_gateway_id              = aws_nat_gateway.nat.id
}
