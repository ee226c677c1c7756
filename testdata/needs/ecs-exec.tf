resource "aws_ecs_cluster" "c" {
  name = "c"
  configuration {
    execute_command_configuration {
      kms_key_id = "k"
      logging    = "OVERRIDE"
      log_configuration {
        cloud_watch_log_group_name = "l"
      }
    }
  }
}
resource "aws_ecs_task_definition" "t" {
  family                = "t"
  container_definitions = jsonencode([{ name = "c", image = "public.ecr.aws/nginx/nginx:1" }])
}
resource "aws_ecs_service" "w" {
  name            = "s"
  task_definition = aws_ecs_task_definition.t.arn
  cluster                = aws_ecs_cluster.c.id
  launch_type            = "FARGATE"
  enable_execute_command = true
  network_configuration {
    subnets         = [aws_subnet.a.id]
    security_groups = [aws_security_group.g.id]
  }
}
