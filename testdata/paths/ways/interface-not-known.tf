# Where an interface is looked up, or nothing says which is the first, the subnet is not known.
# found lambda: unknown
# either lambda: unknown
data "aws_network_interfaces" "any" {}
resource "aws_route" "p" {
  route_table_id         = aws_route_table.public.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.igw.id
}
data "aws_network_interface" "found" { id = "eni-0123456789abcdef0" }
resource "aws_instance" "found" {
  iam_instance_profile = aws_iam_instance_profile.role.name
  network_interface {
    device_index         = 0
    network_interface_id = data.aws_network_interface.found.id
  }
}
resource "aws_network_interface" "either" {
  count           = 2
  subnet_id       = [aws_subnet.public.id, aws_subnet.work.id][count.index]
  security_groups = [aws_security_group.work.id]
}
resource "aws_instance" "either" {
  iam_instance_profile = aws_iam_instance_profile.role.name
  network_interface {
    device_index         = length(data.aws_network_interfaces.any.ids)
    network_interface_id = aws_network_interface.either[0].id
  }
  network_interface {
    device_index         = 1 - length(data.aws_network_interfaces.any.ids)
    network_interface_id = aws_network_interface.either[1].id
  }
}
