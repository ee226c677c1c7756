# The network ACL of the NAT gateway's subnet knows nothing of IPv6.
# function lambda: blocked acl
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
resource "aws_network_acl" "acl" {
  vpc_id     = aws_vpc.vpc.id
  subnet_ids = [aws_subnet.public.id]
  egress {
    rule_no    = 100
    action     = "allow"
    protocol   = "-1"
    from_port  = 0
    to_port    = 0
    cidr_block = "0.0.0.0/0"
  }
  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "-1"
    from_port  = 0
    to_port    = 0
    cidr_block = "0.0.0.0/0"
  }
}
