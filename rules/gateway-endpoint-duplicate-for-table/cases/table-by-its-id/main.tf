# The table is made elsewhere, and both write its id.

variable "vpc_id" {
  type    = string
  default = "vpc-0a1b2c3d"
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id            = var.vpc_id
  vpc_endpoint_type = "Gateway"
  service_name      = "com.amazonaws.eu-west-1.s3"
  route_table_ids   = ["rtb-0a1b2c3d"]
}

resource "aws_vpc_endpoint" "backup" {
  vpc_id            = var.vpc_id
  vpc_endpoint_type = "Gateway"
  service_name      = "com.amazonaws.eu-west-1.s3"
  route_table_ids   = ["rtb-0a1b2c3d", "rtb-0e1f2a3b"]
#                      ^^^^^^^^^^^^^^ gateway-endpoint-duplicate-for-table: error
}
