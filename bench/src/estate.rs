//! An estate as companies have them: a thousand roots over a few shared modules.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::Context as _;

/// How many roots.
const ROOTS: usize = 1000;

/// The shared network module.
const NETWORK: &str = include_str!("../../testdata/demo/terraform/modules/network/main.tf");

/// Writes the estate.
pub(crate) fn write(directory: &Path) -> anyhow::Result<()> {
    let put = |path: &str, text: &str| -> anyhow::Result<()> {
        let path = directory.join(path);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(&path, text).with_context(|| format!("{}", path.display()))
    };
    put("modules/network/main.tf", NETWORK)?;
    for n in 0..ROOTS {
        let team = format!("teams/team{:02}/service{:02}", n / 25, n % 25);
        put(&format!("{team}/main.tf"), &main(n))?;
        put(&format!("{team}/services.tf"), &services(n))?;
        put(&format!("{team}/terraform.tfvars"), &format!("name = \"service{n}\"\n"))?;
    }
    Ok(())
}

fn main(n: usize) -> String {
    let second = n % 250;
    format!(
        r#"variable "name" {{
  type = string
}}

variable "region" {{
  type    = string
  default = "eu-west-1"
}}

provider "aws" {{
  region = var.region
}}

module "network" {{
  source = "../../../modules/network"

  name = var.name
  cidr = "10.{second}.0.0/16"
  zones = {{
    a = {{ zone = "${{var.region}}a", index = 0 }}
    b = {{ zone = "${{var.region}}b", index = 1 }}
  }}
}}

resource "aws_security_group" "endpoints" {{
  name   = "${{var.name}}-endpoints"
  vpc_id = module.network.vpc_id

  ingress {{
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = [module.network.cidr]
  }}
}}

resource "aws_vpc_endpoint" "s3" {{
  vpc_id          = module.network.vpc_id
  service_name    = "com.amazonaws.${{var.region}}.s3"
  route_table_ids = values(module.network.private_route_tables)
}}

resource "aws_vpc_endpoint" "interface" {{
  for_each = toset(["ecr.api", "ecr.dkr", "logs", "sts"])

  vpc_id              = module.network.vpc_id
  service_name        = "com.amazonaws.${{var.region}}.${{each.key}}"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = values(module.network.private_subnets)
  security_group_ids  = [aws_security_group.endpoints.id]
  private_dns_enabled = true
}}
"#
    )
}

/// Resources around the network, such as most files are full of.
fn services(n: usize) -> String {
    let mut text = String::new();
    for i in 0..8 + n % 5 {
        let _ = write!(
            text,
            r#"resource "aws_sqs_queue" "queue{i}" {{
  name                       = "${{var.name}}-queue{i}"
  visibility_timeout_seconds = {timeout}
  message_retention_seconds  = 345600

  redrive_policy = jsonencode({{
    deadLetterTargetArn = "arn:aws:sqs:${{var.region}}:123456789012:dead-letters"
    maxReceiveCount     = 5
  }})

  tags = {{
    Name    = "${{var.name}}-queue{i}"
    Service = var.name
  }}
}}

resource "aws_cloudwatch_metric_alarm" "queue{i}" {{
  alarm_name          = "${{var.name}}-queue{i}-age"
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateAgeOfOldestMessage"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 3
  period              = 60
  statistic           = "Maximum"
  threshold           = {threshold}
  dimensions          = {{ QueueName = aws_sqs_queue.queue{i}.name }}
}}

"#,
            timeout = 30 + i,
            threshold = 300 + i * 60,
        );
    }
    text
}
