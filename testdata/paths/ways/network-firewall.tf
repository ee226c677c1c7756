# An endpoint of a firewall, in a subnet that leads to the internet gateway.
# function lambda: none
# instance lambda: internet-gateway
resource "aws_networkfirewall_firewall" "fw" {
  name                = "fw"
  vpc_id              = aws_vpc.vpc.id
  firewall_policy_arn = "arn:x"
  subnet_mapping { subnet_id = aws_subnet.public.id }
}
resource "aws_route" "p" {
  route_table_id         = aws_route_table.public.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.igw.id
}
resource "aws_route" "r" {
  route_table_id         = aws_route_table.work.id
  destination_cidr_block = "0.0.0.0/0"
  vpc_endpoint_id        = element([for s in tolist(aws_networkfirewall_firewall.fw.firewall_status[0].sync_states) : s.attachment[0].endpoint_id], 0)
}
