resource "aws_iam_role" "r" {
  name               = "r"
  assume_role_policy = jsonencode({})
  inline_policy {
    name   = "p"
    policy = jsonencode({ Statement = [{ Effect = "Allow", Resource = "*", Action = ["ec2:CreateNetworkInterface"] }] })
  }
}
resource "aws_glue_connection" "w" {
  name            = "c"
  connection_type = "NETWORK"
  physical_connection_requirements {
    subnet_id              = aws_subnet.a.id
    security_group_id_list = [aws_security_group.g.id]
  }
}
resource "aws_glue_crawler" "x" {
  name          = "x"
  role          = aws_iam_role.r.arn
  database_name = "d"
  jdbc_target {
    connection_name = aws_glue_connection.w.name
    path            = "p"
  }
}
