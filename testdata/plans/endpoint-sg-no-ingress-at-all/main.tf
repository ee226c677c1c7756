# Firing cases of the rule.

module "egress-block-only" {
  source = "../../../rules/endpoint-sg-no-ingress-at-all/cases/egress-block-only"
}

module "group-by-association-that-replaces-the-default-one" {
  source = "../../../rules/endpoint-sg-no-ingress-at-all/cases/group-by-association-that-replaces-the-default-one"
}

module "group-without-rules" {
  source = "../../../rules/endpoint-sg-no-ingress-at-all/cases/group-without-rules"
}

module "one-finding-for-endpoints-of-a-module" {
  source = "../../../rules/endpoint-sg-no-ingress-at-all/cases/one-finding-for-endpoints-of-a-module"
}

module "rule-on-the-group-of-the-client" {
  source = "../../../rules/endpoint-sg-no-ingress-at-all/cases/rule-on-the-group-of-the-client"
}

module "rules-apart-are-egress" {
  source = "../../../rules/endpoint-sg-no-ingress-at-all/cases/rules-apart-are-egress"
}

module "two-groups-without-rules" {
  source = "../../../rules/endpoint-sg-no-ingress-at-all/cases/two-groups-without-rules"
}
