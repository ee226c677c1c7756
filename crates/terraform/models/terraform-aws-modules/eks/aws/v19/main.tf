# Model of terraform-aws-modules/eks/aws, major version 19: the cluster and its role, for their attributes.
# Addons, access entries, keys, logs, identity providers and what the control plane may do are left out.

locals {
  create                        = var.create && var.putin_khuylo
  create_outposts_local_cluster = length(var.outpost_config) > 0
  iam_role_name                 = coalesce(var.iam_role_name, "${var.cluster_name}-cluster")
}

resource "aws_eks_cluster" "this" {
  count = local.create ? 1 : 0

  name    = var.cluster_name
  version = var.cluster_version

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

  # The cluster must not make its log group again.
  dynamic "inline_policy" {
    for_each = var.create_cloudwatch_log_group ? [1] : []
    content {
      name   = local.iam_role_name
      policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Deny", Action = ["logs:CreateLogGroup"], Resource = "*" }] })
    }
  }
}

resource "aws_iam_openid_connect_provider" "oidc_provider" {
  count = local.create && var.enable_irsa && !local.create_outposts_local_cluster ? 1 : 0
}
