resource "aws_mq_broker" "k" {
  broker_name        = "k"
  engine_type        = "ActiveMQ"
  engine_version     = "5.18"
  host_instance_type = "mq.t3.micro"
  subnet_ids         = [aws_subnet.a.id]
  security_groups    = [aws_security_group.g.id]
  user {
    username = "u"
    password = "p"
  }
}
resource "aws_lambda_event_source_mapping" "w" {
  event_source_arn = aws_mq_broker.k.arn
  function_name    = "f"
  queues           = ["q"]
  source_access_configuration {
    type = "BASIC_AUTH"
    uri  = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:s"
  }
}
