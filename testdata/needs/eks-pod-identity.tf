resource "aws_iam_role" "r" {
  name               = "r"
  assume_role_policy = jsonencode({})
  inline_policy {
    name   = "p"
    policy = jsonencode({ Statement = [{ Effect = "Allow", Resource = "*", Action = ["ec2:CreateNetworkInterface"] }] })
  }
}
resource "aws_eks_cluster" "c" {
  name     = "c"
  role_arn = "arn:aws:iam::123456789012:role/c"
  vpc_config {
    subnet_ids = [aws_subnet.a.id]
  }
}
resource "aws_eks_node_group" "w" {
  cluster_name  = aws_eks_cluster.c.name
  node_role_arn = aws_iam_role.r.arn
  subnet_ids    = [aws_subnet.a.id]
}
resource "aws_iam_role" "pod" {
  name               = "pod"
  assume_role_policy = jsonencode({})
  inline_policy {
    name   = "p"
    policy = jsonencode({ Statement = [{ Effect = "Allow", Resource = "*", Action = "sqs:*" }] })
  }
}
resource "aws_eks_pod_identity_association" "x" {
  cluster_name    = aws_eks_cluster.c.name
  namespace       = "n"
  service_account = "s"
  role_arn        = aws_iam_role.pod.arn
}
