# Model of modules/vpc-endpoints of terraform-aws-modules/vpc/aws, major version 6: one endpoint for each
# element of `endpoints`, an interface endpoint unless it says otherwise.
# Since 6.1.0 the service is looked up only without `region`.

locals {
  endpoints = { for k, v in var.endpoints : k => v if var.create && try(v.create, true) }
  kinds     = { for k, v in local.endpoints : k => try(v.service_type, "Interface") }
  groups    = { for k, v in local.endpoints : k => distinct(concat(local.security_group_ids, lookup(v, "security_group_ids", []))) }

  security_group_ids = var.create && var.create_security_group ? concat(var.security_group_ids, [aws_security_group.this[0].id]) : var.security_group_ids
}

data "aws_vpc_endpoint_service" "this" {
  for_each = { for k, v in local.endpoints : k => v if var.region == null }

  service      = try(each.value.service, null)
  service_name = try(each.value.service_name, null)

  filter {
    name   = "service-type"
    values = [try(each.value.service_type, "Interface")]
  }
}

resource "aws_vpc_endpoint" "this" {
  for_each = local.endpoints

  vpc_id            = var.vpc_id
  service_name      = try(each.value.service_endpoint, data.aws_vpc_endpoint_service.this[each.key].service_name)
  service_region    = try(each.value.service_region, null)
  vpc_endpoint_type = local.kinds[each.key]
  auto_accept       = try(each.value.auto_accept, null)
  policy            = try(each.value.policy, null)
  ip_address_type   = try(each.value.ip_address_type, null)

  # Groups and subnets of all endpoints and of this one are joined, where its kind has them.
  subnet_ids          = local.kinds[each.key] == "Interface" ? distinct(concat(var.subnet_ids, lookup(each.value, "subnet_ids", []))) : null
  security_group_ids  = local.kinds[each.key] == "Interface" && length(local.groups[each.key]) > 0 ? local.groups[each.key] : null
  private_dns_enabled = local.kinds[each.key] == "Interface" ? try(each.value.private_dns_enabled, null) : null
  route_table_ids     = local.kinds[each.key] == "Gateway" ? lookup(each.value, "route_table_ids", null) : null

  # The record type is read one level too deep, as the module does, and so is never set.
  dynamic "dns_options" {
    for_each = try([each.value.dns_options], [])
    content {
      dns_record_ip_type                             = try(dns_options.value.dns_options.dns_record_ip_type, null)
      private_dns_only_for_inbound_resolver_endpoint = try(dns_options.value.private_dns_only_for_inbound_resolver_endpoint, null)
    }
  }

  dynamic "subnet_configuration" {
    for_each = try(each.value.subnet_configurations, [])
    content {
      ipv4      = try(subnet_configuration.value.ipv4, null)
      subnet_id = try(subnet_configuration.value.subnet_id, null)
    }
  }
}

resource "aws_security_group" "this" {
  count = var.create && var.create_security_group ? 1 : 0

  name        = var.security_group_name
  name_prefix = var.security_group_name_prefix
  vpc_id      = var.vpc_id
  tags        = merge(var.tags, var.security_group_tags, { Name = try(coalesce(var.security_group_name, var.security_group_name_prefix), "") })
}

# HTTPS from outside unless a rule says otherwise.
resource "aws_security_group_rule" "this" {
  for_each = { for k, v in var.security_group_rules : k => v if var.create && var.create_security_group }

  security_group_id        = aws_security_group.this[0].id
  type                     = try(each.value.type, "ingress")
  protocol                 = try(each.value.protocol, "tcp")
  from_port                = try(each.value.from_port, 443)
  to_port                  = try(each.value.to_port, 443)
  cidr_blocks              = lookup(each.value, "cidr_blocks", null)
  ipv6_cidr_blocks         = lookup(each.value, "ipv6_cidr_blocks", null)
  prefix_list_ids          = lookup(each.value, "prefix_list_ids", null)
  self                     = try(each.value.self, null)
  source_security_group_id = lookup(each.value, "source_security_group_id", null)
}
