# A default route to something that the code does not make.
# function lambda: external a local gateway
resource "aws_route" "r" {
  route_table_id         = aws_route_table.work.id
  destination_cidr_block = "0.0.0.0/0"
  local_gateway_id       = "lgw-1"
}
