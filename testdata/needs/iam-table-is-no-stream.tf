resource "aws_iam_role" "r" {
  name               = "r"
  assume_role_policy = jsonencode({})
  inline_policy {
    name = "p"
    policy = jsonencode({
      Statement = [
        { Effect = "Allow", Resource = [aws_dynamodb_table.t.arn, "${aws_dynamodb_table.t.arn}/index/*", "arn:aws:dynamodb:eu-west-1:123456789012:table/other"], Action = ["dynamodb:GetItem", "dynamodb:GetRecords", "dynamodb:GetShardIterator"] },
      ]
    })
  }
}
resource "aws_dynamodb_table" "t" {
  name = "t"
}
resource "aws_lambda_function" "w" {
  function_name = "w"
  role          = aws_iam_role.r.arn
  vpc_config {
    subnet_ids         = [aws_subnet.a.id]
    security_group_ids = [aws_security_group.g.id]
  }
}
