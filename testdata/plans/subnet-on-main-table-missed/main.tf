# Firing cases of the rule.

module "another-table-made-main" {
  source = "../../../rules/subnet-on-main-table-missed/cases/another-table-made-main"
}

module "default-table-adopted-with-nat-route" {
  source = "../../../rules/subnet-on-main-table-missed/cases/default-table-adopted-with-nat-route"
}

module "fargate-in-the-zone-without-association" {
  source = "../../../rules/subnet-on-main-table-missed/cases/fargate-in-the-zone-without-association"
}

module "lambda-on-the-main-table" {
  source = "../../../rules/subnet-on-main-table-missed/cases/lambda-on-the-main-table"
}

module "node-group-through-a-module" {
  source = "../../../rules/subnet-on-main-table-missed/cases/node-group-through-a-module"
}

module "route-added-to-the-main-table-of-the-vpc" {
  source = "../../../rules/subnet-on-main-table-missed/cases/route-added-to-the-main-table-of-the-vpc"
}

module "subnet-without-workload-on-the-bare-main-table" {
  source = "../../../rules/subnet-on-main-table-missed/cases/subnet-without-workload-on-the-bare-main-table"
}
