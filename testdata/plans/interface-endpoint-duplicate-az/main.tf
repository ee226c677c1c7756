# Firing cases of the rule.

module "elements-of-a-data-source" {
  source = "../../../rules/interface-endpoint-duplicate-az/cases/elements-of-a-data-source"
}

module "letter-behind-the-region-of-the-provider" {
  source = "../../../rules/interface-endpoint-duplicate-az/cases/letter-behind-the-region-of-the-provider"
}

module "names-of-one-zone" {
  source = "../../../rules/interface-endpoint-duplicate-az/cases/names-of-one-zone"
}

module "one-finding-for-endpoints-of-one-list" {
  source = "../../../rules/interface-endpoint-duplicate-az/cases/one-finding-for-endpoints-of-one-list"
}

module "second-subnet-by-association" {
  source = "../../../rules/interface-endpoint-duplicate-az/cases/second-subnet-by-association"
}

module "zone-ids" {
  source = "../../../rules/interface-endpoint-duplicate-az/cases/zone-ids"
}

module "zones-wrap-around" {
  source = "../../../rules/interface-endpoint-duplicate-az/cases/zones-wrap-around"
}
