resource "aws_iam_role" "r" {
  name               = "r"
  assume_role_policy = jsonencode({})
  inline_policy {
    name   = "p"
    policy = jsonencode({ Statement = [{ Effect = "Allow", Resource = "*", Action = ["s3:GetObject", "lambda:InvokeFunction", "logs:PutLogEvents"] }] })
  }
}
resource "aws_neptune_subnet_group" "s" {
  name       = "s"
  subnet_ids = [aws_subnet.a.id]
}
resource "aws_neptune_cluster" "w" {
  cluster_identifier        = "w"
  neptune_subnet_group_name = aws_neptune_subnet_group.s.name
  iam_roles                 = [aws_iam_role.r.arn]
}
