resource "aws_instance" "w" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  subnet_id     = aws_subnet.a.id
  tags          = { Name = "app", Stage = "test" }
}
resource "aws_codedeploy_deployment_group" "x" {
  app_name              = "a"
  deployment_group_name = "x"
  service_role_arn      = "arn:aws:iam::123456789012:role/r"
  ec2_tag_set {
    ec2_tag_filter {
      key  = "Name"
      type = "KEY_ONLY"
    }
  }
  dynamic "ec2_tag_set" {
    for_each = var.more
    content {
      ec2_tag_filter {
        key  = ec2_tag_set.value
        type = "KEY_ONLY"
      }
    }
  }
}
variable "more" { type = list(string) }
