resource "aws_instance" "w" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  subnet_id     = aws_subnet.a.id
  user_data     = "#!/bin/sh\n# installs cfn-signal\ncfn-signal -e $? \\\n  'https://cloudformation-waitcondition-eu-west-1.s3.eu-west-1.amazonaws.com/x'"
}
