# The security groups of the control plane and of the nodes, and which of each other's calls they accept.

locals {
  cluster_sg_name           = coalesce(var.cluster_security_group_name, "${var.cluster_name}-cluster")
  create_cluster_sg         = local.create && var.create_cluster_security_group
  cluster_security_group_id = local.create_cluster_sg ? aws_security_group.cluster[0].id : var.cluster_security_group_id

  node_sg_name           = coalesce(var.node_security_group_name, "${var.cluster_name}-node")
  create_node_sg         = var.create && var.create_node_security_group
  node_security_group_id = local.create_node_sg ? aws_security_group.node[0].id : var.node_security_group_id

  cluster_security_group_rules = { for k, v in {
    ingress_nodes_443 = { type = "ingress", protocol = "tcp", from_port = 443, to_port = 443, source_node_security_group = true }
  } : k => v if local.create_node_sg }

  node_security_group_rules = {
    ingress_cluster_443      = { type = "ingress", protocol = "tcp", from_port = 443, to_port = 443, source_cluster_security_group = true }
    ingress_cluster_kubelet  = { type = "ingress", protocol = "tcp", from_port = 10250, to_port = 10250, source_cluster_security_group = true }
    ingress_self_coredns_tcp = { type = "ingress", protocol = "tcp", from_port = 53, to_port = 53, self = true }
    ingress_self_coredns_udp = { type = "ingress", protocol = "udp", from_port = 53, to_port = 53, self = true }
  }

  node_security_group_recommended_rules = { for k, v in {
    ingress_nodes_ephemeral      = { type = "ingress", protocol = "tcp", from_port = 1025, to_port = 65535, self = true }
    ingress_cluster_4443_webhook = { type = "ingress", protocol = "tcp", from_port = 4443, to_port = 4443, source_cluster_security_group = true }
    ingress_cluster_6443_webhook = { type = "ingress", protocol = "tcp", from_port = 6443, to_port = 6443, source_cluster_security_group = true }
    ingress_cluster_8443_webhook = { type = "ingress", protocol = "tcp", from_port = 8443, to_port = 8443, source_cluster_security_group = true }
    ingress_cluster_9443_webhook = { type = "ingress", protocol = "tcp", from_port = 9443, to_port = 9443, source_cluster_security_group = true }
    egress_all                   = { type = "egress", protocol = "-1", from_port = 0, to_port = 0, cidr_blocks = ["0.0.0.0/0"], ipv6_cidr_blocks = var.cluster_ip_family == "ipv6" ? ["::/0"] : null }
  } : k => v if var.node_security_group_enable_recommended_rules }
}

resource "aws_security_group" "cluster" {
  count = local.create_cluster_sg ? 1 : 0

  name        = var.cluster_security_group_use_name_prefix ? null : local.cluster_sg_name
  name_prefix = var.cluster_security_group_use_name_prefix ? "${local.cluster_sg_name}${var.prefix_separator}" : null
  vpc_id      = var.vpc_id
  tags        = merge(var.tags, { Name = local.cluster_sg_name }, var.cluster_security_group_tags)
}

resource "aws_security_group_rule" "cluster" {
  for_each = { for k, v in merge(
    local.cluster_security_group_rules,
    var.cluster_security_group_additional_rules,
  ) : k => v if local.create_cluster_sg }

  security_group_id        = aws_security_group.cluster[0].id
  type                     = each.value.type
  protocol                 = each.value.protocol
  from_port                = each.value.from_port
  to_port                  = each.value.to_port
  cidr_blocks              = lookup(each.value, "cidr_blocks", null)
  ipv6_cidr_blocks         = lookup(each.value, "ipv6_cidr_blocks", null)
  prefix_list_ids          = lookup(each.value, "prefix_list_ids", null)
  self                     = lookup(each.value, "self", null)
  source_security_group_id = try(each.value.source_node_security_group, false) ? local.node_security_group_id : lookup(each.value, "source_security_group_id", null)
}

resource "aws_security_group" "node" {
  count = local.create_node_sg ? 1 : 0

  name        = var.node_security_group_use_name_prefix ? null : local.node_sg_name
  name_prefix = var.node_security_group_use_name_prefix ? "${local.node_sg_name}${var.prefix_separator}" : null
  vpc_id      = var.vpc_id
  tags        = merge(var.tags, { Name = local.node_sg_name, "kubernetes.io/cluster/${var.cluster_name}" = "owned" }, var.node_security_group_tags)
}

resource "aws_security_group_rule" "node" {
  for_each = { for k, v in merge(
    local.node_security_group_rules,
    local.node_security_group_recommended_rules,
    var.node_security_group_additional_rules,
  ) : k => v if local.create_node_sg }

  security_group_id        = aws_security_group.node[0].id
  type                     = each.value.type
  protocol                 = each.value.protocol
  from_port                = each.value.from_port
  to_port                  = each.value.to_port
  cidr_blocks              = lookup(each.value, "cidr_blocks", null)
  ipv6_cidr_blocks         = lookup(each.value, "ipv6_cidr_blocks", null)
  prefix_list_ids          = lookup(each.value, "prefix_list_ids", [])
  self                     = lookup(each.value, "self", null)
  source_security_group_id = try(each.value.source_cluster_security_group, false) ? local.cluster_security_group_id : lookup(each.value, "source_security_group_id", null)
}
