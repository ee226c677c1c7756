resource "aws_appstream_fleet" "w" {
  name                           = "w"
  instance_type                  = "stream.standard.small"
  enable_default_internet_access = true
  compute_capacity { desired_instances = 1 }
  vpc_config {
    subnet_ids         = [aws_subnet.a.id]
    security_group_ids = [aws_security_group.g.id]
  }
}
