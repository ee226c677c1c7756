# The VPC and its tables are made elsewhere.

data "aws_vpc" "shared" {
  tags = {
    Name = "shared"
  }
}

data "aws_route_table" "private" {
  vpc_id = data.aws_vpc.shared.id

  filter {
    name   = "tag:Tier"
    values = ["private"]
  }
}

resource "aws_subnet" "extra" {
  vpc_id     = data.aws_vpc.shared.id
  cidr_block = "10.0.200.0/24"
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id          = data.aws_vpc.shared.id
  service_name    = "com.amazonaws.eu-west-1.s3"
  route_table_ids = [data.aws_route_table.private.id]
}
