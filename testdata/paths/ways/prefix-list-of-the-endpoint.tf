# A group that lets out to the prefix list of a gateway endpoint.
# function s3: gateway-endpoint s3
# function lambda: blocked work
# replace: cidr_blocks      = ["0.0.0.0/0"] => cidr_blocks      = ["192.168.0.0/16"]
resource "aws_nat_gateway" "nat" {
  subnet_id = aws_subnet.public.id

}
resource "aws_route" "r" {
  route_table_id         = aws_route_table.work.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.nat.id
}
resource "aws_route" "p" {
  route_table_id         = aws_route_table.public.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.igw.id
}
resource "aws_security_group_rule" "s3" {
  type              = "egress"
  security_group_id = aws_security_group.work.id
  protocol          = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_ids   = [aws_vpc_endpoint.s3.prefix_list_id]
}
resource "aws_vpc_endpoint" "s3" {
  vpc_id          = aws_vpc.vpc.id
  service_name    = "com.amazonaws.eu-west-1.s3"
  route_table_ids = [aws_route_table.work.id]
}
