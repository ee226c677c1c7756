# What forwards for others calls services itself; with several interfaces by any of them.
# box lambda: internet-gateway
# firewall lambda: unknown
resource "aws_route" "p" {
  route_table_id         = aws_route_table.public.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.igw.id
}
resource "aws_instance" "box" {
  subnet_id                   = aws_subnet.public.id
  source_dest_check           = false
  associate_public_ip_address = true
  vpc_security_group_ids      = [aws_security_group.work.id]
  iam_instance_profile        = aws_iam_instance_profile.role.name
}
resource "aws_network_interface" "firewall" {
  count             = 2
  subnet_id         = [aws_subnet.public.id, aws_subnet.work.id][count.index]
  source_dest_check = false
  security_groups   = [aws_security_group.work.id]
}
resource "aws_instance" "firewall" {
  iam_instance_profile = aws_iam_instance_profile.role.name
  network_interface {
    device_index         = 0
    network_interface_id = aws_network_interface.firewall[0].id
  }
  network_interface {
    device_index         = 1
    network_interface_id = aws_network_interface.firewall[1].id
  }
}
