# Without DNS support of the VPC nobody answers, so that DNS64 translates nothing.
# function lambda: none
# replace: enable_dns_hostnames = true => enable_dns_support   = false
# replace: cidr_block = "10.0.1.0/24" => ipv6_native = true\n  enable_dns64 = true
resource "aws_nat_gateway" "nat" { subnet_id = aws_subnet.public.id }
resource "aws_route" "p" {
  route_table_id         = aws_route_table.public.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.igw.id
}
resource "aws_route" "r" {
  route_table_id              = aws_route_table.work.id
  destination_ipv6_cidr_block = "64:ff9b::/96"
  nat_gateway_id              = aws_nat_gateway.nat.id
}
