# Firing cases of the rule.

module "both-off" {
  source = "../../../rules/private-dns-vpc-attributes-off/cases/both-off"
}

module "default-of-a-network-module" {
  source = "../../../rules/private-dns-vpc-attributes-off/cases/default-of-a-network-module"
}

module "hostnames-left-out" {
  source = "../../../rules/private-dns-vpc-attributes-off/cases/hostnames-left-out"
}

module "private-dns-by-the-resource-of-its-own" {
  source = "../../../rules/private-dns-vpc-attributes-off/cases/private-dns-by-the-resource-of-its-own"
}

module "several-endpoints-one-cause" {
  source = "../../../rules/private-dns-vpc-attributes-off/cases/several-endpoints-one-cause"
}

module "support-switched-off" {
  source = "../../../rules/private-dns-vpc-attributes-off/cases/support-switched-off"
}
