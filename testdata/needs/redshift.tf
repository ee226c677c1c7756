resource "aws_iam_role" "r" {
  name               = "r"
  assume_role_policy = jsonencode({})
  inline_policy {
    name   = "p"
    policy = jsonencode({ Statement = [{ Effect = "Allow", Resource = "*", Action = ["glue:GetTable"] }] })
  }
}
resource "aws_redshift_subnet_group" "s" {
  name       = "s"
  subnet_ids = [aws_subnet.a.id]
}
resource "aws_redshift_cluster" "w" {
  cluster_identifier        = "w"
  node_type                 = "ra3.large"
  cluster_subnet_group_name = aws_redshift_subnet_group.s.name
  publicly_accessible       = false
  iam_roles                 = [aws_iam_role.r.arn]
  enhanced_vpc_routing      = true
}
