resource "aws_iam_role" "r" {
  name               = "r"
  assume_role_policy = jsonencode({})
  inline_policy {
    name   = "p"
    policy = jsonencode({ Statement = [{ Effect = "Allow", Resource = "*", Action = ["ec2:CreateNetworkInterface"] }] })
  }
}
resource "aws_bedrockagentcore_agent_runtime" "w" {
  agent_runtime_name = "w"
  role_arn           = aws_iam_role.r.arn
  agent_runtime_artifact {
    container_configuration {
      container_uri = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1"
    }
  }
  network_configuration {
    network_mode = "VPC"
    network_mode_config {
      subnets         = [aws_subnet.a.id]
      security_groups = [aws_security_group.g.id]
    }
  }
}
