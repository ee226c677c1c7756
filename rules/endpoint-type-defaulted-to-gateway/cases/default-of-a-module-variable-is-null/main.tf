# The module hands on null, which is as if nothing were written.

resource "aws_vpc" "main" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}

module "endpoints" {
  source = "./endpoints"

  vpc_id   = aws_vpc.main.id
  services = { ssm = "ssm" }
}
