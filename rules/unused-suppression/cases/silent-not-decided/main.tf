# Whether there is something to hide rests on a variable without value.

variable "route_table_ids" {
  type = list(string)
}
# notice: variable `route_table_ids` has no value

resource "aws_vpc" "main" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}

# vpcelint:ignore[gateway-endpoint-no-route-table] associated by another team
resource "aws_vpc_endpoint" "s3" {
  vpc_id       = aws_vpc.main.id
  service_name = "com.amazonaws.eu-west-1.s3"
  route_table_ids = var.route_table_ids
}
