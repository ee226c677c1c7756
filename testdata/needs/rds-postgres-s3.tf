resource "aws_db_subnet_group" "s" {
  name       = "s"
  subnet_ids = [aws_subnet.a.id]
}
resource "aws_db_instance" "w" {
  identifier           = "w"
  engine               = "postgres"
  instance_class       = "db.t3.micro"
  db_subnet_group_name = aws_db_subnet_group.s.name
  publicly_accessible  = false
}
resource "aws_db_instance_role_association" "x" {
  db_instance_identifier = aws_db_instance.w.identifier
  feature_name           = "s3Import"
  role_arn               = "arn:aws:iam::123456789012:role/r"
}
