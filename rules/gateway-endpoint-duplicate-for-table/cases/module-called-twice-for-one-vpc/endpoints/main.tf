variable "vpc_id" {
  type = string
}

variable "route_table_ids" {
  type = list(string)
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id            = var.vpc_id
  vpc_endpoint_type = "Gateway"
  service_name      = "com.amazonaws.eu-west-1.s3"
  route_table_ids   = var.route_table_ids
}
