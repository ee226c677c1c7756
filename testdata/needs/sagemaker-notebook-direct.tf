resource "aws_iam_role" "r" {
  name               = "r"
  assume_role_policy = jsonencode({})
  inline_policy {
    name   = "p"
    policy = jsonencode({ Statement = [{ Effect = "Allow", Resource = "*", Action = ["ec2:CreateNetworkInterface"] }] })
  }
}
resource "aws_sagemaker_notebook_instance" "w" {
  name            = "w"
  instance_type   = "ml.t3.medium"
  role_arn        = aws_iam_role.r.arn
  subnet_id       = aws_subnet.a.id
  security_groups = [aws_security_group.g.id]
}
