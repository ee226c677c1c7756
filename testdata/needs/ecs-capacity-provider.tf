resource "aws_launch_template" "l" {
  name = "l"
}
resource "aws_autoscaling_group" "w" {
  name                = "w"
  vpc_zone_identifier = [aws_subnet.a.id]
  launch_template {
    id = aws_launch_template.l.id
  }
}
resource "aws_ecs_capacity_provider" "x" {
  name = "x"
  auto_scaling_group_provider {
    auto_scaling_group_arn = aws_autoscaling_group.w.arn
  }
}
