# The instance. What a replica takes from its source is not set.

locals {
  is_replica = var.replicate_source_db != null
}

resource "aws_db_instance" "this" {
  count = var.create ? 1 : 0

  identifier             = var.use_identifier_prefix ? null : var.identifier
  engine                 = local.is_replica ? null : var.engine
  db_name                = var.db_name
  username               = !local.is_replica ? var.username : null
  port                   = var.port
  db_subnet_group_name   = var.db_subnet_group_name
  vpc_security_group_ids = var.vpc_security_group_ids
}
