# The role of the nodes.

data "aws_partition" "current" {}
data "aws_caller_identity" "current" {}

locals {
  create_iam_instance_profile = var.create && var.create_iam_instance_profile
  iam_role_name               = coalesce(var.iam_role_name, "${var.name}-node-group")
  policies                    = "arn:${data.aws_partition.current.partition}:iam::aws:policy"
  cni_policy                  = var.cluster_ip_family == "ipv6" ? "arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:policy/AmazonEKS_CNI_IPv6_Policy" : "${local.policies}/AmazonEKS_CNI_Policy"
}

resource "aws_iam_role" "this" {
  count = local.create_iam_instance_profile ? 1 : 0

  name        = var.iam_role_use_name_prefix ? null : local.iam_role_name
  name_prefix = var.iam_role_use_name_prefix ? "${local.iam_role_name}-" : null
}

resource "aws_iam_role_policy_attachment" "this" {
  for_each = local.create_iam_instance_profile ? toset(compact(distinct(concat([
    "${local.policies}/AmazonEKSWorkerNodePolicy",
    "${local.policies}/AmazonEC2ContainerRegistryReadOnly",
    var.iam_role_attach_cni_policy ? local.cni_policy : "",
  ], var.iam_role_additional_policies)))) : toset([])

  policy_arn = each.value
  role       = aws_iam_role.this[0].name
}

resource "aws_iam_instance_profile" "this" {
  count = local.create_iam_instance_profile ? 1 : 0

  role = aws_iam_role.this[0].name
  name = var.iam_role_use_name_prefix ? null : local.iam_role_name
}
