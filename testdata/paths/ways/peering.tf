# A default route to something that the code does not make.
# function lambda: none
resource "aws_route" "r" {
  route_table_id            = aws_route_table.work.id
  destination_cidr_block    = "0.0.0.0/0"
  vpc_peering_connection_id = "pcx-1"
}
