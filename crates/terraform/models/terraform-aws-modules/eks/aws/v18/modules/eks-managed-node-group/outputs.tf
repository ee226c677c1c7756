# The outputs of the module. Those of what is left out are not known.

output "launch_template_id" { value = try(aws_launch_template.this[0].id, "") }
output "launch_template_arn" { value = try(aws_launch_template.this[0].arn, "") }
output "launch_template_latest_version" { value = try(aws_launch_template.this[0].latest_version, "") }
output "launch_template_name" { value = try(aws_launch_template.this[0].name, "") }
output "node_group_arn" { value = try(aws_eks_node_group.this[0].arn, "") }
output "node_group_id" { value = try(aws_eks_node_group.this[0].id, "") }
output "node_group_resources" { value = try(aws_eks_node_group.this[0].resources, "") }
output "node_group_autoscaling_group_names" { value = try(flatten(aws_eks_node_group.this[0].resources[*].autoscaling_groups[*].name), []) }
output "node_group_status" { value = try(aws_eks_node_group.this[0].arn, "") }
output "node_group_labels" { value = try(aws_eks_node_group.this[0].labels, {}) }
output "node_group_taints" { value = try(aws_eks_node_group.this[0].taint, []) }
output "security_group_arn" { value = try(aws_security_group.this[0].arn, "") }
output "security_group_id" { value = try(aws_security_group.this[0].id, "") }
output "iam_role_name" { value = try(aws_iam_role.this[0].name, "") }
output "iam_role_arn" { value = try(aws_iam_role.this[0].arn, var.iam_role_arn) }
output "iam_role_unique_id" { value = try(aws_iam_role.this[0].unique_id, "") }
