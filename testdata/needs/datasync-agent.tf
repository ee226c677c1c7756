resource "aws_instance" "w" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  subnet_id     = aws_subnet.a.id
}
resource "aws_datasync_agent" "x" {
  name       = "x"
  ip_address = aws_instance.w.private_ip
}
