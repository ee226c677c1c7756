resource "aws_glue_connection" "w" {
  name            = "c"
  connection_type = "NETWORK"
  physical_connection_requirements {
    subnet_id              = aws_subnet.a.id
    security_group_id_list = [aws_security_group.g.id]
  }
}
