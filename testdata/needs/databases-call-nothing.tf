resource "aws_db_subnet_group" "s" {
  name       = "s"
  subnet_ids = [aws_subnet.a.id]
}
resource "aws_db_instance" "w" {
  identifier           = "w"
  engine               = "postgres"
  instance_class       = "db.t3.micro"
  db_subnet_group_name = aws_db_subnet_group.s.name
}
