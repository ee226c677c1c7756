# Model of modules/self-managed-node-group of terraform-aws-modules/eks/aws, major version 19: the Auto Scaling
# group and its launch template.

locals {
  launch_template_name = coalesce(var.launch_template_name, "${var.name}-node-group")
  launch_template_id   = var.create && var.create_launch_template ? aws_launch_template.this[0].id : var.launch_template_id
  security_group_ids   = compact(concat([var.cluster_primary_security_group_id], var.vpc_security_group_ids))
}

# User data is rendered of the cluster's attributes and of templates; all that is known is that it exists.
data "cloudinit_config" "user_data" {}

resource "aws_launch_template" "this" {
  count = var.create && var.create_launch_template ? 1 : 0

  name                   = var.launch_template_use_name_prefix ? null : local.launch_template_name
  name_prefix            = var.launch_template_use_name_prefix ? "${local.launch_template_name}-" : null
  user_data              = data.cloudinit_config.user_data.rendered
  vpc_security_group_ids = length(var.network_interfaces) > 0 ? [] : local.security_group_ids

  iam_instance_profile {
    arn = var.create_iam_instance_profile ? aws_iam_instance_profile.this[0].arn : var.iam_instance_profile_arn
  }

  dynamic "network_interfaces" {
    for_each = var.network_interfaces
    content {
      associate_public_ip_address = try(network_interfaces.value.associate_public_ip_address, null)
      security_groups             = compact(concat(try(network_interfaces.value.security_groups, []), local.security_group_ids))
      subnet_id                   = try(network_interfaces.value.subnet_id, null)
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
