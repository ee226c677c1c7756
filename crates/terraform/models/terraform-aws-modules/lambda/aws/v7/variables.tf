# What the module takes and this model uses, with the types that convert arguments.

variable "create" {
  type    = bool
  default = true
}

variable "create_function" {
  type    = bool
  default = true
}

variable "create_layer" {
  type    = bool
  default = false
}

variable "create_role" {
  type    = bool
  default = true
}

variable "create_lambda_function_url" {
  type    = bool
  default = false
}

variable "putin_khuylo" {
  type    = bool
  default = true
}

variable "lambda_at_edge" {
  type    = bool
  default = false
}

variable "lambda_at_edge_logs_all_regions" {
  type    = bool
  default = true
}

variable "function_name" {
  type    = string
  default = ""
}

variable "lambda_role" {
  type    = string
  default = ""
}

variable "kms_key_arn" {
  type    = string
  default = null
}

variable "dead_letter_target_arn" {
  type    = string
  default = null
}

variable "vpc_subnet_ids" {
  type    = list(string)
  default = null
}

variable "vpc_security_group_ids" {
  type    = list(string)
  default = null
}

variable "destination_on_failure" {
  type    = string
  default = null
}

variable "destination_on_success" {
  type    = string
  default = null
}

variable "create_unqualified_alias_allowed_triggers" {
  type    = bool
  default = true
}

variable "event_source_mapping" {
  type    = any
  default = {}
}

variable "use_existing_cloudwatch_log_group" {
  type    = bool
  default = false
}

variable "role_name" {
  type    = string
  default = null
}

variable "role_path" {
  type    = string
  default = null
}

variable "policy_name" {
  type    = string
  default = null
}

variable "attach_cloudwatch_logs_policy" {
  type    = bool
  default = true
}

variable "attach_create_log_group_permission" {
  type    = bool
  default = true
}

variable "attach_dead_letter_policy" {
  type    = bool
  default = false
}

variable "attach_network_policy" {
  type    = bool
  default = false
}

variable "attach_tracing_policy" {
  type    = bool
  default = false
}

variable "attach_async_event_policy" {
  type    = bool
  default = false
}

variable "attach_policy_json" {
  type    = bool
  default = false
}

variable "attach_policy_jsons" {
  type    = bool
  default = false
}

variable "attach_policy" {
  type    = bool
  default = false
}

variable "attach_policies" {
  type    = bool
  default = false
}

variable "number_of_policy_jsons" {
  type    = number
  default = 0
}

variable "number_of_policies" {
  type    = number
  default = 0
}

variable "attach_policy_statements" {
  type    = bool
  default = false
}

variable "policy_json" {
  type    = string
  default = null
}

variable "policy_jsons" {
  type    = list(string)
  default = []
}

variable "policy" {
  type    = string
  default = null
}

variable "policies" {
  type    = list(string)
  default = []
}

variable "policy_statements" {
  type    = any
  default = {}
}

variable "logging_log_group" {
  type    = string
  default = null
}
