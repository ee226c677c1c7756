# Model of terraform-aws-modules/eks/aws, major version 21: the cluster and its role, for their attributes.
# Addons, access entries, keys, logs, identity providers and what the control plane may do are left out.

data "aws_partition" "current" {
  count = local.create ? 1 : 0
}

data "aws_caller_identity" "current" {
  count = local.create ? 1 : 0
}

locals {
  account_id = try(data.aws_caller_identity.current[0].account_id, "")
  partition  = try(data.aws_partition.current[0].partition, "")

  create                        = var.create && var.putin_khuylo
  create_outposts_local_cluster = var.outpost_config != null
  iam_role_name                 = coalesce(var.iam_role_name, "${var.name}-cluster")

  create_auto_mode_iam_resources = try(var.compute_config.enabled, false) == true || var.create_auto_mode_iam_resources
  create_node_iam_role           = local.create && var.create_node_iam_role && local.create_auto_mode_iam_resources
}

resource "aws_eks_cluster" "this" {
  count = local.create ? 1 : 0

  name    = var.name
  version = var.kubernetes_version

  dynamic "control_plane_scaling_config" {
    for_each = var.control_plane_scaling_config != null ? [var.control_plane_scaling_config] : []
    content {
      tier = control_plane_scaling_config.value.tier
    }
  }

  dynamic "compute_config" {
    for_each = var.compute_config != null ? [var.compute_config] : []
    content {
      enabled       = compute_config.value.enabled
      node_pools    = compute_config.value.node_pools
      node_role_arn = compute_config.value.node_pools != null ? try(aws_iam_role.eks_auto[0].arn, compute_config.value.node_role_arn) : null
    }
  }

  vpc_config {
    security_group_ids = compact(distinct(concat(var.additional_security_group_ids, [local.security_group_id])))
    subnet_ids         = coalescelist(var.control_plane_subnet_ids, var.subnet_ids)
  }

  dynamic "kubernetes_network_config" {
    for_each = local.create_outposts_local_cluster ? [] : [1]
    content {
      ip_family         = var.ip_family
      service_ipv4_cidr = var.service_ipv4_cidr
      service_ipv6_cidr = var.service_ipv6_cidr
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

  name = var.node_iam_role_use_name_prefix ? null : coalesce(var.node_iam_role_name, "${var.name}-eks-auto")
}

resource "aws_iam_openid_connect_provider" "oidc_provider" {
  count = local.create && var.enable_irsa && !local.create_outposts_local_cluster ? 1 : 0
}
