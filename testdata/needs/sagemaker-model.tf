resource "aws_iam_role" "r" {
  name               = "r"
  assume_role_policy = jsonencode({})
  inline_policy {
    name   = "p"
    policy = jsonencode({ Statement = [{ Effect = "Allow", Resource = "*", Action = ["logs:PutLogEvents", "ecr:GetAuthorizationToken"] }] })
  }
}
resource "aws_sagemaker_model" "w" {
  name               = "w"
  execution_role_arn = aws_iam_role.r.arn
  vpc_config {
    subnets            = [aws_subnet.a.id]
    security_group_ids = [aws_security_group.g.id]
  }
}
