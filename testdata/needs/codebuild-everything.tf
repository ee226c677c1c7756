resource "aws_iam_role" "r" {
  name               = "r"
  assume_role_policy = jsonencode({})
  inline_policy {
    name   = "p"
    policy = jsonencode({ Statement = [{ Effect = "Allow", Resource = "*", Action = ["ec2:CreateNetworkInterface"] }] })
  }
}
resource "aws_codebuild_project" "w" {
  name         = "w"
  service_role = aws_iam_role.r.arn
  artifacts {
    type = "NO_ARTIFACTS"
  }
  source {
    type = "CODECOMMIT"
  }
  environment {
    compute_type = "BUILD_GENERAL1_SMALL"
    type         = "LINUX_CONTAINER"
    image        = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1"
    environment_variable {
      name  = "A"
      type  = "PARAMETER_STORE"
      value = "/a"
    }
    environment_variable {
      name  = "B"
      type  = "SECRETS_MANAGER"
      value = "b"
    }
  }
  vpc_config {
    vpc_id             = aws_vpc.v.id
    subnets            = [aws_subnet.a.id]
    security_group_ids = [aws_security_group.g.id]
  }
  logs_config {
    cloudwatch_logs {
      status = "DISABLED"
    }
  }
}
