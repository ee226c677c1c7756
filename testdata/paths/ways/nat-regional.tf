# A regional NAT gateway needs no public subnet.
# function lambda: nat nat
# function s3: nat nat
resource "aws_nat_gateway" "nat" {
  vpc_id            = aws_vpc.vpc.id
  availability_mode = "regional"
}
resource "aws_route" "r" {
  route_table_id         = aws_route_table.work.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.nat.id
}
