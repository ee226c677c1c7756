resource "aws_iam_role" "r" {
  name               = "r"
  assume_role_policy = jsonencode({})
  inline_policy {
    name   = "p"
    policy = jsonencode({ Statement = [{ Effect = "Allow", Resource = "*", Action = ["ec2:CreateNetworkInterface"] }] })
  }
}
resource "aws_mwaa_environment" "w" {
  name               = "w"
  dag_s3_path        = "dags"
  source_bucket_arn  = "arn:aws:s3:::b"
  execution_role_arn = aws_iam_role.r.arn
  network_configuration {
    subnet_ids         = [aws_subnet.a.id]
    security_group_ids = [aws_security_group.g.id]
  }
}
