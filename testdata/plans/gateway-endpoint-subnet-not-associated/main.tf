# Firing cases of the rule.

module "association-resource-for-one-table-only" {
  source = "../../../rules/gateway-endpoint-subnet-not-associated/cases/association-resource-for-one-table-only"
}

module "dynamodb-table-of-the-private-subnets-left-out" {
  source = "../../../rules/gateway-endpoint-subnet-not-associated/cases/dynamodb-table-of-the-private-subnets-left-out"
}

module "fargate-behind-nat-pulls-layers-through-it" {
  source = "../../../rules/gateway-endpoint-subnet-not-associated/cases/fargate-behind-nat-pulls-layers-through-it"
}

module "fargate-image-layers-find-no-route" {
  source = "../../../rules/gateway-endpoint-subnet-not-associated/cases/fargate-image-layers-find-no-route"
}

module "isolated-subnet-without-workload-in-view" {
  source = "../../../rules/gateway-endpoint-subnet-not-associated/cases/isolated-subnet-without-workload-in-view"
}

module "lambda-without-default-route" {
  source = "../../../rules/gateway-endpoint-subnet-not-associated/cases/lambda-without-default-route"
}

module "module-called-twice-mends-in-one-place" {
  source = "../../../rules/gateway-endpoint-subnet-not-associated/cases/module-called-twice-mends-in-one-place"
}

module "one-finding-for-several-subnets-of-a-module" {
  source = "../../../rules/gateway-endpoint-subnet-not-associated/cases/one-finding-for-several-subnets-of-a-module"
}

module "only-the-first-of-two-counted-tables" {
  source = "../../../rules/gateway-endpoint-subnet-not-associated/cases/only-the-first-of-two-counted-tables"
}

module "private-instance-whose-default-route-is-an-internet-gateway" {
  source = "../../../rules/gateway-endpoint-subnet-not-associated/cases/private-instance-whose-default-route-is-an-internet-gateway"
}

module "private-table-behind-nat-left-out" {
  source = "../../../rules/gateway-endpoint-subnet-not-associated/cases/private-table-behind-nat-left-out"
}

module "public-instances-reach-s3-by-the-internet" {
  source = "../../../rules/gateway-endpoint-subnet-not-associated/cases/public-instances-reach-s3-by-the-internet"
}

module "the-surest-client-speaks-for-all" {
  source = "../../../rules/gateway-endpoint-subnet-not-associated/cases/the-surest-client-speaks-for-all"
}

module "vpc-and-table-looked-up" {
  source = "../../../rules/gateway-endpoint-subnet-not-associated/cases/vpc-and-table-looked-up"
}
