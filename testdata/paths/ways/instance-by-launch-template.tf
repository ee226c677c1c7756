# What an instance does not say, its launch template does.
# box lambda: internet-gateway
# own lambda: none
# other lambda: unknown
# fixed lambda: none
# several lambda: none
resource "aws_route" "p" {
  route_table_id         = aws_route_table.public.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.igw.id
}
resource "aws_launch_template" "whole" {
  iam_instance_profile { name = aws_iam_instance_profile.role.name }
  network_interfaces {
    subnet_id                   = aws_subnet.public.id
    associate_public_ip_address = true
    security_groups             = [aws_security_group.work.id]
  }
}
resource "aws_instance" "box" {
  launch_template { id = aws_launch_template.whole.id }
}
resource "aws_launch_template" "plain" {
  name                   = "plain"
  vpc_security_group_ids = [aws_security_group.work.id]
  iam_instance_profile { arn = aws_iam_instance_profile.role.arn }
}
resource "aws_instance" "own" {
  subnet_id = aws_subnet.work.id
  launch_template { name = "plain" }
}
resource "aws_instance" "other" {
  iam_instance_profile = aws_iam_instance_profile.role.name
  launch_template { id = "lt-0123456789abcdef0" }
}
resource "aws_network_interface" "fixed" {
  subnet_id       = aws_subnet.work.id
  security_groups = [aws_security_group.work.id]
}
resource "aws_launch_template" "fixed" {
  iam_instance_profile { name = aws_iam_instance_profile.role.name }
  network_interfaces {
    device_index         = 0
    network_interface_id = aws_network_interface.fixed.id
  }
}
resource "aws_instance" "fixed" {
  launch_template { id = aws_launch_template.fixed.id }
}
resource "aws_launch_template" "several" {
  iam_instance_profile { name = aws_iam_instance_profile.role.name }
  network_interfaces {
    device_index    = 1
    subnet_id       = aws_subnet.public.id
    security_groups = [aws_security_group.work.id]
  }
  network_interfaces {
    device_index                = 0
    subnet_id                   = aws_subnet.work.id
    associate_public_ip_address = false
    security_groups             = [aws_security_group.work.id]
  }
}
resource "aws_instance" "several" {
  launch_template { id = aws_launch_template.several.id }
}
