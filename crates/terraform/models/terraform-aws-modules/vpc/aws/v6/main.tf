# Model of terraform-aws-modules/vpc/aws, major version 6: the VPC and the counts that the rest follows.
# 6.1.0 added `region`, which decides nothing here.

locals {
  create_vpc = var.create_vpc && var.putin_khuylo

  # Through the association, so that subnets follow secondary blocks.
  vpc_id = try(aws_vpc_ipv4_cidr_block_association.this[0].vpc_id, aws_vpc.this[0].id, "")

  len_public_subnets      = max(length(var.public_subnets), length(var.public_subnet_ipv6_prefixes))
  len_private_subnets     = max(length(var.private_subnets), length(var.private_subnet_ipv6_prefixes))
  len_database_subnets    = max(length(var.database_subnets), length(var.database_subnet_ipv6_prefixes))
  len_redshift_subnets    = max(length(var.redshift_subnets), length(var.redshift_subnet_ipv6_prefixes))
  len_elasticache_subnets = max(length(var.elasticache_subnets), length(var.elasticache_subnet_ipv6_prefixes))
  len_intra_subnets       = max(length(var.intra_subnets), length(var.intra_subnet_ipv6_prefixes))
  len_outpost_subnets     = max(length(var.outpost_subnets), length(var.outpost_subnet_ipv6_prefixes))

  create_public_subnets      = local.create_vpc && local.len_public_subnets > 0
  create_private_subnets     = local.create_vpc && local.len_private_subnets > 0
  create_database_subnets    = local.create_vpc && local.len_database_subnets > 0
  create_redshift_subnets    = local.create_vpc && local.len_redshift_subnets > 0
  create_elasticache_subnets = local.create_vpc && local.len_elasticache_subnets > 0
  create_intra_subnets       = local.create_vpc && local.len_intra_subnets > 0
  create_outpost_subnets     = local.create_vpc && local.len_outpost_subnets > 0

  create_database_route_table    = local.create_database_subnets && var.create_database_subnet_route_table
  create_redshift_route_table    = local.create_redshift_subnets && var.create_redshift_subnet_route_table
  create_elasticache_route_table = local.create_elasticache_subnets && var.create_elasticache_subnet_route_table

  # One table for all public (intra) subnets, or one for each.
  num_public_route_tables = var.create_multiple_public_route_tables ? local.len_public_subnets : 1
  num_intra_route_tables  = var.create_multiple_intra_route_tables ? local.len_intra_subnets : 1

  # As many NAT gateways and private tables as the largest tier has subnets, unless told otherwise.
  max_subnet_length = max(local.len_private_subnets, local.len_public_subnets, local.len_elasticache_subnets, local.len_database_subnets, local.len_redshift_subnets)
  nat_gateway_count = var.single_nat_gateway ? 1 : var.one_nat_gateway_per_az ? length(var.azs) : local.max_subnet_length
}

resource "aws_vpc" "this" {
  count = local.create_vpc ? 1 : 0

  cidr_block           = var.use_ipam_pool ? null : var.cidr
  ipv4_ipam_pool_id    = var.ipv4_ipam_pool_id
  ipv6_cidr_block      = var.ipv6_cidr
  ipv6_ipam_pool_id    = var.ipv6_ipam_pool_id
  instance_tenancy     = var.instance_tenancy
  enable_dns_hostnames = var.enable_dns_hostnames
  enable_dns_support   = var.enable_dns_support

  tags = merge({ Name = var.name }, var.tags, var.vpc_tags)
}

resource "aws_vpc_ipv4_cidr_block_association" "this" {
  count = local.create_vpc && length(var.secondary_cidr_blocks) > 0 ? length(var.secondary_cidr_blocks) : 0

  vpc_id     = aws_vpc.this[0].id
  cidr_block = element(var.secondary_cidr_blocks, count.index)
}

resource "aws_vpc_dhcp_options" "this" {
  count = local.create_vpc && var.enable_dhcp_options ? 1 : 0

  domain_name         = var.dhcp_options_domain_name
  domain_name_servers = var.dhcp_options_domain_name_servers
}

resource "aws_vpc_dhcp_options_association" "this" {
  count = local.create_vpc && var.enable_dhcp_options ? 1 : 0

  vpc_id          = local.vpc_id
  dhcp_options_id = aws_vpc_dhcp_options.this[0].id
}
