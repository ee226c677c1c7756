resource "aws_redshiftserverless_namespace" "n" {
  namespace_name = "n"
}
resource "aws_redshiftserverless_workgroup" "w" {
  workgroup_name       = "w"
  namespace_name       = aws_redshiftserverless_namespace.n.namespace_name
  enhanced_vpc_routing = true
  subnet_ids           = [aws_subnet.a.id]
}
