resource "aws_iam_role" "r" {
  name                = "r"
  assume_role_policy  = jsonencode({})
  managed_policy_arns = ["arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role"]
}
resource "aws_iam_instance_profile" "p" {
  name = "p"
  role = aws_iam_role.r.name
}
resource "aws_launch_template" "l" {
  name = "l"
  iam_instance_profile {
    arn = aws_iam_instance_profile.p.arn
  }
}
resource "aws_autoscaling_group" "w" {
  name                = "w"
  vpc_zone_identifier = [aws_subnet.a.id]
  launch_template {
    id = aws_launch_template.l.id
  }
}
resource "aws_ecs_task_definition" "t" {
  family                = "t"
  container_definitions = jsonencode([{ name = "c", image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1", logConfiguration = { logDriver = "awslogs" }, secrets = [{ name = "A", valueFrom = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:s" }, { name = "B", valueFrom = "/app/b" }] }])
}
resource "aws_ecs_service" "s" {
  name            = "s"
  task_definition = aws_ecs_task_definition.t.arn
  launch_type     = "EC2"
}
