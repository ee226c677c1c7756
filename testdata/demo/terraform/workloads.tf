# What runs: the shop on Fargate, and a nightly report beside the analytics endpoint.

resource "aws_ecr_repository" "shop" {
  name = "shop"
}

resource "aws_iam_role" "task" {
  name = "shop-task"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy" "task" {
  name = "orders"
  role = aws_iam_role.task.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["dynamodb:GetItem", "dynamodb:PutItem"]
      Resource = "*"
    }]
  })
}

resource "aws_ecs_cluster" "shop" {
  name = "shop"
}

resource "aws_ecs_task_definition" "shop" {
  family                   = "shop"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  task_role_arn            = aws_iam_role.task.arn
  execution_role_arn       = aws_iam_role.task.arn

  container_definitions = jsonencode([{
    name  = "shop"
    image = "${aws_ecr_repository.shop.repository_url}:latest"
    logConfiguration = {
      logDriver = "awslogs"
      options   = { awslogs-group = "/shop", awslogs-region = var.region, awslogs-stream-prefix = "shop" }
    }
  }])
}

resource "aws_security_group" "shop" {
  name   = "shop"
  vpc_id = module.shop.vpc_id

  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_ecs_service" "shop" {
  name            = "shop"
  cluster         = aws_ecs_cluster.shop.id
  task_definition = aws_ecs_task_definition.shop.arn
  launch_type     = "FARGATE"
  desired_count   = 2

  network_configuration {
    subnets         = values(module.shop.private_subnets)
    security_groups = [aws_security_group.shop.id]
  }
}

resource "aws_iam_role" "report" {
  name                = "nightly-report"
  managed_policy_arns = ["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"]

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ec2.amazonaws.com" }
    }]
  })
}

resource "aws_iam_instance_profile" "report" {
  name = "nightly-report"
  role = aws_iam_role.report.name
}

# Reads its data from S3 through the NAT gateway of its VPC.
resource "aws_instance" "report" {
  ami                  = "ami-0123456789abcdef0"
  instance_type        = "t3.small"
  subnet_id            = module.analytics.private_subnets["a"]
  iam_instance_profile = aws_iam_instance_profile.report.name
}
