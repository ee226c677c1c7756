# Firing cases of the rule.

module "association-names-another-endpoint" {
  source = "../../../rules/interface-endpoint-without-subnets/cases/association-names-another-endpoint"
}

module "default-of-a-module-variable" {
  source = "../../../rules/interface-endpoint-without-subnets/cases/default-of-a-module-variable"
}

module "default-of-a-root-variable" {
  source = "../../../rules/interface-endpoint-without-subnets/cases/default-of-a-root-variable"
}

module "empty-list" {
  source = "../../../rules/interface-endpoint-without-subnets/cases/empty-list"
}

module "no-list" {
  source = "../../../rules/interface-endpoint-without-subnets/cases/no-list"
}

module "service-of-a-partner" {
  source = "../../../rules/interface-endpoint-without-subnets/cases/service-of-a-partner"
}

module "subnets-filtered-away" {
  source = "../../../rules/interface-endpoint-without-subnets/cases/subnets-filtered-away"
}
