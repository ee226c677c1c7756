# The endpoint of a Gateway Load Balancer, in a subnet that leads to a NAT gateway.
# function lambda: nat nat
# function s3: nat nat
resource "aws_vpc_endpoint" "inspect" {
  vpc_id            = aws_vpc.vpc.id
  vpc_endpoint_type = "GatewayLoadBalancer"
  service_name      = "com.amazonaws.vpce.eu-west-1.vpce-svc-1"
  subnet_ids        = [aws_subnet.inspect.id]
}
resource "aws_subnet" "inspect" {
  vpc_id     = aws_vpc.vpc.id
  cidr_block = "10.0.2.0/24"
}
resource "aws_route_table" "inspect" {
  vpc_id = aws_vpc.vpc.id
  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = aws_nat_gateway.nat.id
  }
}
resource "aws_route_table_association" "inspect" {
  subnet_id      = aws_subnet.inspect.id
  route_table_id = aws_route_table.inspect.id
}
resource "aws_nat_gateway" "nat" { subnet_id = aws_subnet.public.id }
resource "aws_route" "p" {
  route_table_id         = aws_route_table.public.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.igw.id
}
resource "aws_route" "r" {
  route_table_id         = aws_route_table.work.id
  destination_cidr_block = "0.0.0.0/0"
  vpc_endpoint_id        = aws_vpc_endpoint.inspect.id
}
