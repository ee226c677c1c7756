# Firing cases of the rule.

module "fargate-pulls-image-layers" {
  source = "../../../rules/nat-carries-s3-or-dynamodb/cases/fargate-pulls-image-layers"
}

module "function-may-call-dynamodb" {
  source = "../../../rules/nat-carries-s3-or-dynamodb/cases/function-may-call-dynamodb"
}

module "function-may-call-s3" {
  source = "../../../rules/nat-carries-s3-or-dynamodb/cases/function-may-call-s3"
}

module "nat-gateway-for-each-zone-with-node-group" {
  source = "../../../rules/nat-carries-s3-or-dynamodb/cases/nat-gateway-for-each-zone-with-node-group"
}

module "network-module-called-for-each-stage" {
  source = "../../../rules/nat-carries-s3-or-dynamodb/cases/network-module-called-for-each-stage"
}

module "silent-workloads-call-other-services" {
  source = "../../../rules/nat-carries-s3-or-dynamodb/cases/silent-workloads-call-other-services"
}

module "subnet-without-workload-in-view" {
  source = "../../../rules/nat-carries-s3-or-dynamodb/cases/subnet-without-workload-in-view"
}

module "user-data-copies-from-s3" {
  source = "../../../rules/nat-carries-s3-or-dynamodb/cases/user-data-copies-from-s3"
}
