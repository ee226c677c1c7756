//! What counts as a root, and which roots a file argument means.

use crate::project::{HEALTHY, Project};

/// The roots that were evaluated, as `show` names them.
fn roots(project: &Project, arguments: &[&str]) -> Vec<String> {
    let mut all = vec!["show", "--format", "json"];
    all.extend(arguments);
    let document = project.run(&all).json();
    let roots = document["roots"].as_array().cloned().unwrap_or_default();
    roots.iter().filter_map(|r| r["root"].as_str().map(str::to_owned)).collect()
}

const CALL: &str = "module \"network\" {\n  source = \"../modules/network\"\n}\n";

#[test]
fn what_another_directory_calls_is_no_root() {
    let project = Project::new()
        .file("prod/main.tf", CALL)
        .file("test/main.tf", CALL)
        .file("modules/network/main.tf", "module \"inner\" {\n  source = \"../inner\"\n}\n")
        .file("modules/inner/main.tf", HEALTHY)
        .file("modules/alone/main.tf", HEALTHY);
    assert_eq!(roots(&project, &["."]), ["modules/alone", "prod", "test"]);
    // Nothing outside of the argument is taken for a caller.
    assert_eq!(roots(&project, &["modules/network"]), ["modules/network"]);
    // A file means the roots that reach it.
    assert_eq!(roots(&project, &["modules/inner/main.tf"]), ["prod", "test"]);
    assert_eq!(roots(&project, &["prod/main.tf"]), ["prod"]);
}

#[test]
fn values_mean_the_root_that_reads_them() {
    let project = Project::new()
        .file("prod/main.tf", HEALTHY)
        .file("prod/terraform.tfvars", "")
        .file("values/prod.tfvars", "");
    assert_eq!(roots(&project, &["prod/terraform.tfvars"]), ["prod"]);
    assert_eq!(roots(&project, &["values/prod.tfvars"]), [""; 0]);
}

#[test]
fn overridden_sources_decide_who_is_called() {
    let project = Project::new()
        .file("prod/main.tf", CALL)
        .file("prod/override.tf", "module \"network\" {\n  source = \"../modules/other\"\n}\n")
        .file("modules/network/main.tf", HEALTHY)
        .file("modules/other/main.tf", HEALTHY);
    assert_eq!(roots(&project, &["."]), ["modules/network", "prod"]);
}

#[cfg(unix)]
#[test]
fn links_are_followed_from_the_root() {
    use std::os::unix::fs::symlink;
    let project = Project::new()
        .file("shared/modules/network/main.tf", HEALTHY)
        .file("shared/provider.tf", "provider \"aws\" {\n  region = \"eu-west-1\"\n}\n")
        .file("prod/main.tf", "module \"network\" {\n  source = \"./modules/network\"\n}\n")
        .file("test/main.tf", HEALTHY);
    symlink("../shared/modules", project.at("prod/modules")).unwrap();
    symlink("../shared/provider.tf", project.at("prod/provider.tf")).unwrap();
    symlink("../shared/provider.tf", project.at("test/provider.tf")).unwrap();
    // What is called through a link is no root.
    assert_eq!(roots(&project, &["."]), ["prod", "shared", "test"]);
    // It is read once, by the path by which the root reaches it.
    let document = project.show("prod");
    assert_eq!(document["roots"][0]["resources"].as_array().map(Vec::len), Some(2));
    let file = &document["roots"][0]["resources"][0]["file"];
    assert_eq!(file, "prod/modules/network/main.tf");
    assert_eq!(roots(&project, &["shared/provider.tf"]), ["prod", "shared", "test"]);
    assert_eq!(roots(&project, &["shared/modules/network/main.tf"]), ["prod"]);
}

#[test]
fn a_finding_in_a_module_names_the_calls() {
    let project = Project::new()
        .file("root/main.tf", "module \"network\" {\n  source = \"../modules/network\"\n}\n")
        .file("modules/network/main.tf", HEALTHY);
    let document = project.run(&["check", "--format", "json", "root"]).json();
    let finding = &document["findings"][0];
    assert_eq!(finding["resource"], "module.network.aws_vpc_endpoint.lost");
    assert_eq!(finding["file"], "modules/network/main.tf");
    let related = finding["related"].as_array().unwrap();
    let call = related.iter().find(|r| r["file"] == "root/main.tf").unwrap();
    assert_eq!(call["message"], "`module.network` is called here");
    assert_eq!(call["range"]["start"]["line"], 1);
}

#[test]
fn an_error_in_a_module_names_the_calls() {
    let broken = "locals {\n  a = tonumber(\"x\")\n}\n\
                  resource \"aws_vpc\" \"v\" {\n  cidr_block = local.a\n}\n";
    let project = Project::new()
        .file("root/main.tf", "module \"network\" {\n  source = \"../modules/network\"\n}\n")
        .file("modules/network/main.tf", broken);
    let document = project.run(&["check", "--format", "json", "root"]).json();
    assert_eq!(document["errors"][0]["file"], "modules/network/main.tf");
    let ran = project.run(&["root"]);
    assert!(ran.out.contains("root/main.tf:1"), "{}", ran.out);
}

const MODULES: &str = r#"{"Modules":[{"Key":"","Source":"","Dir":"."},
{"Key":"network","Source":"registry.terraform.io/acme/network/aws","Dir":".terraform/modules/network"},
{"Key":"network.inner","Source":"git::https://example.com/inner.git","Dir":".terraform/modules/inner/sub"},
{"Key":"outside","Source":"acme/outside/aws","Dir":"../../../outside"}]}"#;

#[test]
fn installed_modules_are_followed() {
    let calls = "module \"network\" {\n  source  = \"acme/network/aws\"\n  version = \"1.0.0\"\n}\n\
                 module \"outside\" {\n  source = \"acme/outside/aws\"\n}\n";
    let inner = "module \"inner\" {\n  source = \"git::https://example.com/inner.git\"\n}\n";
    let project = Project::new()
        .file("root/main.tf", calls)
        .file("root/.terraform/modules/modules.json", MODULES)
        .file("root/.terraform/modules/network/main.tf", inner)
        .file("root/.terraform/modules/inner/sub/main.tf", HEALTHY);
    let checked = project.run(&["check", "--format", "json", "root"]).json();
    let finding = &checked["findings"][0];
    assert_eq!(finding["resource"], "module.network.module.inner.aws_vpc_endpoint.lost");
    // What nobody edits is shown at the call that somebody does.
    assert_eq!(finding["file"], "root/main.tf");
    assert_eq!(finding["range"]["start"]["line"], 1);
    let inner = "root/.terraform/modules/inner/sub/main.tf";
    let related = finding["related"].as_array().unwrap();
    assert!(related.iter().any(|r| r["file"] == inner), "{related:?}");
    // Whoever wrote the list, nothing outside of the boundary is read.
    let notices = checked["notices"].as_array().unwrap();
    assert_eq!(notices.len(), 1, "{notices:?}");
    assert!(notices[0]["message"].as_str().unwrap().contains("lies outside of"));
}

const MODELLED: &str = r#"
provider "aws" {
  region = "eu-west-1"
}

module "vpc" {
  source  = "terraform-aws-modules/vpc/aws"
  version = "~> 5.0"

  cidr                = "10.0.0.0/16"
  azs                 = ["eu-west-1a", "eu-west-1b"]
  private_subnets     = ["10.0.1.0/24", "10.0.2.0/24"]
  private_subnet_tags = { Tier = "private" }
}

data "aws_subnets" "private" {
  filter {
    name   = "vpc-id"
    values = [module.vpc.vpc_id]
  }

  tags = { Tier = "private" }
}

module "endpoints" {
  source = "git::https://github.com/terraform-aws-modules/terraform-aws-vpc.git//modules/vpc-endpoints?ref=v5.21.0"

  vpc_id     = module.vpc.vpc_id
  subnet_ids = data.aws_subnets.private.ids

  endpoints = {
    sqs = {
      service             = "sqs"
      private_dns_enabled = true
    }
    sns = {
      service = "sns"
    }
  }
}
"#;

#[test]
fn models_stand_in_for_modules_that_are_not_on_disk() {
    let project = Project::new().file("root/main.tf", MODELLED);
    let document = project.show("root");
    assert_eq!(document["notices"], serde_json::json!([]));
    let resources = document["roots"][0]["resources"].as_array().unwrap();
    let find = |address: &str| resources.iter().find(|r| r["address"] == address);
    let subnet = find("module.vpc.aws_subnet.private[1]").unwrap();
    assert_eq!(subnet["values"]["cidr_block"], "10.0.2.0/24");
    assert_eq!(subnet["values"]["vpc_id"]["ref"], "module.vpc.aws_vpc.this[0].id");
    assert!(find("module.vpc.aws_nat_gateway.this[0]").is_none());
    let endpoint = find("module.endpoints.aws_vpc_endpoint.this[\"sns\"]").unwrap();
    assert_eq!(endpoint["values"]["service_name"], "com.amazonaws.eu-west-1.sns");
    assert_eq!(endpoint["file"], "root/main.tf");
    // A finding stands at the entry of the map that makes it.
    let checked = project.run(&["check", "--format", "json", "root"]).json();
    let off: Vec<_> = checked["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|f| f["rule"] == "interface-endpoint-private-dns-off")
        .collect();
    assert_eq!(off.len(), 1);
    assert_eq!(off[0]["resource"], "module.endpoints.aws_vpc_endpoint.this[\"sns\"]");
    assert_eq!(off[0]["file"], "root/main.tf");
    assert_eq!(off[0]["range"]["start"]["line"], 36);
    assert_eq!(checked["summary"]["files"], 1);
}

#[test]
fn releases_without_a_model_are_unknown() {
    let call = |version: &str| {
        let text = format!(
            "module \"vpc\" {{\n  source  = \"terraform-aws-modules/vpc/aws\"\n  version = \"{version}\"\n}}\n"
        );
        Project::new().file("root/main.tf", text).show("root")["notices"].clone()
    };
    assert_eq!(call("5.1.0"), serde_json::json!([]));
    for version in ["2.78.0", ">= 7.0"] {
        let notices = call(version);
        assert!(notices[0]["message"].as_str().unwrap().contains("is not on disk"), "{notices}");
    }
}
