# Firing cases of the rule.

module "counted-endpoint-in-one-subnet-each" {
  source = "../../../rules/private-dns-duplicate-in-vpc/cases/counted-endpoint-in-one-subnet-each"
}

module "module-makes-one-that-is-there" {
  source = "../../../rules/private-dns-duplicate-in-vpc/cases/module-makes-one-that-is-there"
}

module "private-dns-by-a-resource-of-its-own" {
  source = "../../../rules/private-dns-duplicate-in-vpc/cases/private-dns-by-a-resource-of-its-own"
}

module "two-endpoints-of-one-service" {
  source = "../../../rules/private-dns-duplicate-in-vpc/cases/two-endpoints-of-one-service"
}
