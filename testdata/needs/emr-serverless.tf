resource "aws_emrserverless_application" "w" {
  name          = "w"
  release_label = "emr-7.0.0"
  type          = "spark"
  network_configuration {
    subnet_ids         = [aws_subnet.a.id]
    security_group_ids = [aws_security_group.g.id]
  }
}
