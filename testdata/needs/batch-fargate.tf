resource "aws_batch_compute_environment" "w" {
  type = "MANAGED"
  compute_resources {
    type               = "FARGATE"
    max_vcpus          = 4
    subnets            = [aws_subnet.a.id]
    security_group_ids = [aws_security_group.g.id]
  }
}
resource "aws_batch_job_definition" "j" {
  name                  = "j"
  type                  = "container"
  platform_capabilities = ["FARGATE"]
  container_properties = jsonencode({
    image   = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1"
    secrets = [{ name = "A", valueFrom = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:s" }]
  })
}
