variable "deploys" {
  type = bool
}
resource "aws_autoscaling_group" "w" {
  name                = "w"
  vpc_zone_identifier = [aws_subnet.a.id]
  launch_template {
    id = aws_launch_template.l.id
  }
}
resource "aws_launch_template" "l" {
  name = "l"
}
resource "aws_codedeploy_deployment_group" "x" {
  count                 = var.deploys ? 1 : 0
  app_name              = "a"
  deployment_group_name = "x"
  service_role_arn      = "arn:aws:iam::123456789012:role/r"
  autoscaling_groups    = [aws_autoscaling_group.w.name]
}
