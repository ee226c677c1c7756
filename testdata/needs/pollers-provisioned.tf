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
  provisioned_poller_config {
    minimum_pollers = 1
  }
}
