resource "aws_batch_compute_environment" "w" {
  type = "MANAGED"
  compute_resources {
    type               = "EC2"
    max_vcpus          = 4
    subnets            = [aws_subnet.a.id]
    security_group_ids = [aws_security_group.g.id]
  }
}
