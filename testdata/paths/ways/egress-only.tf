# A subnet without IPv4 and an egress-only internet gateway: services with a dual-stack name.
# function lambda: egress-only-internet-gateway out
# function s3: egress-only-internet-gateway out
# replace: cidr_block = "10.0.1.0/24" => ipv6_native = true
resource "aws_egress_only_internet_gateway" "out" { vpc_id = aws_vpc.vpc.id }
resource "aws_route" "r" {
  route_table_id              = aws_route_table.work.id
  destination_ipv6_cidr_block = "::/0"
  egress_only_gateway_id      = aws_egress_only_internet_gateway.out.id
}
