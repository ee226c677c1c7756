//! Bad input: one clear sentence and the right exit status for each, and nothing beside it lost.

use crate::project::{HEALTHY, Project};

fn check(text: impl AsRef<[u8]>) -> crate::project::Checked {
    Project::with_main(text).check()
}

#[test]
fn broken_syntax() {
    check("resource \"aws_subnet\" \"x\" {\n  cidr_block =\n}\n").one_error("2: expected a value");
    check("resource \"aws_subnet\" \"x\" {\n").one_error("1: this `{` is never closed");
    check("locals {\n  a = [1, 2\n}\n").one_error("is never closed");
    check("locals {\n  a = \"${\"\n}\n").one_error("2: ");
}

#[test]
fn wrong_types() {
    let vpc = |cidr: &str| format!("resource \"aws_vpc\" \"v\" {{\n  cidr_block = {cidr}\n}}\n");
    check(vpc("1 + \"x\""))
        .one_error("2: Unsuitable value for right operand: a number is required");
    check(vpc("tonumber(\"x\")")).one_error("2: ");
    check(vpc("cidrsubnet(\"10.0.0.0/16\", 100, 0)")).one_error("2: `cidrsubnet`");
    check(vpc("nosuch(1)")).one_error("2: ");
    check(vpc("aws_vpc.nosuch.id")).one_error("2: there is no resource `aws_vpc.nosuch`");
    check(vpc("local.nosuch")).one_error("2: there is no local value `nosuch`");
    let variable = "variable \"n\" {\n  type    = number\n  default = \"abc\"\n}\n";
    check(format!("{variable}{}", vpc("var.n"))).one_error("the value of variable `n`");
}

#[test]
fn what_fails_in_a_library_is_noticed() {
    let library = "variable \"names\" {\n  type    = list(string)\n  default = []\n}\n\n\
                   output \"names\" {\n  value = var.names\n}\n\n\
                   resource \"aws_vpc\" \"v\" {\n  cidr_block = var.names[0]\n}\n";
    check(library).one_notice("11: there is no element 0 in a list of 0");
    // With a provider of its own, or with values, it is deployed as it is.
    let root = format!("{library}provider \"aws\" {{\n  region = \"eu-west-1\"\n}}\n");
    check(root).one_error("11: there is no element 0");
    let values = Project::with_main(library).file("root/prod.tfvars", "names = []\n");
    values.check().one_error("11: there is no element 0");
    // What is declared nowhere stays wrong.
    check("variable \"a\" {\n  default = 1\n}\nlocals {\n  b = local.nosuch\n}\n")
        .one_error("there is no local value");
}

#[test]
fn values_that_are_encrypted_are_unknown() {
    let text = "variable \"cidr\" {\n  default = \"10.1.0.0/16\"\n}\n\
                resource \"aws_vpc\" \"v\" {\n  cidr_block = var.cidr\n}\n";
    let encrypted = b"\0GITCRYPT\0\xff\xfe";
    let project = Project::with_main(text).file("root/terraform.tfvars", encrypted);
    project.check().one_notice("encrypted by git-crypt");
    let cidr = project.shown("root", "aws_vpc.v", "cidr_block");
    assert!(cidr["unknown"].as_str().unwrap().contains("is not read"), "{cidr}");
}

#[test]
fn what_is_missing_is_noticed() {
    check("variable \"cidr\" {}\nresource \"aws_vpc\" \"v\" {\n  cidr_block = var.cidr\n}\n")
        .one_notice("1: variable `cidr` has no value");
    check("module \"m\" {\n  source = \"./nosuch\"\n}\n").one_notice("2: the directory `./nosuch`");
    check("module \"m\" {\n  source = \"acme/vpc/aws\"\n}\n")
        .one_notice("2: module `m` (acme/vpc/aws) is not on disk");
    check("module \"m\" {\n  source = \"../../outside\"\n}\n").one_notice("lies outside of");
}

#[test]
fn circles() {
    check("locals {\n  a = local.b\n  b = local.a\n}\n").one_error("2: cycle: ");
    check("locals {\n  a = local.a\n}\n").one_error("2: cycle: ");
    let two = "resource \"aws_vpc\" \"a\" {\n  cidr_block = aws_vpc.b.cidr_block\n}\n\
               resource \"aws_vpc\" \"b\" {\n  cidr_block = aws_vpc.a.cidr_block\n}\n";
    check(two).one_error("cycle: ");
}

#[test]
fn declared_twice() {
    check("resource \"aws_vpc\" \"healthy\" {\n  cidr_block = \"10.1.0.0/16\"\n}\n")
        .one_error("the resource `aws_vpc.healthy` was already declared");
}

#[test]
fn nothing_to_read() {
    let project = Project::new().file("empty/readme.txt", "").file("second/main.tf", HEALTHY);
    for (path, words) in [
        (
            "empty",
            "empty: error: there is no Terraform configuration and no CloudFormation template here",
        ),
        ("nosuch", "nosuch: error: there is no such file or directory"),
        ("nosuch.tf", "nosuch.tf: error: there is no such file or directory"),
    ] {
        let ran = project.run(&["--format", "concise", path]);
        assert_eq!((ran.status, ran.out.trim()), (2, words));
        let ran = project.run(&["--format", "concise", path, "second"]);
        assert_eq!(ran.status, 2);
        assert!(ran.out.contains(words) && ran.out.contains(crate::project::RULE), "{}", ran.out);
        assert_eq!(project.run(&["show", path]).status, 2);
    }
}

#[test]
fn no_text() {
    let binary: Vec<u8> =
        (0..4096_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let checked = check(binary);
    checked.keeps_the_rest();
    assert_eq!(checked.status, 2);
    assert!(checked.errors().iter().any(|e| e.contains("not UTF-8")), "{:?}", checked.errors());
    assert!(checked.errors().len() <= 3, "{:?}", checked.errors());
    check(b"resource \"aws_vpc\" \"v\" {\n  cidr_block = \"10.\xff.0.0/16\"\n}\n")
        .one_error("2: the file is not UTF-8 text");
    check([0_u8; 64]).keeps_the_rest();
}

#[test]
fn unusual_text_is_read() {
    let vpc = "resource \"aws_vpc\" \"v\" {\n  cidr_block = \"10.1.0.0/16\"\n}\n";
    for text in [
        format!("\u{feff}{vpc}"),
        vpc.replace('\n', "\r\n"),
        vpc.trim_end().to_owned(),
        vpc.replace("\"v\"", "\"größe\""),
    ] {
        let project = Project::with_main(&text);
        project.check().nothing_said();
        let shown = project.show("root");
        assert_eq!(shown["roots"][0]["resources"].as_array().unwrap().len(), 3, "{text:?}");
    }
}

#[test]
fn a_file_that_is_a_folder() {
    let project = Project::with_main("");
    std::fs::create_dir(project.at("root/folder.tf")).unwrap();
    project.check().keeps_the_rest();
}

#[cfg(unix)]
#[test]
fn links() {
    use std::os::unix::fs::symlink;
    let secret = Project::new().file("secret/main.tf", "resource \"aws_vpc\" \"secret\" {}\n");
    let secret = secret.file("secret/word.txt", "hunter2");
    let text = "module \"m\" {\n  source = \"./away\"\n}\nresource \"aws_vpc\" \"v\" {\n  \
                cidr_block = file(\"${path.module}/word.txt\")\n}\n";
    let project = Project::with_main(text);
    symlink("..", project.at("root/loop")).unwrap();
    symlink(".", project.at("root/self")).unwrap();
    symlink("nowhere", project.at("root/dangling.tf")).unwrap();
    symlink(secret.at("secret"), project.at("root/away")).unwrap();
    symlink(secret.at("secret/word.txt"), project.at("root/word.txt")).unwrap();
    let checked = project.check();
    checked.keeps_the_rest();
    assert_eq!(checked.status, 1, "{:#}", checked.document);
    let notices = checked.notices();
    assert_eq!(notices.iter().filter(|n| n.contains("outside of")).count(), 2, "{notices:?}");
    for ran in [project.run(&["show", "root"]), project.run(&["show", "--format", "json", "root"])]
    {
        assert!(!ran.all().contains("hunter2") && !ran.out.contains("aws_vpc.secret"));
    }
}

#[cfg(unix)]
#[test]
fn settings_that_lie_outside_are_not_read() {
    use std::os::unix::fs::symlink;
    let secret = Project::new()
        .file("secret", "hunter2 = 1\n")
        .file("known.json", "{\"version\": 1, \"hunter2\": []}");
    for (link, target, more) in [
        ("vpcelint.toml", "secret", ""),
        ("known.json", "known.json", "baseline = \"known.json\"\n"),
    ] {
        let project = Project::with_main("").file(".git/HEAD", "");
        let project = if more.is_empty() { project } else { project.file("vpcelint.toml", more) };
        symlink(secret.at(target), project.at(link)).unwrap();
        let ran = project.run(&["root"]);
        assert_eq!(ran.status, 2, "{}", ran.all());
        assert!(ran.all().contains("outside"), "{}", ran.all());
        assert!(!ran.all().contains("hunter2"), "{}", ran.all());
    }
}

#[cfg(unix)]
#[test]
fn a_configuration_file_that_leads_outside_is_not_read() {
    use std::os::unix::fs::symlink;
    let secret = Project::new().file("stolen.tf", "resource \"aws_vpc\" \"stolen\" {}\n");
    let project = Project::with_main("");
    symlink(secret.at("stolen.tf"), project.at("root/stolen.tf")).unwrap();
    let ran = project.run(&["show", "root"]);
    assert!(!ran.all().contains("aws_vpc.stolen"), "{}", ran.all());
}
