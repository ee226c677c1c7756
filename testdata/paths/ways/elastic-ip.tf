# An Elastic IP address is a public address, whatever the instance says.
# instance lambda: internet-gateway
# function lambda: none
# replace: associate_public_ip_address = true => associate_public_ip_address = false
resource "aws_route" "r" {
  route_table_id         = aws_route_table.work.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.igw.id
}
resource "aws_eip" "address" {
  instance = aws_instance.instance.id
}
