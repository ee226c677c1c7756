# Model of terraform-aws-modules/eks/aws, major version 20: the cluster and its role, for their attributes.
# Addons, access entries, keys, logs, identity providers and what the control plane may do are left out.

locals {
  create                        = var.create && var.putin_khuylo
  create_outposts_local_cluster = length(var.outpost_config) > 0
  iam_role_name                 = coalesce(var.iam_role_name, "${var.cluster_name}-cluster")

  auto_mode_enabled    = try(var.cluster_compute_config.enabled, false)
  create_node_iam_role = local.create && var.create_node_iam_role && local.auto_mode_enabled
}

resource "aws_eks_cluster" "this" {
  count = local.create ? 1 : 0

  name    = var.cluster_name
  version = var.cluster_version

  dynamic "compute_config" {
    for_each = length(var.cluster_compute_config) > 0 ? [var.cluster_compute_config] : []
    content {
      enabled       = local.auto_mode_enabled
      node_pools    = local.auto_mode_enabled ? try(compute_config.value.node_pools, []) : null
      node_role_arn = local.auto_mode_enabled && length(try(compute_config.value.node_pools, [])) > 0 ? try(compute_config.value.node_role_arn, aws_iam_role.eks_auto[0].arn, null) : null
    }
  }

  vpc_config {
    security_group_ids = compact(distinct(concat(var.cluster_additional_security_group_ids, [local.cluster_security_group_id])))
    subnet_ids         = coalescelist(var.control_plane_subnet_ids, var.subnet_ids)
  }

  dynamic "kubernetes_network_config" {
    for_each = local.create_outposts_local_cluster ? [] : [1]
    content {
      ip_family         = var.cluster_ip_family
      service_ipv4_cidr = var.cluster_service_ipv4_cidr
      service_ipv6_cidr = var.cluster_service_ipv6_cidr
    }
  }
}

resource "aws_iam_role" "this" {
  count = local.create && var.create_iam_role ? 1 : 0

  name        = var.iam_role_use_name_prefix ? null : local.iam_role_name
  name_prefix = var.iam_role_use_name_prefix ? "${local.iam_role_name}${var.prefix_separator}" : null
}

# The role of nodes that EKS makes by itself, for its attributes.
resource "aws_iam_role" "eks_auto" {
  count = local.create_node_iam_role ? 1 : 0

  name = var.node_iam_role_use_name_prefix ? null : coalesce(var.node_iam_role_name, "${var.cluster_name}-eks-auto")
}

resource "aws_iam_openid_connect_provider" "oidc_provider" {
  count = local.create && var.enable_irsa && !local.create_outposts_local_cluster ? 1 : 0
}
