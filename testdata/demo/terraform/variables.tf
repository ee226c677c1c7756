variable "region" {
  description = "The Region of everything"
  type        = string
  default     = "eu-central-1"
}
