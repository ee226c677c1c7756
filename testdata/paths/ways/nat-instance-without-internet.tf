# The instance's own subnet has no way out.
# function lambda: none
resource "aws_instance" "box" {
  subnet_id                   = aws_subnet.public.id
  source_dest_check           = false
  associate_public_ip_address = true
  vpc_security_group_ids      = [aws_security_group.work.id]
}
resource "aws_route" "r" {
  route_table_id         = aws_route_table.work.id
  destination_cidr_block = "0.0.0.0/0"
  network_interface_id   = aws_instance.box.primary_network_interface_id
}
