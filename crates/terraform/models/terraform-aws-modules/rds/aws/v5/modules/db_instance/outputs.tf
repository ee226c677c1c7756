# The outputs of the module. Those of what is left out are not known.

output "enhanced_monitoring_iam_role_name" { value = provider::model::left_out() }
output "enhanced_monitoring_iam_role_arn" { value = provider::model::left_out() }
output "db_instance_address" { value = try(aws_db_instance.this[0].address, "") }
output "db_instance_arn" { value = try(aws_db_instance.this[0].arn, "") }
output "db_instance_availability_zone" { value = try(aws_db_instance.this[0].availability_zone, "") }
output "db_instance_endpoint" { value = try(aws_db_instance.this[0].endpoint, "") }
output "db_listener_endpoint" { value = try(aws_db_instance.this[0].listener_endpoint, "") }
output "db_instance_engine" { value = try(aws_db_instance.this[0].engine, "") }
output "db_instance_engine_version_actual" { value = try(aws_db_instance.this[0].engine_version_actual, "") }
output "db_instance_hosted_zone_id" { value = try(aws_db_instance.this[0].hosted_zone_id, "") }
output "db_instance_id" { value = try(aws_db_instance.this[0].id, "") }
output "db_instance_resource_id" { value = try(aws_db_instance.this[0].resource_id, "") }
output "db_instance_status" { value = try(aws_db_instance.this[0].status, "") }
output "db_instance_name" { value = try(aws_db_instance.this[0].db_name, "") }
output "db_instance_username" {
  value     = try(aws_db_instance.this[0].username, "")
  sensitive = true
}
output "db_instance_port" { value = try(aws_db_instance.this[0].port, "") }
output "db_instance_ca_cert_identifier" { value = try(aws_db_instance.this[0].ca_cert_identifier, "") }
output "db_instance_domain" { value = try(aws_db_instance.this[0].domain, "") }
output "db_instance_domain_iam_role_name" { value = try(aws_db_instance.this[0].domain_iam_role_name, "") }
output "db_instance_password" {
  value     = try(aws_db_instance.this[0].password, "")
  sensitive = true
}
output "db_instance_cloudwatch_log_groups" { value = provider::model::left_out() }
