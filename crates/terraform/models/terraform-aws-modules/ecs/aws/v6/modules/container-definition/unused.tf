# What the module takes and this model ignores: it decides neither the network nor who needs what.

variable "region" { default = null }
variable "operating_system_family" {
  default  = "LINUX"
  nullable = false
}
variable "tags" {
  default  = {}
  nullable = false
}
variable "command" { default = null }
variable "cpu" { default = null }
variable "credentialSpecs" { default = null }
variable "dependsOn" { default = null }
variable "disableNetworking" { default = null }
variable "dnsSearchDomains" { default = null }
variable "dnsServers" { default = null }
variable "dockerLabels" { default = null }
variable "dockerSecurityOptions" { default = null }
variable "enable_execute_command" {
  default  = false
  nullable = false
}
variable "entrypoint" { default = null }
variable "environment" { default = null }
variable "environmentFiles" { default = null }
variable "essential" { default = null }
variable "extraHosts" { default = null }
variable "firelensConfiguration" { default = null }
variable "healthCheck" { default = null }
variable "hostname" { default = null }
variable "interactive" {
  default  = false
  nullable = false
}
variable "links" { default = null }
variable "linuxParameters" {
  default  = {}
  nullable = false
}
variable "memory" { default = null }
variable "memoryReservation" { default = null }
variable "mountPoints" { default = null }
variable "portMappings" { default = null }
variable "privileged" {
  default  = false
  nullable = false
}
variable "pseudoTerminal" {
  default  = false
  nullable = false
}
variable "readonlyRootFilesystem" {
  default  = true
  nullable = false
}
variable "repositoryCredentials" { default = null }
variable "resourceRequirements" { default = null }
variable "restartPolicy" {
  default = {
    enabled = true
  }
  nullable = false
}
variable "startTimeout" { default = 30 }
variable "stopTimeout" { default = 120 }
variable "systemControls" { default = null }
variable "ulimits" { default = null }
variable "user" { default = null }
variable "versionConsistency" {
  default  = "disabled"
  nullable = false
}
variable "volumesFrom" { default = null }
variable "workingDirectory" { default = null }
variable "cloudwatch_log_group_class" { default = null }
variable "cloudwatch_log_group_retention_in_days" {
  default  = 14
  nullable = false
}
variable "cloudwatch_log_group_kms_key_id" { default = null }
