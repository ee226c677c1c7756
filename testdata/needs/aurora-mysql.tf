resource "aws_iam_role" "r" {
  name               = "r"
  assume_role_policy = jsonencode({})
  inline_policy {
    name   = "p"
    policy = jsonencode({ Statement = [{ Effect = "Allow", Resource = "*", Action = ["s3:GetObject", "lambda:InvokeFunction", "logs:PutLogEvents"] }] })
  }
}
resource "aws_db_subnet_group" "s" {
  name       = "s"
  subnet_ids = [aws_subnet.a.id]
}
resource "aws_rds_cluster" "w" {
  cluster_identifier   = "w"
  engine               = "aurora-mysql"
  db_subnet_group_name = aws_db_subnet_group.s.name
  iam_roles            = [aws_iam_role.r.arn]
}
