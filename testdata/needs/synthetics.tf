resource "aws_iam_role" "r" {
  name               = "r"
  assume_role_policy = jsonencode({})
  inline_policy {
    name   = "p"
    policy = jsonencode({ Statement = [{ Effect = "Allow", Resource = "*", Action = ["ec2:CreateNetworkInterface"] }] })
  }
}
resource "aws_synthetics_canary" "w" {
  name                 = "w"
  artifact_s3_location = "s3://b/"
  execution_role_arn   = aws_iam_role.r.arn
  handler              = "h.handler"
  runtime_version      = "syn-nodejs-puppeteer-9.1"
  schedule {
    expression = "rate(5 minutes)"
  }
  vpc_config {
    subnet_ids         = [aws_subnet.a.id]
    security_group_ids = [aws_security_group.g.id]
  }
}
