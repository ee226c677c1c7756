# The mistake is in the module, so both calls share one finding.

module "blue" {
  source = "./network"

  name = "blue"
  cidr = "10.1.0.0/16"
}

module "green" {
  source = "./network"

  name = "green"
  cidr = "10.2.0.0/16"
}
