# Firing cases of the rule.

module "keyspaces-behind-443" {
  source = "../../../rules/endpoint-sg-wrong-port/cases/keyspaces-behind-443"
}

module "one-group-for-all-endpoints-of-a-module" {
  source = "../../../rules/endpoint-sg-wrong-port/cases/one-group-for-all-endpoints-of-a-module"
}

module "port-for-udp-only" {
  source = "../../../rules/endpoint-sg-wrong-port/cases/port-for-udp-only"
}

module "rules-apart" {
  source = "../../../rules/endpoint-sg-wrong-port/cases/rules-apart"
}

module "silent-group-without-rules" {
  source = "../../../rules/endpoint-sg-wrong-port/cases/silent-group-without-rules"
}

module "smtp-behind-443" {
  source = "../../../rules/endpoint-sg-wrong-port/cases/smtp-behind-443"
}
