# Only what has a public address gets through an internet gateway.
# function lambda: none
# instance lambda: internet-gateway
resource "aws_route" "r" {
  route_table_id         = aws_route_table.work.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.igw.id
}
