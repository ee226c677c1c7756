resource "aws_iam_role" "r" {
  name               = "r"
  assume_role_policy = jsonencode({})
  inline_policy {
    name   = "p"
    policy = jsonencode({ Statement = [{ Effect = "Allow", Resource = "*", Action = ["dynamodb:Query"] }] })
  }
}
resource "aws_apprunner_vpc_connector" "x" {
  vpc_connector_name = "x"
  subnets            = [aws_subnet.a.id]
  security_groups    = [aws_security_group.g.id]
}
resource "aws_apprunner_service" "w" {
  service_name = "w"
  source_configuration {
    image_repository {
      image_identifier      = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1"
      image_repository_type = "ECR"
    }
  }
  instance_configuration {
    instance_role_arn = aws_iam_role.r.arn
  }
  network_configuration {
    egress_configuration {
      egress_type       = "VPC"
      vpc_connector_arn = aws_apprunner_vpc_connector.x.arn
    }
  }
}
