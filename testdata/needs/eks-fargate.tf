resource "aws_eks_fargate_profile" "w" {
  cluster_name           = "c"
  fargate_profile_name   = "w"
  pod_execution_role_arn = "arn:aws:iam::123456789012:role/r"
  subnet_ids             = [aws_subnet.a.id]
  selector {
    namespace = "n"
  }
}
