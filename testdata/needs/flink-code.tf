resource "aws_s3_bucket" "code" {}
resource "aws_iam_role" "r" {
  name               = "r"
  assume_role_policy = jsonencode({})
  inline_policy {
    name   = "p"
    policy = jsonencode({ Statement = [
      { Effect = "Allow", Resource = "*", Action = ["kinesis:GetRecords", "cloudwatch:PutMetricData"] },
      { Effect = "Allow", Resource = ["${aws_s3_bucket.code.arn}/app.jar"], Action = ["s3:GetObject", "s3:GetObjectVersion"] },
    ] })
  }
}
resource "aws_kinesisanalyticsv2_application" "w" {
  name                   = "w"
  runtime_environment    = "FLINK-1_18"
  service_execution_role = aws_iam_role.r.arn
  application_configuration {
    application_code_configuration {
      code_content_type = "ZIPFILE"
      code_content {
        s3_content_location {
          bucket_arn = aws_s3_bucket.code.arn
          file_key   = "app.jar"
        }
      }
    }
    vpc_configuration {
      subnet_ids         = [aws_subnet.a.id]
      security_group_ids = [aws_security_group.g.id]
    }
  }
}
