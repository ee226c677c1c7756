# The subnet of the NAT gateway routes to the NAT gateway itself.
# function lambda: none
resource "aws_nat_gateway" "nat" {
  subnet_id = aws_subnet.work.id
}
resource "aws_route" "r" {
  route_table_id         = aws_route_table.work.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.nat.id
}
