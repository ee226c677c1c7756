resource "aws_iam_role" "r" {
  name               = "r"
  assume_role_policy = jsonencode({})
  inline_policy {
    name   = "p"
    policy = jsonencode({ Statement = [{ Effect = "Allow", Resource = "*", Action = ["s3:GetObject"] }] })
  }
}
resource "aws_lambda_capacity_provider" "x" {
  name = "x"
  vpc_config {
    subnet_ids         = [aws_subnet.a.id]
    security_group_ids = [aws_security_group.g.id]
  }
}
resource "aws_lambda_function" "w" {
  function_name = "w"
  role          = aws_iam_role.r.arn
  capacity_provider_config {
    lambda_managed_instances_capacity_provider_config {
      capacity_provider_arn = aws_lambda_capacity_provider.x.arn
    }
  }
  tracing_config {
    mode = "Active"
  }
}
