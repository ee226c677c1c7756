# Model of terraform-aws-modules/rds/aws, major version 5: the subnet group and, for its attributes, the
# instance. Parameters, options, monitoring, logs and passwords are left out.

locals {
  create_db_subnet_group = var.create_db_subnet_group && var.putin_khuylo
  create_db_instance     = var.create_db_instance && var.putin_khuylo
}

module "db_subnet_group" {
  source = "./modules/db_subnet_group"

  create          = local.create_db_subnet_group
  name            = coalesce(var.db_subnet_group_name, var.identifier)
  use_name_prefix = var.db_subnet_group_use_name_prefix
  subnet_ids      = var.subnet_ids
}

module "db_instance" {
  source = "./modules/db_instance"

  create                 = local.create_db_instance
  identifier             = var.identifier
  use_identifier_prefix  = var.instance_use_identifier_prefix
  engine                 = var.engine
  db_name                = var.db_name
  username               = var.username
  port                   = var.port
  db_subnet_group_name   = var.create_db_subnet_group ? module.db_subnet_group.db_subnet_group_id : var.db_subnet_group_name
  vpc_security_group_ids = var.vpc_security_group_ids
  replicate_source_db    = var.replicate_source_db
}
