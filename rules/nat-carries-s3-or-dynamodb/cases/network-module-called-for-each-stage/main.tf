# Both networks come from one module, in which the endpoint is missing.

module "network" {
  source   = "./network"
  for_each = { dev = "10.1.0.0/16", prod = "10.2.0.0/16" }

  cidr = each.value
}

resource "aws_iam_role" "app" {
  name = "app"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "lambda.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy" "app" {
  role = aws_iam_role.app.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["s3:PutObject"]
      Resource = "*"
    }]
  })
}

resource "aws_lambda_function" "app" {
  for_each = module.network

  function_name = "app-${each.key}"
  role          = aws_iam_role.app.arn
  runtime       = "python3.13"
  handler       = "app.handler"
  filename      = "app.zip"

  vpc_config {
    subnet_ids         = [each.value.private_subnet_id]
    security_group_ids = [each.value.app_group_id]
  }
}
