resource "aws_ecs_task_definition" "t" {
  family                = "t"
  container_definitions = jsonencode([{ name = "c", image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1", logConfiguration = { logDriver = "awslogs" }, secrets = [{ name = "A", valueFrom = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:s" }, { name = "B", valueFrom = "/app/b" }] }])
}
resource "aws_cloudwatch_event_target" "w" {
  rule = "r"
  arn  = "arn:aws:ecs:eu-west-1:123456789012:cluster/c"
  ecs_target {
    task_definition_arn = aws_ecs_task_definition.t.arn
    launch_type         = "FARGATE"
    network_configuration {
      subnets          = [aws_subnet.a.id]
      assign_public_ip = true
    }
  }
}
