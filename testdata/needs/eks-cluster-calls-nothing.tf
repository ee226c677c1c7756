resource "aws_eks_cluster" "w" {
  name     = "w"
  role_arn = "arn:aws:iam::123456789012:role/c"
  vpc_config {
    subnet_ids = [aws_subnet.a.id]
  }
}
