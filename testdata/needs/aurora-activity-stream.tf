resource "aws_db_subnet_group" "s" {
  name       = "s"
  subnet_ids = [aws_subnet.a.id]
}
resource "aws_rds_cluster" "w" {
  cluster_identifier   = "w"
  engine               = "aurora-postgresql"
  db_subnet_group_name = aws_db_subnet_group.s.name
}
resource "aws_rds_cluster_activity_stream" "x" {
  resource_arn = aws_rds_cluster.w.arn
  mode         = "async"
  kms_key_id   = "k"
}
