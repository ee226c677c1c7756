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
resource "aws_ecs_cluster_capacity_providers" "c" {
  cluster_name       = aws_ecs_cluster.c.name
  capacity_providers = ["FARGATE"]
  default_capacity_provider_strategy {
    capacity_provider = "FARGATE"
  }
}
resource "aws_ecs_task_definition" "t" {
  family                = "t"
  container_definitions = jsonencode([{ name = "c", image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1", logConfiguration = { logDriver = "awslogs" }, secrets = [{ name = "A", valueFrom = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:s" }, { name = "B", valueFrom = "/app/b" }] }])
}
resource "aws_ecs_service" "w" {
  name            = "s"
  task_definition = aws_ecs_task_definition.t.arn
  cluster         = aws_ecs_cluster.c.id
  network_configuration {
    subnets         = [aws_subnet.a.id]
    security_groups = [aws_security_group.g.id]
  }
}
