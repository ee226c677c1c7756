resource "aws_instance" "w" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  subnet_id     = aws_subnet.a.id
  user_data     = "#!/bin/sh\nyum install -y ruby\nservice codedeploy-agent start\ncfn-signal -e 0 --stack s --resource w"
}
