# Firing cases of the rule.

module "default-of-a-module-variable-is-null" {
  source = "../../../rules/endpoint-type-defaulted-to-gateway/cases/default-of-a-module-variable-is-null"
}

module "default-of-a-root-variable-is-null" {
  source = "../../../rules/endpoint-type-defaulted-to-gateway/cases/default-of-a-root-variable-is-null"
}

module "endpoint-service-of-the-code" {
  source = "../../../rules/endpoint-type-defaulted-to-gateway/cases/endpoint-service-of-the-code"
}

module "interface-service-with-subnets" {
  source = "../../../rules/endpoint-type-defaulted-to-gateway/cases/interface-service-with-subnets"
}

module "service-alone" {
  source = "../../../rules/endpoint-type-defaulted-to-gateway/cases/service-alone"
}

module "service-of-a-partner" {
  source = "../../../rules/endpoint-type-defaulted-to-gateway/cases/service-of-a-partner"
}

module "service-that-is-looked-up" {
  source = "../../../rules/endpoint-type-defaulted-to-gateway/cases/service-that-is-looked-up"
}
