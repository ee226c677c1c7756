# The instance. What a replica takes from its source is not set.

locals {
  is_replica = var.replicate_source_db != null
}

resource "aws_db_instance" "this" {
  count = var.create ? 1 : 0

  identifier             = var.use_identifier_prefix ? null : var.identifier
  engine                 = var.replicate_source_db != null ? null : var.engine
  db_name                = var.db_name
  username               = var.replicate_source_db != null ? null : var.username
  port                   = var.port
  db_subnet_group_name   = var.db_subnet_group_name
  vpc_security_group_ids = var.vpc_security_group_ids
}
