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
resource "aws_dms_replication_instance" "w" {
  replication_instance_id     = "w"
  replication_instance_class  = "dms.t3.micro"
  replication_subnet_group_id = aws_dms_replication_subnet_group.s.id
  publicly_accessible         = false
  engine_version              = "3.4.6"
}
resource "aws_dms_replication_task" "t" {
  replication_task_id      = "t"
  migration_type           = "cdc"
  table_mappings           = "{}"
  replication_instance_arn = aws_dms_replication_instance.w.replication_instance_arn
  source_endpoint_arn      = aws_dms_endpoint.from.endpoint_arn
  target_endpoint_arn      = aws_dms_endpoint.to.endpoint_arn
}
