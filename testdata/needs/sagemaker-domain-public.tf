resource "aws_iam_role" "r" {
  name               = "r"
  assume_role_policy = jsonencode({})
  inline_policy {
    name   = "p"
    policy = jsonencode({ Statement = [{ Effect = "Allow", Resource = "*", Action = ["ec2:CreateNetworkInterface"] }] })
  }
}
resource "aws_sagemaker_domain" "w" {
  domain_name = "w"
  auth_mode   = "IAM"
  vpc_id      = aws_vpc.v.id
  subnet_ids  = [aws_subnet.a.id]
  default_user_settings {
    execution_role  = aws_iam_role.r.arn
    security_groups = [aws_security_group.g.id]
  }
}
