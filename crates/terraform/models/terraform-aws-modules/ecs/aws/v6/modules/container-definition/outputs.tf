# The outputs of the module. Those of what is left out are not known.

output "container_definition" { value = local.container_definition }
output "container_definition_json" { value = jsonencode(local.container_definition) }
output "cloudwatch_log_group_name" { value = try(aws_cloudwatch_log_group.this[0].name, null) }
output "cloudwatch_log_group_arn" { value = try(aws_cloudwatch_log_group.this[0].arn, null) }
