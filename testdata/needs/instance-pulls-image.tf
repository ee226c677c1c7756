resource "aws_instance" "w" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  subnet_id     = aws_subnet.a.id
  user_data     = <<-EOT
    #!/bin/sh
    aws ecr get-login-password | docker login -u AWS --password-stdin 123456789012.dkr.ecr.eu-west-1.amazonaws.com
    docker pull 123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1
  EOT
}
