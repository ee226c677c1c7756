resource "aws_imagebuilder_infrastructure_configuration" "w" {
  name                  = "w"
  instance_profile_name = "p"
  subnet_id             = aws_subnet.a.id
  security_group_ids    = [aws_security_group.g.id]
}
