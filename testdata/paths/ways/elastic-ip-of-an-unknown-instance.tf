# An Elastic IP address of an interface that may be any instance's.
# instance lambda: unknown
# function lambda: none
# replace: associate_public_ip_address = true => associate_public_ip_address = false
resource "aws_route" "r" {
  route_table_id         = aws_route_table.work.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.igw.id
}
data "aws_network_interfaces" "any" {}
resource "aws_eip_association" "address" {
  allocation_id        = "eipalloc-1"
  network_interface_id = data.aws_network_interfaces.any.ids[0]
}
