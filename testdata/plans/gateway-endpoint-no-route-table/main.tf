# Firing cases of the rule.

module "association-names-another-endpoint" {
  source = "../../../rules/gateway-endpoint-no-route-table/cases/association-names-another-endpoint"
}

module "default-of-a-module-variable" {
  source = "../../../rules/gateway-endpoint-no-route-table/cases/default-of-a-module-variable"
}

module "empty-list" {
  source = "../../../rules/gateway-endpoint-no-route-table/cases/empty-list"
}

module "endpoint-of-a-counted-module" {
  source = "../../../rules/gateway-endpoint-no-route-table/cases/endpoint-of-a-counted-module"
}

module "nothing-listed-while-nat-carries-s3" {
  source = "../../../rules/gateway-endpoint-no-route-table/cases/nothing-listed-while-nat-carries-s3"
}

module "tables-filtered-away" {
  source = "../../../rules/gateway-endpoint-no-route-table/cases/tables-filtered-away"
}
