# A function and an instance with a public address in one subnet; a case gives its table a route.
provider "aws" { region = "eu-west-1" }
resource "aws_vpc" "vpc" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}
resource "aws_internet_gateway" "igw" { vpc_id = aws_vpc.vpc.id }
resource "aws_subnet" "work" {
  vpc_id     = aws_vpc.vpc.id
  cidr_block = "10.0.1.0/24"
}
resource "aws_route_table" "work" { vpc_id = aws_vpc.vpc.id }
resource "aws_route_table_association" "work" {
  subnet_id      = aws_subnet.work.id
  route_table_id = aws_route_table.work.id
}
resource "aws_subnet" "public" {
  vpc_id     = aws_vpc.vpc.id
  cidr_block = "10.0.0.0/24"
}
resource "aws_route_table" "public" { vpc_id = aws_vpc.vpc.id }
resource "aws_route_table_association" "public" {
  subnet_id      = aws_subnet.public.id
  route_table_id = aws_route_table.public.id
}
resource "aws_security_group" "work" {
  vpc_id = aws_vpc.vpc.id
  egress {
    protocol         = "-1"
    from_port        = 0
    to_port          = 0
    cidr_blocks      = ["0.0.0.0/0"]
    ipv6_cidr_blocks = ["::/0"]
  }
}
resource "aws_iam_role" "role" {
  inline_policy {
    policy = jsonencode({ Statement = [{ Effect = "Allow", Action = ["lambda:InvokeFunction", "s3:GetObject"], Resource = "*" }] })
  }
}
resource "aws_iam_instance_profile" "role" { role = aws_iam_role.role.name }
resource "aws_lambda_function" "function" {
  role = aws_iam_role.role.arn
  vpc_config {
    subnet_ids         = [aws_subnet.work.id]
    security_group_ids = [aws_security_group.work.id]
  }
}
resource "aws_instance" "instance" {
  subnet_id                   = aws_subnet.work.id
  associate_public_ip_address = true
  vpc_security_group_ids      = [aws_security_group.work.id]
  iam_instance_profile        = aws_iam_instance_profile.role.name
}
resource "aws_lambda_function" "elsewhere" { role = aws_iam_role.role.arn }
