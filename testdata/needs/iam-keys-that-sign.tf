resource "aws_iam_role" "r" {
  name               = "r"
  assume_role_policy = jsonencode({})
  inline_policy {
    name = "p"
    policy = jsonencode({
      Statement = [
        { Effect = "Allow", Resource = "*", Action = "s3:GetObject" },
        { Effect = "Allow", Resource = "*", Action = ["kms:Decrypt", "kms:Sign"] },
      ]
    })
  }
}
resource "aws_lambda_function" "w" {
  function_name = "w"
  role          = aws_iam_role.r.arn
  vpc_config {
    subnet_ids         = [aws_subnet.a.id]
    security_group_ids = [aws_security_group.g.id]
  }
}
