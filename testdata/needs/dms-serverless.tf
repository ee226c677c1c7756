resource "aws_dms_replication_subnet_group" "s" {
  replication_subnet_group_id          = "s"
  replication_subnet_group_description = "s"
  subnet_ids                           = [aws_subnet.a.id]
}
resource "aws_dms_endpoint" "from" {
  endpoint_id         = "from"
  endpoint_type       = "source"
  engine_name         = "postgres"
  secrets_manager_arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:s"
}
resource "aws_dms_endpoint" "to" {
  endpoint_id   = "to"
  endpoint_type = "target"
  engine_name   = "kinesis"
}
resource "aws_dms_replication_config" "w" {
  replication_config_identifier = "w"
  replication_type              = "cdc"
  table_mappings                = "{}"
  source_endpoint_arn           = aws_dms_endpoint.from.endpoint_arn
  target_endpoint_arn           = aws_dms_endpoint.to.endpoint_arn
  compute_config {
    max_capacity_units          = 2
    replication_subnet_group_id = aws_dms_replication_subnet_group.s.id
  }
}
