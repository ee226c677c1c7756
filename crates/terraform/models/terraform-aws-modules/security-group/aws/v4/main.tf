# Model of terraform-aws-modules/security-group/aws, major version 4: the group, named or with a prefix.
# Rules for an existing group (`create_sg`, `security_group_id`) came with 4.2.0.

locals {
  create = var.create && var.putin_khuylo

  # The group that the rules belong to.
  this_sg_id = var.create_sg ? concat(aws_security_group.this.*.id, aws_security_group.this_name_prefix.*.id, [""])[0] : var.security_group_id
}

resource "aws_security_group" "this" {
  count = local.create && var.create_sg && !var.use_name_prefix ? 1 : 0

  name        = var.name
  description = var.description
  vpc_id      = var.vpc_id
  tags        = merge({ Name = format("%s", var.name) }, var.tags)
}

resource "aws_security_group" "this_name_prefix" {
  count = local.create && var.create_sg && var.use_name_prefix ? 1 : 0

  name_prefix = "${var.name}-"
  description = var.description
  vpc_id      = var.vpc_id
  tags        = merge({ Name = format("%s", var.name) }, var.tags)
}
