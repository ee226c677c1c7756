# Firing cases of the rule.

module "entries-of-a-map-that-forget-it" {
  source = "../../../rules/interface-endpoint-private-dns-off/cases/entries-of-a-map-that-forget-it"
}

module "left-out" {
  source = "../../../rules/interface-endpoint-private-dns-off/cases/left-out"
}

module "off-by-the-default-of-a-module" {
  source = "../../../rules/interface-endpoint-private-dns-off/cases/off-by-the-default-of-a-module"
}

module "off-by-the-resource-of-its-own" {
  source = "../../../rules/interface-endpoint-private-dns-off/cases/off-by-the-resource-of-its-own"
}

module "one-of-the-ecr-pair" {
  source = "../../../rules/interface-endpoint-private-dns-off/cases/one-of-the-ecr-pair"
}

module "s3-for-nobody" {
  source = "../../../rules/interface-endpoint-private-dns-off/cases/s3-for-nobody"
}

module "switched-off" {
  source = "../../../rules/interface-endpoint-private-dns-off/cases/switched-off"
}

module "whole-endpoints-handed-on-to-nobody" {
  source = "../../../rules/interface-endpoint-private-dns-off/cases/whole-endpoints-handed-on-to-nobody"
}
