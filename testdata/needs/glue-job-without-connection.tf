resource "aws_glue_job" "w" {
  name     = "w"
  role_arn = "arn:aws:iam::123456789012:role/r"
  command {
    script_location = "s3://b/s.py"
  }
}
