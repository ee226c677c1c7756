resource "aws_ecs_task_definition" "t" {
  family                = "t"
  container_definitions = jsonencode([{ name = "c", image = "public.ecr.aws/nginx/nginx:1" }])
}
resource "aws_scheduler_schedule" "w" {
  schedule_expression = "rate(1 day)"
  flexible_time_window {
    mode = "OFF"
  }
  target {
    arn      = "arn:aws:ecs:eu-west-1:123456789012:cluster/c"
    role_arn = "arn:aws:iam::123456789012:role/r"
    ecs_parameters {
      task_definition_arn    = aws_ecs_task_definition.t.arn
      launch_type            = "FARGATE"
      enable_execute_command = true
      network_configuration {
        subnets = [aws_subnet.a.id]
      }
    }
  }
}
