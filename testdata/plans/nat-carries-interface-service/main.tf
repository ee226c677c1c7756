# Firing cases of the rule.

module "fargate-pulls-images-and-logs" {
  source = "../../../rules/nat-carries-interface-service/cases/fargate-pulls-images-and-logs"
}

module "function-in-three-zones" {
  source = "../../../rules/nat-carries-interface-service/cases/function-in-three-zones"
}

module "function-in-zones-not-known" {
  source = "../../../rules/nat-carries-interface-service/cases/function-in-zones-not-known"
}

module "function-may-call-queues" {
  source = "../../../rules/nat-carries-interface-service/cases/function-may-call-queues"
}

module "hosted-zone-for-own-names" {
  source = "../../../rules/nat-carries-interface-service/cases/hosted-zone-for-own-names"
}

module "one-of-two-services-has-an-endpoint" {
  source = "../../../rules/nat-carries-interface-service/cases/one-of-two-services-has-an-endpoint"
}

module "prices-that-are-not-confirmed" {
  source = "../../../rules/nat-carries-interface-service/cases/prices-that-are-not-confirmed"
}
