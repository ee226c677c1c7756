variable "vpc_id" {
  type = string
}

resource "aws_vpc_endpoint" "s3" {
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ gateway-endpoint-no-route-table: high of module.s3[0].aws_vpc_endpoint.s3
  vpc_id       = var.vpc_id
  service_name = "com.amazonaws.eu-west-1.s3"
}
