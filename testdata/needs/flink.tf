resource "aws_iam_role" "r" {
  name               = "r"
  assume_role_policy = jsonencode({})
  inline_policy {
    name   = "p"
    policy = jsonencode({ Statement = [{ Effect = "Allow", Resource = "*", Action = ["kinesis:GetRecords", "logs:PutLogEvents", "ec2:CreateNetworkInterface"] }] })
  }
}
resource "aws_kinesisanalyticsv2_application" "w" {
  name                   = "w"
  runtime_environment    = "FLINK-1_18"
  service_execution_role = aws_iam_role.r.arn
  application_configuration {
    vpc_configuration {
      subnet_ids         = [aws_subnet.a.id]
      security_group_ids = [aws_security_group.g.id]
    }
  }
}
