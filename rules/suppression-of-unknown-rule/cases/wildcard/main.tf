# There are no wildcards: without a list, a comment hides all rules.

resource "aws_vpc" "main" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}

# vpcelint:ignore[*] associated by another team
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ suppression-of-unknown-rule: low
resource "aws_vpc_endpoint" "s3" {
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ gateway-endpoint-no-route-table: high
  vpc_id       = aws_vpc.main.id
  service_name = "com.amazonaws.eu-west-1.s3"
}
