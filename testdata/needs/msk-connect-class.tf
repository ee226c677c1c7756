resource "aws_iam_role" "r" {
  name               = "r"
  assume_role_policy = jsonencode({})
  inline_policy {
    name   = "p"
    policy = jsonencode({ Statement = [{ Effect = "Allow", Resource = "*", Action = ["logs:PutLogEvents"] }] })
  }
}
resource "aws_mskconnect_connector" "w" {
  name                       = "w"
  kafkaconnect_version       = "2.7.1"
  connector_configuration    = { "connector.class" = "io.confluent.connect.aws.lambda.AwsLambdaSinkConnector" }
  service_execution_role_arn = aws_iam_role.r.arn
  kafka_cluster {
    apache_kafka_cluster {
      bootstrap_servers = "b:9094"
      vpc {
        subnets         = [aws_subnet.a.id]
        security_groups = [aws_security_group.g.id]
      }
    }
  }
}
