# A public NAT gateway in a subnet without a way out is a black hole.
# function lambda: none
# function s3: none
resource "aws_nat_gateway" "nat" {
  subnet_id = aws_subnet.public.id

}
resource "aws_route" "r" {
  route_table_id         = aws_route_table.work.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.nat.id
}
