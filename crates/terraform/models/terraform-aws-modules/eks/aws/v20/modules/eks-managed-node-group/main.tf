# Model of modules/eks-managed-node-group of terraform-aws-modules/eks/aws, major version 20: the node group
# and its launch template.

locals {
  launch_template_name = coalesce(var.launch_template_name, "${var.name}-eks-node-group")
  launch_template_id   = var.create && var.create_launch_template ? try(aws_launch_template.this[0].id, null) : var.launch_template_id
  security_group_ids   = compact(concat([var.cluster_primary_security_group_id], var.vpc_security_group_ids))

  # With EFA, an interface for each network card, in the zones that have the instance type.
  enable_efa_support = var.create && var.enable_efa_support
  network_interfaces = local.enable_efa_support ? [for i in range(try(data.aws_ec2_instance_type.this[0].maximum_network_cards, 0)) : { associate_public_ip_address = false }] : var.network_interfaces

  create_placement_group = var.create && (local.enable_efa_support || var.create_placement_group)
}

data "aws_ec2_instance_type" "this" {
  count = var.create && var.enable_efa_support ? 1 : 0

  instance_type = try(element(var.instance_types, 0), "")
}

data "aws_subnets" "placement_group" {
  count = local.create_placement_group ? 1 : 0

  filter {
    name   = "subnet-id"
    values = var.subnet_ids
  }
}

# User data is rendered of the cluster's attributes and of templates; all that is known is that it exists.
data "cloudinit_config" "user_data" {}

resource "aws_launch_template" "this" {
  count = var.create && var.create_launch_template && var.use_custom_launch_template ? 1 : 0

  name                   = var.launch_template_use_name_prefix ? null : local.launch_template_name
  name_prefix            = var.launch_template_use_name_prefix ? "${local.launch_template_name}-" : null
  user_data              = data.cloudinit_config.user_data.rendered
  vpc_security_group_ids = length(local.network_interfaces) > 0 ? [] : local.security_group_ids

  dynamic "network_interfaces" {
    for_each = local.network_interfaces
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
  subnet_ids      = local.create_placement_group ? data.aws_subnets.placement_group[0].ids : var.subnet_ids
  labels          = var.labels

  dynamic "launch_template" {
    for_each = var.use_custom_launch_template ? [1] : []
    content {
      id = local.launch_template_id
    }
  }
}
