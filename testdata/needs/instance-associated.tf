resource "aws_instance" "w" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  subnet_id     = aws_subnet.a.id
}
resource "aws_ssm_association" "x" {
  name = "AWS-RunPatchBaseline"
  targets {
    key    = "InstanceIds"
    values = [aws_instance.w.id]
  }
}
