# A default route to something that the code does not make.
# function lambda: external a transit gateway
resource "aws_route" "r" {
  route_table_id         = aws_route_table.work.id
  destination_cidr_block = "0.0.0.0/0"
  transit_gateway_id     = "tgw-1"
}
