# Model of modules/self-managed-node-group of terraform-aws-modules/eks/aws, major version 21: the Auto Scaling
# group and its launch template.

locals {
  launch_template_name = coalesce(var.launch_template_name, "${var.name}-node-group")
  launch_template_id   = var.create && var.create_launch_template ? aws_launch_template.this[0].id : var.launch_template_id
  security_group_ids   = compact(concat([var.cluster_primary_security_group_id], var.vpc_security_group_ids))

  # With EFA, an interface for each network card.
  enable_efa_support = var.create && var.enable_efa_support && var.instance_type != ""
  network_interfaces = local.enable_efa_support ? [for i in range(try(data.aws_ec2_instance_type.this[0].maximum_network_cards, 0)) : { associate_public_ip_address = false, security_groups = [] }] : var.network_interfaces

}

data "aws_ec2_instance_type" "this" {
  count = local.enable_efa_support ? 1 : 0

  instance_type = var.instance_type
}

# User data is rendered of the cluster's attributes and of templates; all that is known is that it exists.
data "cloudinit_config" "user_data" {}

resource "aws_launch_template" "this" {
  count = var.create && var.create_launch_template ? 1 : 0

  name                   = var.launch_template_use_name_prefix ? null : local.launch_template_name
  name_prefix            = var.launch_template_use_name_prefix ? "${local.launch_template_name}-" : null
  user_data              = data.cloudinit_config.user_data.rendered
  vpc_security_group_ids = length(local.network_interfaces) > 0 ? [] : local.security_group_ids

  iam_instance_profile {
    arn = var.create_iam_instance_profile ? aws_iam_instance_profile.this[0].arn : var.iam_instance_profile_arn
  }

  dynamic "network_interfaces" {
    for_each = length(local.network_interfaces) > 0 ? local.network_interfaces : []
    content {
      associate_public_ip_address = network_interfaces.value.associate_public_ip_address
      security_groups             = compact(concat(network_interfaces.value.security_groups, local.security_group_ids))
    }
  }
}

resource "aws_autoscaling_group" "this" {
  count = var.create && var.create_autoscaling_group ? 1 : 0

  name                = var.use_name_prefix ? null : var.name
  vpc_zone_identifier = var.subnet_ids

  dynamic "launch_template" {
    for_each = var.use_mixed_instances_policy ? [] : [1]
    content {
      id = local.launch_template_id
    }
  }

  dynamic "mixed_instances_policy" {
    for_each = var.use_mixed_instances_policy ? [var.mixed_instances_policy] : []
    content {
      launch_template {
        launch_template_specification {
          launch_template_id = local.launch_template_id
        }
      }
    }
  }
}
