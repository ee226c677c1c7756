# Block Public Access for what comes in: NAT gateways work on.
# function lambda: nat nat
resource "aws_nat_gateway" "nat" {
  subnet_id = aws_subnet.public.id

}
resource "aws_route" "r" {
  route_table_id         = aws_route_table.work.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.nat.id
}
resource "aws_route" "p" {
  route_table_id         = aws_route_table.public.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.igw.id
}
resource "aws_vpc_block_public_access_options" "b" {
  internet_gateway_block_mode = "block-ingress"
}
