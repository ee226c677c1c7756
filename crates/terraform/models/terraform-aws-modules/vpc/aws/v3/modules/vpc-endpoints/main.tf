# Model of modules/vpc-endpoints of terraform-aws-modules/vpc/aws, major version 3: one endpoint for each
# element of `endpoints`, an interface endpoint unless it says otherwise.

locals {
  endpoints = { for k, v in var.endpoints : k => v if var.create && try(v.create, true) }
  kinds     = { for k, v in local.endpoints : k => lookup(v, "service_type", "Interface") }
  groups    = { for k, v in local.endpoints : k => distinct(concat(var.security_group_ids, lookup(v, "security_group_ids", []))) }
}

data "aws_vpc_endpoint_service" "this" {
  for_each = local.endpoints

  service      = lookup(each.value, "service", null)
  service_name = lookup(each.value, "service_name", null)

  filter {
    name   = "service-type"
    values = [lookup(each.value, "service_type", "Interface")]
  }
}

resource "aws_vpc_endpoint" "this" {
  for_each = local.endpoints

  vpc_id            = var.vpc_id
  service_name      = data.aws_vpc_endpoint_service.this[each.key].service_name
  vpc_endpoint_type = local.kinds[each.key]
  auto_accept       = lookup(each.value, "auto_accept", null)
  policy            = lookup(each.value, "policy", null)

  # Groups and subnets of all endpoints and of this one are joined, where its kind has them.
  subnet_ids          = local.kinds[each.key] == "Interface" ? distinct(concat(var.subnet_ids, lookup(each.value, "subnet_ids", []))) : null
  security_group_ids  = local.kinds[each.key] == "Interface" && length(local.groups[each.key]) > 0 ? local.groups[each.key] : null
  private_dns_enabled = local.kinds[each.key] == "Interface" ? lookup(each.value, "private_dns_enabled", null) : null
  route_table_ids     = local.kinds[each.key] == "Gateway" ? lookup(each.value, "route_table_ids", null) : null
}
