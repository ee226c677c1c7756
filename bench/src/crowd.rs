//! A VPC of 200 subnets, 100 interface endpoints, 1,000 rules of security groups and 2,000 functions
//! that each may call five services: ten thousand pairs of workload and service.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::Context as _;

/// How many pairs of workload and service there are.
pub(crate) const PAIRS: u32 = WORKLOADS * CALLED;

const SUBNETS: u32 = 200;
const WORKLOADS: u32 = 2_000;
/// Services that each workload calls.
const CALLED: u32 = 5;
const ROLES: u32 = 20;
const GROUPS: u32 = 20;
const RULES_OF_EACH: u32 = 50;
/// The prefixes of actions, and the names of the services' endpoints.
const SERVICES: [(&str, &str); 10] = [
    ("sqs", "sqs"),
    ("sns", "sns"),
    ("kms", "kms"),
    ("lambda", "lambda"),
    ("secretsmanager", "secretsmanager"),
    ("ssm", "ssm"),
    ("sts", "sts"),
    ("states", "states"),
    ("athena", "athena"),
    ("glue", "glue"),
];
/// Endpoints of services that nobody calls.
const OTHERS: u32 = 90;

/// Writes the root.
pub(crate) fn write(directory: &Path) -> anyhow::Result<()> {
    let text = network()? + &guards()? + &endpoints()? + &workloads()?;
    std::fs::create_dir_all(directory).context("the directory can't be made")?;
    std::fs::write(directory.join("main.tf"), text).context("the root can't be written")
}

fn network() -> anyhow::Result<String> {
    let mut text = String::from(
        "provider \"aws\" { region = \"eu-west-1\" }\n\
         resource \"aws_vpc\" \"v\" {\n  cidr_block = \"10.0.0.0/8\"\n  enable_dns_hostnames = true\n}\n\
         resource \"aws_internet_gateway\" \"i\" { vpc_id = aws_vpc.v.id }\n\
         resource \"aws_route_table\" \"p\" {\n  vpc_id = aws_vpc.v.id\n  route {\n    cidr_block = \"0.0.0.0/0\"\n    gateway_id = aws_internet_gateway.i.id\n  }\n}\n\
         resource \"aws_route_table_association\" \"p\" {\n  subnet_id = aws_subnet.s0.id\n  route_table_id = aws_route_table.p.id\n}\n\
         resource \"aws_nat_gateway\" \"n\" { subnet_id = aws_subnet.s0.id }\n\
         resource \"aws_route_table\" \"t\" {\n  vpc_id = aws_vpc.v.id\n  route {\n    cidr_block = \"0.0.0.0/0\"\n    nat_gateway_id = aws_nat_gateway.n.id\n  }\n}\n",
    );
    for n in 0..SUBNETS {
        writeln!(
            text,
            "resource \"aws_subnet\" \"s{n}\" {{\n  vpc_id = aws_vpc.v.id\n  cidr_block = \"10.{n}.0.0/16\"\n}}"
        )?;
        if n > 0 {
            writeln!(
                text,
                "resource \"aws_route_table_association\" \"s{n}\" {{\n  subnet_id = aws_subnet.s{n}.id\n  route_table_id = aws_route_table.t.id\n}}"
            )?;
        }
    }
    Ok(text)
}

fn guards() -> anyhow::Result<String> {
    let mut text = String::new();
    for group in 0..GROUPS {
        writeln!(text, "resource \"aws_security_group\" \"g{group}\" {{\n  vpc_id = aws_vpc.v.id")?;
        for rule in 0..RULES_OF_EACH {
            // The last rule is the one that lets calls through.
            let (way, cidr) = match rule + 2 {
                RULES_OF_EACH => ("ingress", "10.0.0.0/8".to_owned()),
                last if last > RULES_OF_EACH => ("egress", "0.0.0.0/0".to_owned()),
                _ => ("ingress", format!("192.168.{rule}.0/24")),
            };
            writeln!(
                text,
                "  {way} {{\n    protocol = \"tcp\"\n    from_port = 443\n    to_port = 443\n    cidr_blocks = [\"{cidr}\"]\n  }}"
            )?;
        }
        writeln!(text, "}}")?;
    }
    Ok(text)
}

fn endpoints() -> anyhow::Result<String> {
    let mut text = String::new();
    let called = SERVICES.iter().map(|(_, name)| (*name).to_owned());
    let others = (0..OTHERS).map(|n| format!("other{n}"));
    for (n, name) in (0..).zip(called.chain(others)) {
        let group = n % GROUPS;
        writeln!(
            text,
            "resource \"aws_vpc_endpoint\" \"e{n}\" {{\n  vpc_id = aws_vpc.v.id\n  vpc_endpoint_type = \"Interface\"\n  service_name = \"com.amazonaws.eu-west-1.{name}\"\n  subnet_ids = [aws_subnet.s1.id, aws_subnet.s2.id, aws_subnet.s3.id]\n  security_group_ids = [aws_security_group.g{group}.id]\n  private_dns_enabled = {}\n}}",
            n % 2 == 0
        )?;
    }
    Ok(text)
}

fn workloads() -> anyhow::Result<String> {
    let mut text = String::new();
    for role in 0..ROLES {
        let actions: Vec<_> = (0..CALLED)
            .filter_map(|n| SERVICES.iter().cycle().nth((role + n) as usize))
            .map(|(prefix, _)| format!("\"{prefix}:*\""))
            .collect();
        writeln!(
            text,
            "resource \"aws_iam_role\" \"r{role}\" {{\n  inline_policy {{\n    policy = jsonencode({{ Statement = [{{ Effect = \"Allow\", Action = [{}], Resource = \"*\" }}] }})\n  }}\n}}",
            actions.join(", ")
        )?;
    }
    for n in 0..WORKLOADS {
        let (role, subnet, group) = (n % ROLES, 1 + n % (SUBNETS - 1), n % GROUPS);
        writeln!(
            text,
            "resource \"aws_lambda_function\" \"f{n}\" {{\n  role = aws_iam_role.r{role}.arn\n  vpc_config {{\n    subnet_ids = [aws_subnet.s{subnet}.id]\n    security_group_ids = [aws_security_group.g{group}.id]\n  }}\n}}"
        )?;
    }
    Ok(text)
}
