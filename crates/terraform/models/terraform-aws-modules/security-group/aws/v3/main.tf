# Model of terraform-aws-modules/security-group/aws, major version 3: the group, named or with a prefix.
# Until 3.15.0 `tags` did not replace its Name tag.

locals {
  # The group that the rules belong to.
  this_sg_id = concat(aws_security_group.this.*.id, aws_security_group.this_name_prefix.*.id, [""])[0]
}

resource "aws_security_group" "this" {
  count = var.create && !var.use_name_prefix ? 1 : 0

  name        = var.name
  description = var.description
  vpc_id      = var.vpc_id
  tags        = merge({ Name = format("%s", var.name) }, var.tags)
}

resource "aws_security_group" "this_name_prefix" {
  count = var.create && var.use_name_prefix ? 1 : 0

  name_prefix = "${var.name}-"
  description = var.description
  vpc_id      = var.vpc_id
  tags        = merge({ Name = format("%s", var.name) }, var.tags)
}
