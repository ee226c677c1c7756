# A default route to something that the code does not make.
# function lambda: external a core network
resource "aws_route" "r" {
  route_table_id         = aws_route_table.work.id
  destination_cidr_block = "0.0.0.0/0"
  core_network_arn       = "arn:aws:networkmanager::1:core-network/c"
}
