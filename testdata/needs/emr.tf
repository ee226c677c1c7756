resource "aws_iam_role" "r" {
  name               = "r"
  assume_role_policy = jsonencode({})
  inline_policy {
    name   = "p"
    policy = jsonencode({ Statement = [{ Effect = "Allow", Resource = "*", Action = ["dynamodb:Query"] }] })
  }
}
resource "aws_iam_instance_profile" "p" {
  name = "p"
  role = aws_iam_role.r.name
}
resource "aws_emr_cluster" "w" {
  name          = "w"
  release_label = "emr-7.0.0"
  service_role  = "arn:aws:iam::123456789012:role/s"
  ec2_attributes {
    subnet_id                         = aws_subnet.a.id
    instance_profile                  = aws_iam_instance_profile.p.arn
    emr_managed_master_security_group = aws_security_group.g.id
    emr_managed_slave_security_group  = aws_security_group.g.id
  }
}
