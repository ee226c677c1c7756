# Block Public Access for what comes in: public addresses are dead.
# function lambda: none
# instance lambda: none
resource "aws_route" "r" {
  route_table_id         = aws_route_table.work.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.igw.id
}
resource "aws_vpc_block_public_access_options" "b" {
  internet_gateway_block_mode = "block-ingress"
}
