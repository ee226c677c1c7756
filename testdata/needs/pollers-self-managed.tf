resource "aws_lambda_event_source_mapping" "w" {
  function_name = "f"
  topics        = ["t"]
  self_managed_event_source {
    endpoints = { KAFKA_BOOTSTRAP_SERVERS = "kafka.example.com:9092" }
  }
  source_access_configuration {
    type = "VPC_SUBNET"
    uri  = "subnet:${aws_subnet.a.id}"
  }
  source_access_configuration {
    type = "VPC_SECURITY_GROUP"
    uri  = "security_group:${aws_security_group.g.id}"
  }
}
