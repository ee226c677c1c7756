//! Arguments and exit statuses.

use serde_json::json;

use crate::project::{HEALTHY, Project, RULE};

/// A project without findings.
fn clean() -> Project {
    Project::new()
        .file("main.tf", "resource \"aws_vpc\" \"v\" {\n  cidr_block = \"10.0.0.0/16\"\n}\n")
}

#[test]
fn exit_statuses() {
    let broken = Project::with_main("x = = 1\n");
    let found = Project::new().file("main.tf", HEALTHY);
    for format in ["human", "concise", "json"] {
        assert_eq!(clean().run(&["--format", format, "."]).status, 0);
        assert_eq!(found.run(&["--format", format]).status, 1);
        assert_eq!(found.run(&["check", "--format", format, "."]).status, 1);
        assert_eq!(broken.run(&["--format", format, "."]).status, 2);
        assert_eq!(clean().run(&["--format", format, "--exit-zero", "."]).status, 0);
        assert_eq!(found.run(&["--format", format, "--exit-zero", "."]).status, 0);
        assert_eq!(broken.run(&["--format", format, "--exit-zero", "."]).status, 2);
    }
    for wrong in [
        &["--nosuch"][..],
        &["--format", "nosuch", "."],
        &["--min-severity", "nosuch", "."],
        &["--var", "novalue", "."],
        &["--threads", "many", "."],
        &["--var-file", "nosuch.tfvars", "."],
        &["--output", "nosuch/folder/out.txt", "."],
    ] {
        let ran = clean().run(wrong);
        assert_eq!(ran.status, 2, "{wrong:?}: {}", ran.all());
        assert!(!ran.all().trim().is_empty());
    }
    for help in ["--help", "--version", "help"] {
        let ran = clean().run(&[help]);
        assert!(ran.status == 0 && ran.out.contains("vpcelint"), "{help}: {}", ran.all());
    }
}

#[test]
fn thresholds() {
    let found = Project::new().file("main.tf", HEALTHY);
    let count = |arguments: &[&str]| {
        let ran = found.run(&[&["--format", "json", "."], arguments].concat());
        (ran.status, ran.json()["findings"].as_array().unwrap().len())
    };
    assert_eq!(count(&[]), (1, 1));
    for severity in ["info", "low", "medium", "high"] {
        assert_eq!(count(&["--min-severity", severity]), (1, 1), "{severity}");
    }
    assert_eq!(count(&["--min-severity", "error"]), (0, 0));
    assert_eq!(count(&["--pedantic"]), (1, 1));
}

#[test]
fn output_to_a_file() {
    for format in ["human", "concise", "json"] {
        let project = Project::new().file("main.tf", HEALTHY);
        let printed = project.run(&["--format", format, "."]);
        let written = project.run(&["--format", format, "--output", "out.txt", "."]);
        assert_eq!((written.status, written.out.as_str()), (1, ""));
        assert_eq!(std::fs::read_to_string(project.at("out.txt")).unwrap(), printed.out);
    }
}

fn given(arguments: &[&str], environment: &[(&str, &str)]) -> serde_json::Value {
    let text = "variable \"a\" {\n  default = \"default\"\n}\nvariable \"list\" {\n  type    = \
                list(number)\n  default = []\n}\nresource \"aws_vpc\" \"v\" {\n  a = var.a\n  list \
                = var.list\n  workspace = terraform.workspace\n}\n";
    let project = Project::new()
        .file("root/main.tf", text)
        .file("one.tfvars", "a = \"one\"\n")
        .file("two.tfvars.json", "{\"a\": \"two\"}");
    let arguments = [&["show", "--format", "json", "root"], arguments].concat();
    let ran = project.run_with(&arguments, environment);
    assert_eq!(ran.status, 0, "{}", ran.all());
    ran.json()["roots"][0]["resources"][0]["values"].clone()
}

#[test]
fn values_in_their_order() {
    let a = |arguments: &[&str]| given(arguments, &[])["a"].clone();
    assert_eq!(a(&[]), "default");
    assert_eq!(a(&["--var", "a=cli"]), "cli");
    assert_eq!(a(&["--var", "a=x=y"]), "x=y");
    assert_eq!(a(&["--var-file", "one.tfvars"]), "one");
    assert_eq!(a(&["--var", "a=cli", "--var-file", "one.tfvars"]), "one");
    assert_eq!(a(&["--var-file", "one.tfvars", "--var", "a=cli"]), "cli");
    assert_eq!(a(&["--var-file", "one.tfvars", "--var-file", "two.tfvars.json"]), "two");
    assert_eq!(a(&["--var-file", "two.tfvars.json", "--var-file", "one.tfvars"]), "one");
    assert_eq!(given(&[], &[("TF_VAR_a", "env")])["a"], "env");
    assert_eq!(given(&["--var", "a=cli"], &[("TF_VAR_a", "env")])["a"], "cli");
    assert_eq!(given(&["--var", "list=[1, 2]"], &[])["list"], json!([1, 2]));
    assert_eq!(given(&[], &[("TF_VAR_list", "[3]")])["list"], json!([3]));
}

#[test]
fn values_of_one_root_do_not_fail_another() {
    let root = "provider \"aws\" {\n  region = \"eu-west-1\"\n}\nvariable \"subnets\" {\n  type = \
                map(string)\n}\nvariable \"more\" {}\noutput \"subnet\" {\n  value = var.subnets[\"a\"]\n}\n";
    let module = "variable \"subnets\" {\n  type = list(string)\n}\nresource \"aws_vpc\" \"v\" {\n  \
                  cidr_block = var.subnets[0]\n}\n";
    let values = "subnets = { a = \"10.0.0.0/24\" }\nmore    = 1\n";
    let project = Project::new()
        .file("network/main.tf", root)
        .file("modules/uncalled/main.tf", module)
        .file("network/prod.tfvars", values);
    let ran = project.run(&["--format", "json", "--var-file", "network/prod.tfvars", "."]);
    assert_eq!(ran.status, 0, "{}", ran.all());
    let notices = ran.json()["notices"].to_string();
    assert!(notices.contains("the value of variable `subnets`"), "{notices}");
    assert!(!notices.contains("a value is given"), "{notices}");
    let unused = project.run(&["--format", "json", "--var", "mor=1", "."]);
    let notices = unused.json()["notices"].to_string();
    assert_eq!(notices.matches("given for `mor`, but no root has").count(), 1, "{notices}");
    let fitting = project.run(&["--var", "subnets={}", "modules/uncalled"]);
    assert_eq!(fitting.status, 2, "what is given for it alone must fit: {}", fitting.all());
}

#[test]
fn text_that_is_not_saved_comes_in_the_place_of_its_file() {
    let project = Project::new().file("root/main.tf", HEALTHY);
    let arguments = ["--format", "concise", "--stdin-filename", "root/main.tf", "-"];
    let saved = project.run(&["--format", "concise", "root"]);
    assert_eq!(saved.status, 1);
    let same = project.run_on(HEALTHY.as_bytes(), &arguments);
    assert_eq!((same.status, &same.out), (1, &saved.out));
    let empty = project.run_on(b"", &arguments);
    assert_eq!((empty.status, empty.out.as_str()), (0, ""));
    let broken = project.run_on(b"resource \"aws_vpc\" {", &arguments);
    assert!(broken.status == 2 && broken.all().contains("root/main.tf:1"), "{}", broken.all());
    let other = project.run_on(b"locals { a = \"\xff\" }", &arguments);
    assert!(other.status == 2 && other.err.contains("UTF-8"), "{}", other.all());
}

#[test]
fn workspaces() {
    assert!(given(&[], &[])["workspace"].get("unknown").is_some());
    assert_eq!(given(&["--workspace", "prod"], &[])["workspace"], "prod");
    assert_eq!(given(&[], &[("TF_WORKSPACE", "env")])["workspace"], "env");
    assert_eq!(given(&["--workspace", "prod"], &[("TF_WORKSPACE", "env")])["workspace"], "prod");
}

#[test]
fn a_file_means_every_root_that_reaches_it() {
    let call = "module \"m\" {\n  source = \"../modules/net\"\n}\n";
    let project = Project::new()
        .file("modules/net/main.tf", HEALTHY)
        .file("modules/net/other.tf", "")
        .file("dev/main.tf", call)
        .file("prod/main.tf", call)
        .file("apart/main.tf", HEALTHY);
    let roots = |path: &str| -> Vec<String> {
        let document = project.run(&["show", "--format", "json", path]).json();
        let roots = document["roots"].as_array().unwrap();
        roots.iter().map(|r| r["root"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(roots("modules/net/other.tf"), ["dev", "prod"]);
    assert_eq!(roots("dev/main.tf"), ["dev"]);
    assert_eq!(roots("apart/main.tf"), ["apart"]);
    assert_eq!(roots("."), ["apart", "dev", "prod"]);
    // A folder takes nothing outside of it for a caller.
    assert_eq!(roots("modules/net"), ["modules/net"]);
    // Nothing is looked at twice.
    let ran = project.run(&["--format", "json", "dev", "dev/main.tf", "."]);
    assert_eq!(ran.json()["summary"]["roots"], 3);
}

#[test]
fn one_address() {
    let text = "locals {\n  base = \"10.0.0.0/8\"\n}\nresource \"aws_vpc\" \"v\" {\n  count      = 2\n  \
                cidr_block = cidrsubnet(local.base, 8, count.index)\n  tags       = { a = 1 }\n}\n";
    let project = Project::new().file("main.tf", text).file("healthy.tf", HEALTHY);
    let show =
        |address: &str| project.run(&["show", "--format", "json", ".", "--address", address]);
    let shown = |address: &str| show(address).json()["roots"][0]["resources"].clone();
    assert_eq!(shown("aws_vpc.v").as_array().unwrap().len(), 2);
    let second = shown("aws_vpc.v[1]");
    assert_eq!(second.as_array().unwrap().len(), 1);
    assert_eq!(second[0]["values"]["cidr_block"], "10.1.0.0/16");
    let only = shown("aws_vpc.v[0].cidr_block");
    assert_eq!(only[0]["values"], json!({ "cidr_block": "10.0.0.0/16" }));
    assert_eq!(shown("aws_vpc.nosuch"), json!([]));
    let text = "locals {\n  cidr = \"10.0.0.0/8\"\n}\nvariable \"v\" {}\nresource \"aws_vpc\" \"v\" \
                {\n  cidr_block = local.cidr\n  tags       = var.v\n}\n";
    let project = Project::new().file("main.tf", text).file("a.auto.tfvars", "v = 1\n");
    let people = project.run(&["show", ".", "--address", "aws_vpc.v.cidr_block"]).out;
    assert!(
        people.contains("written at main.tf:2:10") && people.contains("local.cidr"),
        "{people}"
    );
    let people = project.run(&["show", ".", "--address", "aws_vpc.v"]).out;
    assert!(people.contains("written at a.auto.tfvars:1:5"), "{people}");
    let text = "resource \"aws_vpc\" \"v\" {\n  for_each   = { \"a\\\"b\" = \"10.0.0.0/16\" }\n  cidr_block = each.value\n}\n";
    let people = Project::new().file("main.tf", text).run(&["show", "."]).out;
    assert!(people.contains("\naws_vpc.v[\"a\\\"b\"]  # main.tf:1:1\n"), "{people}");
}

#[test]
fn rules() {
    let project = Project::new();
    let all = project.run(&["rules"]);
    assert_eq!(all.status, 0);
    assert!(all.out.lines().count() >= 9 && all.out.contains(RULE), "{}", all.out);
    for line in all.out.lines() {
        let id = line.split_whitespace().next().unwrap();
        let page = project.run(&["rules", id]);
        assert_eq!(page.status, 0);
        assert!(page.out.contains(id), "{id}: {}", page.out);
    }
    let none = project.run(&["rules", "nosuch"]);
    assert_eq!((none.status, none.out.as_str()), (2, ""));
    assert!(none.err.contains("nosuch"));
}

#[test]
fn a_folder_that_is_called_like_a_command() {
    let project = Project::new().file("show/main.tf", HEALTHY);
    assert_eq!(project.run(&["./show"]).status, 1);
    assert_eq!(project.run(&["check", "show"]).status, 1);
}

#[test]
fn shells_and_the_manual_know_the_commands() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = clean().run(&["completions", shell]);
        assert_eq!(ran.status, 0, "{shell}: {}", ran.all());
        assert!(ran.all().contains("min-severity"), "{shell}");
    }
    assert_eq!(clean().run(&["completions", "nosuch"]).status, 2);
    let manual = clean().run(&["man"]);
    assert_eq!(manual.status, 0);
    assert!(manual.all().contains(".TH vpcelint 1"), "{}", manual.all());
    let manual = clean().run(&["man", "check"]);
    assert!(manual.all().contains(".TH vpcelint-check 1"), "{}", manual.all());
    assert!(manual.all().contains("min\\-severity"), "{}", manual.all());
    assert_eq!(clean().run(&["man", "nosuch"]).status, 2);
}
