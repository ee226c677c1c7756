# The outputs of the module. Those of what is left out are not known.

output "arn" { value = try(aws_ecs_cluster.this[0].arn, null) }
output "id" { value = try(aws_ecs_cluster.this[0].id, null) }
output "name" { value = try(aws_ecs_cluster.this[0].name, null) }
output "cloudwatch_log_group_name" { value = try(aws_cloudwatch_log_group.this[0].name, null) }
output "cloudwatch_log_group_arn" { value = try(aws_cloudwatch_log_group.this[0].arn, null) }
output "cluster_capacity_providers" { value = provider::model::left_out() }
output "autoscaling_capacity_providers" { value = aws_ecs_capacity_provider.this }
output "task_exec_iam_role_name" { value = try(aws_iam_role.task_exec[0].name, null) }
output "task_exec_iam_role_arn" { value = try(aws_iam_role.task_exec[0].arn, null) }
output "task_exec_iam_role_unique_id" { value = try(aws_iam_role.task_exec[0].unique_id, null) }
