resource "aws_iam_role" "r" {
  name                = "r"
  assume_role_policy  = jsonencode({})
  managed_policy_arns = ["arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy"]
}
resource "aws_iam_instance_profile" "p" {
  name = "p"
  role = aws_iam_role.r.name
}
resource "aws_launch_template" "l" {
  name = "l"
  iam_instance_profile {
    arn = aws_iam_instance_profile.p.arn
  }
}
resource "aws_autoscaling_group" "w" {
  name                = "w"
  vpc_zone_identifier = [aws_subnet.a.id]
  launch_template {
    id = aws_launch_template.l.id
  }
}
