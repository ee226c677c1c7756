# Firing cases of the rule.

module "isolated-subnet-without-workload-in-view" {
  source = "../../../rules/endpoint-sg-no-443-from-client/cases/isolated-subnet-without-workload-in-view"
}

module "module-with-the-block-of-another-vpc" {
  source = "../../../rules/endpoint-sg-no-443-from-client/cases/module-with-the-block-of-another-vpc"
}

module "nodes-in-the-secondary-block" {
  source = "../../../rules/endpoint-sg-no-443-from-client/cases/nodes-in-the-secondary-block"
}

module "port-80-only" {
  source = "../../../rules/endpoint-sg-no-443-from-client/cases/port-80-only"
}

module "prefix-list-of-another-subnet" {
  source = "../../../rules/endpoint-sg-no-443-from-client/cases/prefix-list-of-another-subnet"
}

module "prefix-list-of-the-service" {
  source = "../../../rules/endpoint-sg-no-443-from-client/cases/prefix-list-of-the-service"
}

module "rule-for-another-subnet" {
  source = "../../../rules/endpoint-sg-no-443-from-client/cases/rule-for-another-subnet"
}

module "rule-for-the-group-of-another-application" {
  source = "../../../rules/endpoint-sg-no-443-from-client/cases/rule-for-the-group-of-another-application"
}

module "s3-for-all-resolvers" {
  source = "../../../rules/endpoint-sg-no-443-from-client/cases/s3-for-all-resolvers"
}

module "subnet-routed-to-nat-without-workload-in-view" {
  source = "../../../rules/endpoint-sg-no-443-from-client/cases/subnet-routed-to-nat-without-workload-in-view"
}

module "udp-instead-of-tcp" {
  source = "../../../rules/endpoint-sg-no-443-from-client/cases/udp-instead-of-tcp"
}
