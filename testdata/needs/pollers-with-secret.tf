resource "aws_msk_cluster" "k" {
  cluster_name = "k"
  broker_node_group_info {
    client_subnets  = [aws_subnet.a.id]
    security_groups = [aws_security_group.g.id]
  }
}
resource "aws_lambda_event_source_mapping" "w" {
  event_source_arn = aws_msk_cluster.k.arn
  function_name    = "f"
  topics           = ["t"]
  source_access_configuration {
    type = "SASL_SCRAM_512_AUTH"
    uri  = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:s"
  }
}
