# Firing cases of the rule.

module "default-group-adopted-without-rules" {
  source = "../../../rules/endpoint-default-sg/cases/default-group-adopted-without-rules"
}

module "each-service-of-a-module" {
  source = "../../../rules/endpoint-default-sg/cases/each-service-of-a-module"
}

module "fargate-task-carries-its-own-group" {
  source = "../../../rules/endpoint-default-sg/cases/fargate-task-carries-its-own-group"
}

module "function-carries-its-own-group" {
  source = "../../../rules/endpoint-default-sg/cases/function-carries-its-own-group"
}

module "members-of-the-emptied-default-group-do-not-get-in-either" {
  source = "../../../rules/endpoint-default-sg/cases/members-of-the-emptied-default-group-do-not-get-in-either"
}

module "node-group-has-the-group-of-its-cluster" {
  source = "../../../rules/endpoint-default-sg/cases/node-group-has-the-group-of-its-cluster"
}
