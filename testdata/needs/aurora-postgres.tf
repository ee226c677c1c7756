resource "aws_db_subnet_group" "s" {
  name       = "s"
  subnet_ids = [aws_subnet.a.id]
}
resource "aws_rds_cluster" "w" {
  cluster_identifier   = "w"
  engine               = "aurora-postgresql"
  db_subnet_group_name = aws_db_subnet_group.s.name
}
resource "aws_rds_cluster_instance" "i" {
  cluster_identifier  = aws_rds_cluster.w.id
  engine              = "aurora-postgresql"
  instance_class      = "db.r6g.large"
  publicly_accessible = false
}
resource "aws_rds_cluster_role_association" "x" {
  db_cluster_identifier = aws_rds_cluster.w.id
  feature_name          = "s3Import"
  role_arn              = "arn:aws:iam::123456789012:role/r"
}
