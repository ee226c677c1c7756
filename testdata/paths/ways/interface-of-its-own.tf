# An instance runs where its first network interface is, with its groups; an Elastic IP gives it a public address, what the subnet does is not certain.
# box lambda: internet-gateway
# quiet lambda: unknown
# second lambda: none
# replace: cidr_block = "10.0.0.0/24" => cidr_block = "10.0.0.0/24"\n  map_public_ip_on_launch = true
resource "aws_route" "p" {
  route_table_id         = aws_route_table.public.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.igw.id
}
resource "aws_network_interface" "box" {
  subnet_id       = aws_subnet.public.id
  security_groups = [aws_security_group.work.id]
}
resource "aws_eip" "box" { network_interface = aws_network_interface.box.id }
resource "aws_instance" "box" {
  iam_instance_profile = aws_iam_instance_profile.role.name
  network_interface {
    device_index         = 0
    network_interface_id = aws_network_interface.box.id
  }
}
resource "aws_network_interface" "quiet" {
  subnet_id       = aws_subnet.public.id
  security_groups = [aws_security_group.work.id]
}
resource "aws_instance" "quiet" {
  iam_instance_profile = aws_iam_instance_profile.role.name
  primary_network_interface { network_interface_id = aws_network_interface.quiet.id }
}
resource "aws_network_interface" "first" {
  subnet_id       = aws_subnet.work.id
  security_groups = [aws_security_group.work.id]
}
resource "aws_network_interface" "other" {
  subnet_id       = aws_subnet.public.id
  security_groups = [aws_security_group.work.id]
}
resource "aws_eip" "other" { network_interface = aws_network_interface.other.id }
resource "aws_instance" "second" {
  iam_instance_profile = aws_iam_instance_profile.role.name
  network_interface {
    device_index         = 1
    network_interface_id = aws_network_interface.other.id
  }
  network_interface {
    device_index         = 0
    network_interface_id = aws_network_interface.first.id
  }
}
