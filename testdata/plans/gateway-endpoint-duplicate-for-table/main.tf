# Firing cases of the rule.

module "counted-endpoint-with-the-same-tables" {
  source = "../../../rules/gateway-endpoint-duplicate-for-table/cases/counted-endpoint-with-the-same-tables"
}

module "module-called-twice-for-one-vpc" {
  source = "../../../rules/gateway-endpoint-duplicate-for-table/cases/module-called-twice-for-one-vpc"
}

module "one-by-list-and-one-by-association" {
  source = "../../../rules/gateway-endpoint-duplicate-for-table/cases/one-by-list-and-one-by-association"
}

module "switched-off-by-default" {
  source = "../../../rules/gateway-endpoint-duplicate-for-table/cases/switched-off-by-default"
}

module "table-by-its-id" {
  source = "../../../rules/gateway-endpoint-duplicate-for-table/cases/table-by-its-id"
}

module "tables-from-one-local" {
  source = "../../../rules/gateway-endpoint-duplicate-for-table/cases/tables-from-one-local"
}

module "two-endpoints-list-one-table" {
  source = "../../../rules/gateway-endpoint-duplicate-for-table/cases/two-endpoints-list-one-table"
}
