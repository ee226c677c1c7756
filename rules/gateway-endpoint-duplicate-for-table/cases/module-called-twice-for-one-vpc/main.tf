# Two teams call the module with the table that they share.

resource "aws_vpc" "main" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_route_table" "private" {
  vpc_id = aws_vpc.main.id
}

module "orders" {
  source = "./endpoints"

  vpc_id          = aws_vpc.main.id
  route_table_ids = [aws_route_table.private.id]
}

module "reports" {
  source = "./endpoints"

  vpc_id          = aws_vpc.main.id
  route_table_ids = [aws_route_table.private.id]
#                    ^^^^^^^^^^^^^^^^^^^^^^^^^^ gateway-endpoint-duplicate-for-table: error
}
