resource "aws_iam_role" "r" {
  name               = "r"
  assume_role_policy = jsonencode({})
  inline_policy {
    name   = "p"
    policy = jsonencode({ Statement = [{ Effect = "Allow", Resource = "*", Action = ["kms:Decrypt"] }] })
  }
}
resource "aws_glue_connection" "c" {
  name            = "c"
  connection_type = "NETWORK"
  physical_connection_requirements {
    subnet_id              = aws_subnet.a.id
    security_group_id_list = [aws_security_group.g.id]
  }
}
resource "aws_glue_job" "w" {
  name        = "w"
  role_arn    = aws_iam_role.r.arn
  connections = [aws_glue_connection.c.name]
  command {
    script_location = "s3://b/s.py"
  }
}
