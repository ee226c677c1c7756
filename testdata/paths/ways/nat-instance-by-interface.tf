# A route to the first network interface of an instance, which forwards and has an Elastic IP.
# function lambda: nat box
resource "aws_security_group" "box" {
  vpc_id = aws_vpc.vpc.id
  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.0.0.0/16"]
  }
  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_network_interface" "box" {
  subnet_id         = aws_subnet.public.id
  source_dest_check = false
}
resource "aws_network_interface_sg_attachment" "box" {
  security_group_id    = aws_security_group.box.id
  network_interface_id = aws_network_interface.box.id
}
resource "aws_eip" "box" {}
resource "aws_eip_association" "box" {
  allocation_id        = aws_eip.box.id
  network_interface_id = aws_network_interface.box.id
}
resource "aws_instance" "box" {
  network_interface {
    device_index         = 0
    network_interface_id = aws_network_interface.box.id
  }
}
resource "aws_route" "r" {
  route_table_id         = aws_route_table.work.id
  destination_cidr_block = "0.0.0.0/0"
  network_interface_id   = aws_network_interface.box.id
}
resource "aws_route" "p" {
  route_table_id         = aws_route_table.public.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.igw.id
}
