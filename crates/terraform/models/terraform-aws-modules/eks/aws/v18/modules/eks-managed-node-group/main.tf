# Model of modules/eks-managed-node-group of terraform-aws-modules/eks/aws, major version 18: the node group
# and its launch template.

locals {
  launch_template_name_int = coalesce(var.launch_template_name, "${var.name}-eks-node-group")
  launch_template_name     = try(aws_launch_template.this[0].name, var.launch_template_name, null)

  # Without a template of its own or of a name, EKS makes one.
  use_custom_launch_template = var.create_launch_template || var.launch_template_name != ""

  security_group_ids = compact(concat([try(aws_security_group.this[0].id, ""), var.cluster_primary_security_group_id], var.vpc_security_group_ids))
}

# User data is rendered of the cluster's attributes and of templates; all that is known is that it exists.
data "cloudinit_config" "user_data" {}

resource "aws_launch_template" "this" {
  count = var.create && var.create_launch_template ? 1 : 0

  name                   = var.launch_template_use_name_prefix ? null : local.launch_template_name_int
  name_prefix            = var.launch_template_use_name_prefix ? "${local.launch_template_name_int}-" : null
  user_data              = data.cloudinit_config.user_data.rendered
  vpc_security_group_ids = length(var.network_interfaces) > 0 ? [] : local.security_group_ids

  dynamic "network_interfaces" {
    for_each = var.network_interfaces
    content {
      associate_public_ip_address = try(network_interfaces.value.associate_public_ip_address, null)
      security_groups             = compact(concat(try(network_interfaces.value.security_groups, []), local.security_group_ids))
    }
  }
}

resource "aws_eks_node_group" "this" {
  count = var.create ? 1 : 0

  cluster_name    = var.cluster_name
  node_group_name = var.use_name_prefix ? null : var.name
  node_role_arn   = var.create_iam_role ? aws_iam_role.this[0].arn : var.iam_role_arn
  subnet_ids      = var.subnet_ids
  labels          = var.labels

  dynamic "launch_template" {
    for_each = local.use_custom_launch_template ? [1] : []
    content {
      name = local.launch_template_name
    }
  }
}
