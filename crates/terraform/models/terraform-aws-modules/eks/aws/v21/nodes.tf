# Node groups and Fargate profiles: each with what the caller says of it.

module "fargate_profile" {
  source = "./modules/fargate-profile"

  for_each = var.create && !local.create_outposts_local_cluster && var.fargate_profiles != null ? var.fargate_profiles : {}

  create                       = each.value.create
  partition                    = local.partition
  account_id                   = local.account_id
  cluster_name                 = aws_eks_cluster.this[0].id
  cluster_ip_family            = var.ip_family
  name                         = coalesce(each.value.name, each.key)
  subnet_ids                   = coalesce(each.value.subnet_ids, var.subnet_ids)
  create_iam_role              = each.value.create_iam_role
  iam_role_arn                 = each.value.iam_role_arn
  iam_role_name                = each.value.iam_role_name
  iam_role_use_name_prefix     = each.value.iam_role_use_name_prefix
  iam_role_attach_cni_policy   = each.value.iam_role_attach_cni_policy
  iam_role_additional_policies = lookup(each.value, "iam_role_additional_policies", null)
  create_iam_role_policy       = each.value.create_iam_role_policy
  iam_role_policy_statements   = each.value.iam_role_policy_statements
}

module "eks_managed_node_group" {
  source = "./modules/eks-managed-node-group"

  for_each = var.create && !local.create_outposts_local_cluster && var.eks_managed_node_groups != null ? var.eks_managed_node_groups : {}

  create                            = each.value.create
  partition                         = local.partition
  account_id                        = local.account_id
  cluster_name                      = aws_eks_cluster.this[0].id
  name                              = coalesce(each.value.name, each.key)
  use_name_prefix                   = each.value.use_name_prefix
  subnet_ids                        = coalesce(each.value.subnet_ids, var.subnet_ids)
  instance_types                    = each.value.instance_types
  labels                            = each.value.labels
  cluster_ip_family                 = var.ip_family
  create_launch_template            = each.value.create_launch_template
  use_custom_launch_template        = each.value.use_custom_launch_template
  launch_template_id                = each.value.launch_template_id
  launch_template_name              = coalesce(each.value.launch_template_name, each.key)
  launch_template_use_name_prefix   = each.value.launch_template_use_name_prefix
  enable_efa_support                = each.value.enable_efa_support
  network_interfaces                = each.value.network_interfaces
  create_iam_role                   = each.value.create_iam_role
  iam_role_arn                      = each.value.iam_role_arn
  iam_role_name                     = each.value.iam_role_name
  iam_role_use_name_prefix          = each.value.iam_role_use_name_prefix
  iam_role_attach_cni_policy        = each.value.iam_role_attach_cni_policy
  iam_role_additional_policies      = lookup(each.value, "iam_role_additional_policies", null)
  create_iam_role_policy            = each.value.create_iam_role_policy
  iam_role_policy_statements        = each.value.iam_role_policy_statements
  vpc_security_group_ids            = compact(concat([local.node_security_group_id], each.value.vpc_security_group_ids))
  cluster_primary_security_group_id = each.value.attach_cluster_primary_security_group ? aws_eks_cluster.this[0].vpc_config[0].cluster_security_group_id : null
  create_security_group             = each.value.create_security_group
  security_group_name               = each.value.security_group_name
  security_group_use_name_prefix    = each.value.security_group_use_name_prefix
  security_group_tags               = each.value.security_group_tags
  tags                              = merge(var.tags, each.value.tags)
  security_group_ingress_rules      = each.value.security_group_ingress_rules
  security_group_egress_rules       = each.value.security_group_egress_rules
}

module "self_managed_node_group" {
  source = "./modules/self-managed-node-group"

  for_each = var.create && var.self_managed_node_groups != null ? var.self_managed_node_groups : {}

  create                            = each.value.create
  partition                         = local.partition
  account_id                        = local.account_id
  cluster_name                      = aws_eks_cluster.this[0].id
  create_autoscaling_group          = each.value.create_autoscaling_group
  name                              = coalesce(each.value.name, each.key)
  use_name_prefix                   = each.value.use_name_prefix
  subnet_ids                        = coalesce(each.value.subnet_ids, var.subnet_ids)
  use_mixed_instances_policy        = each.value.use_mixed_instances_policy
  mixed_instances_policy            = each.value.mixed_instances_policy
  cluster_ip_family                 = var.ip_family
  create_launch_template            = each.value.create_launch_template
  launch_template_id                = each.value.launch_template_id
  launch_template_name              = coalesce(each.value.launch_template_name, each.key)
  launch_template_use_name_prefix   = each.value.launch_template_use_name_prefix
  instance_type                     = each.value.instance_type
  enable_efa_support                = each.value.enable_efa_support
  network_interfaces                = each.value.network_interfaces
  create_iam_instance_profile       = each.value.create_iam_instance_profile
  iam_instance_profile_arn          = each.value.iam_instance_profile_arn
  iam_role_name                     = each.value.iam_role_name
  iam_role_use_name_prefix          = each.value.iam_role_use_name_prefix
  iam_role_attach_cni_policy        = each.value.iam_role_attach_cni_policy
  iam_role_additional_policies      = lookup(each.value, "iam_role_additional_policies", null)
  create_iam_role_policy            = each.value.create_iam_role_policy
  iam_role_policy_statements        = each.value.iam_role_policy_statements
  vpc_security_group_ids            = compact(concat([local.node_security_group_id], each.value.vpc_security_group_ids))
  cluster_primary_security_group_id = each.value.attach_cluster_primary_security_group ? aws_eks_cluster.this[0].vpc_config[0].cluster_security_group_id : null
  create_security_group             = each.value.create_security_group
  security_group_name               = each.value.security_group_name
  security_group_use_name_prefix    = each.value.security_group_use_name_prefix
  security_group_tags               = each.value.security_group_tags
  tags                              = merge(var.tags, each.value.tags)
  security_group_ingress_rules      = each.value.security_group_ingress_rules
  security_group_egress_rules       = each.value.security_group_egress_rules
}
