# Amazon Linux takes packages from names that have addresses of IPv6: DNS64 makes up none.
# box s3: egress-only-internet-gateway out
# replace: cidr_block = "10.0.1.0/24" => ipv6_native = true\n  enable_dns64 = true
resource "aws_nat_gateway" "nat" { subnet_id = aws_subnet.public.id }
resource "aws_route" "p" {
  route_table_id         = aws_route_table.public.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.igw.id
}
resource "aws_route" "r" {
  route_table_id              = aws_route_table.work.id
  destination_ipv6_cidr_block = "64:ff9b::/96"
  nat_gateway_id              = aws_nat_gateway.nat.id
}
resource "aws_egress_only_internet_gateway" "out" { vpc_id = aws_vpc.vpc.id }
resource "aws_route" "six" {
  route_table_id              = aws_route_table.work.id
  destination_ipv6_cidr_block = "::/0"
  egress_only_gateway_id      = aws_egress_only_internet_gateway.out.id
}
resource "aws_instance" "box" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  subnet_id     = aws_subnet.work.id
  vpc_security_group_ids = [aws_security_group.work.id]
  user_data     = "yum update -y"
}
