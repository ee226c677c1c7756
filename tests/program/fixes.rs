//! Fixes and baselines on disk.

use crate::project::Project;

/// An endpoint without private DNS, which somebody once meant to be so.
const CODE: &str = r#"provider "aws" {
  region = "eu-west-1"
}
resource "aws_vpc" "v" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}
resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.v.id
  cidr_block = "10.0.1.0/24"
}
resource "aws_security_group" "g" {
  vpc_id = aws_vpc.v.id
  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.0.0.0/16"]
  }
}
resource "aws_vpc_endpoint" "e" {
  vpc_id              = aws_vpc.v.id
  service_name        = "com.amazonaws.eu-west-1.sqs"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = [aws_subnet.a.id]
  security_group_ids  = [aws_security_group.g.id]
  private_dns_enabled = false # why?
}
"#;

fn project() -> Project {
    Project::new().file("root/main.tf", CODE)
}

#[test]
fn a_diff_is_shown_and_nothing_written() {
    let project = project();
    let ran = project.run(&["root", "--diff"]);
    assert_eq!(ran.status, 1, "{}", ran.err);
    assert!(ran.out.contains("--- a/root/main.tf\n+++ b/root/main.tf\n"), "{}", ran.out);
    assert!(ran.out.contains("\n-  private_dns_enabled = false # why?\n"), "{}", ran.out);
    assert!(ran.out.contains("\n+  private_dns_enabled = true # why?\n"), "{}", ran.out);
    assert_eq!(project.read("root/main.tf"), CODE);
}

#[test]
fn fixes_are_written_and_what_is_left_is_reported() {
    let project = project();
    let ran = project.run(&["root", "--fix"]);
    assert_eq!(ran.status, 0, "{}{}", ran.out, ran.err);
    assert!(ran.err.contains("mended 1 finding in 1 file"), "{}", ran.err);
    let wanted = CODE.replace("= false # why?", "= true # why?");
    assert_eq!(project.read("root/main.tf"), wanted);
    // Once more there is nothing to do.
    assert_eq!(project.run(&["root", "--diff"]).status, 0);
}

#[test]
fn a_baseline_is_written_and_read() {
    let project = project();
    let written = project.run(&["root", "--write-baseline", "known.json"]);
    assert_eq!(written.status, 0, "{}", written.err);
    let ran = project.run(&["root", "--baseline", "known.json"]);
    assert_eq!(ran.status, 0, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("in the baseline"), "{}", ran.out);
    let again = project.run(&["root", "--baseline", "missing.json"]);
    assert_eq!(again.status, 2);
}
