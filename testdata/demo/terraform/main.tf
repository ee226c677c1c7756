# The network of a small shop: a VPC for the shop itself, one for analytics.

terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}

provider "aws" {
  region = var.region
}

module "shop" {
  source = "./modules/network"

  name = "shop"
  cidr = "10.20.0.0/16"
  zones = {
    a = { zone = "${var.region}a", index = 0 }
    b = { zone = "${var.region}b", index = 1 }
  }
}

module "analytics" {
  source = "./modules/network"

  name          = "analytics"
  cidr          = "10.30.0.0/16"
  dns_hostnames = false
  zones = {
    a = { zone = "${var.region}a", index = 0 }
  }
}
