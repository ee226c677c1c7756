//! Units of Terragrunt: what they deploy, with which inputs, and what they hand to each other.

use super::*;

/// A module that makes the network of a block of addresses.
fn network_module() -> String {
    let variables = "variable \"cidr\" {\n  type = string\n}\nvariable \"missed\" {\n  type = bool\n  default = true\n}\nvariable \"tags\" {\n  type = map(string)\n  default = {}\n}\n";
    let network = NETWORK
        .replace("provider \"aws\" { region = \"eu-west-1\" }\n", "")
        .replace(
            "cidr_block = \"10.0.0.0/16\" }",
            "\n  cidr_block = var.cidr\n  tags = var.tags\n}",
        )
        .replace(
            "[aws_route_table.private[0].id]",
            "var.missed ? [aws_route_table.private[0].id] : aws_route_table.private[*].id",
        );
    variables.to_owned() + &network
}

fn function_module() -> String {
    let variables = "variable \"vpc\" {}\nvariable \"subnets\" {}\n";
    variables.to_owned()
        + &function("var.vpc", "var.subnets[1]")
            .replace("provider \"aws\" { region = \"eu-west-1\" }\n", "")
}

/// What all units include.
const TOP: &str = r#"
locals {
  region = read_terragrunt_config(find_in_parent_folders("region.hcl")).locals.region
}
remote_state {
  backend = "s3"
  generate = {
    path      = "backend.tf"
    if_exists = "overwrite_terragrunt"
  }
  config = {
    bucket = "states"
    key    = "${path_relative_to_include()}/terraform.tfstate"
    region = local.region
  }
}
generate "provider" {
  path      = "provider.tf"
  if_exists = "overwrite"
  contents  = <<EOF
provider "aws" {
  region = "${local.region}"
}
EOF
}
inputs = {
  tags = { Owner = "us" }
}
"#;

const INCLUDE: &str = "include \"root\" {\n  path = find_in_parent_folders(\"root.hcl\")\n}\n";

fn net(inputs: &str) -> String {
    format!(
        "{INCLUDE}terraform {{\n  source = \"../../modules//network\"\n}}\ninputs = {{\n{inputs}}}\n"
    )
}

fn app() -> String {
    let dependency = "dependency \"net\" {\n  config_path = \"../net\"\n  mock_outputs = {\n    private_subnets = [\"subnet-0\", \"subnet-1\"]\n    vpc = { id = \"vpc-0\" }\n  }\n}\n";
    let inputs = "inputs = {\n  vpc     = dependency.net.outputs.vpc.id\n  subnets = dependency.net.outputs.private_subnets\n}\n";
    format!(
        "{INCLUDE}terraform {{\n  source = \"${{get_repo_root()}}/modules//function\"\n}}\n{dependency}{inputs}"
    )
}

fn files(net: String, app: String) -> Vec<(&'static str, String)> {
    vec![
        ("modules/network/main.tf", network_module()),
        ("modules/function/main.tf", function_module()),
        ("live/root.hcl", TOP.to_owned()),
        ("live/region.hcl", "locals {\n  region = \"eu-west-1\"\n}\n".to_owned()),
        ("live/net/terragrunt.hcl", net),
        ("live/app/terragrunt.hcl", app),
    ]
}

fn usual() -> Vec<(&'static str, String)> {
    files(net("  cidr = \"10.0.0.0/16\"\n"), app())
}

fn resource<'d>(document: &'d Value, root: &str, address: &str) -> &'d Value {
    let roots = document["roots"].as_array().unwrap();
    let root = roots.iter().find(|r| r["root"] == root).unwrap();
    root["resources"].as_array().unwrap().iter().find(|r| r["address"] == address).unwrap()
}

fn subnet_of_unit() -> Value {
    serde_json::json!([{ "ref": "aws_subnet.private[1].id", "root": "code/live/net" }])
}

#[test]
fn units_are_roots_and_their_dependencies_join_them() {
    let (document, notices) = Run::default().show(&usual());
    assert_eq!(notices, []);
    let roots: Vec<_> = document["roots"].as_array().unwrap().iter().map(|r| &r["root"]).collect();
    assert_eq!(roots, ["code/live/app", "code/live/net"]);
    assert_eq!(subnets(&document, "code/live/app"), subnet_of_unit());
    let vpc = resource(&document, "code/live/net", "aws_vpc.main");
    assert_eq!(vpc["values"]["cidr_block"], "10.0.0.0/16");
    assert_eq!(vpc["values"]["tags"], serde_json::json!({ "Owner": "us" }));
    assert_eq!(vpc["file"], "code/modules/network/main.tf");
    let checked = Run::default().check(&usual());
    assert_eq!(
        found(&checked, MISSED),
        [format!("{MISSED}:live/net:aws_subnet.private[1]:route_table_ids")]
    );
    let finding = checked.diagnostics.iter().find(|d| d.rule.id == MISSED).unwrap();
    assert!(
        finding.message.contains("`aws_lambda_function.main` likely calls S3"),
        "{}",
        finding.message
    );
    let mut related = finding.related.iter().map(|label| label.message.as_str());
    assert!(related.any(|message| message == "the unit `code/live/net` deploys it"));
    let rows = Run::default().paths(&usual());
    let [row] = &rows[..] else { panic!("{rows:?}") };
    assert_eq!((row.root.as_str(), row.path), ("code/live/app", "nat"));
}

#[test]
fn what_an_input_decides_is_found_at_the_input() {
    let sources = Sources::default();
    let budget = Budget::default();
    let inputs = "  cidr   = \"10.0.0.0/16\"\n  missed = false\n";
    let checked = Run::default().check(&files(net(inputs), app()));
    assert_eq!(found(&checked, MISSED), [""; 0]);
    // An interface endpoint whose private DNS an input switches off.
    let endpoint = r#"
variable "dns" { default = true }
resource "aws_vpc_endpoint" "sqs" {
  vpc_id              = aws_vpc.main.id
  vpc_endpoint_type   = "Interface"
  service_name        = "com.amazonaws.eu-west-1.sqs"
  subnet_ids          = aws_subnet.private[*].id
  private_dns_enabled = var.dns
}
"#;
    let mut files = files(net("  cidr = \"10.0.0.0/16\"\n  dns  = false\n"), app());
    files[0].1 += endpoint;
    let system = system(&files);
    let run = Run::default();
    let checked = check(&system, &sources, &budget, &run.options(), Selection::default());
    let off =
        checked.diagnostics.iter().find(|d| d.rule.id == "interface-endpoint-private-dns-off");
    let (file, at) = sources.locate(off.unwrap().primary.span).unwrap();
    assert_eq!(file.display().as_ref(), "code/live/net/terragrunt.hcl");
    assert!(file.text()[at.offset as usize..].starts_with("false"));
}

#[test]
fn includes_are_merged_as_they_say() {
    for (strategy, wanted) in [
        ("", serde_json::json!({ "Name": "net" })),
        ("merge_strategy = \"shallow\"", serde_json::json!({ "Name": "net" })),
        ("merge_strategy = \"deep\"", serde_json::json!({ "Name": "net", "Owner": "us" })),
        ("merge_strategy = \"no_merge\"", serde_json::json!({ "Name": "net" })),
    ] {
        let net = net("  cidr = \"10.0.0.0/16\"\n  tags = { Name = \"net\" }\n")
            .replace("(\"root.hcl\")\n", &format!("(\"root.hcl\")\n  {strategy}\n"));
        let (document, _) = Run::default().show(&files(net, app()));
        let vpc = resource(&document, "code/live/net", "aws_vpc.main");
        assert_eq!(vpc["values"]["tags"], wanted, "{strategy}");
    }
    // The lower of two includes is above the other; what is exposed can be used.
    let second = "include \"more\" {\n  path = \"../more.hcl\"\n  expose = true\n}\n";
    let mut all = files(second.to_owned() + &net("  cidr = include.more.locals.cidr\n"), app());
    all.push((
        "live/more.hcl",
        "locals {\n  cidr = \"10.9.0.0/16\"\n}\ninputs = {\n  tags = { Owner = \"them\" }\n}\n"
            .to_owned(),
    ));
    for (order, owner) in [(false, "us"), (true, "them")] {
        if order {
            let net = all[4].1.replace(second, "");
            all[4].1 = net.replace(INCLUDE, &format!("{INCLUDE}{second}"));
        }
        let (document, notices) = Run::default().show(&all);
        assert_eq!(notices, []);
        let vpc = resource(&document, "code/live/net", "aws_vpc.main");
        assert_eq!(vpc["values"]["cidr_block"], "10.9.0.0/16");
        assert_eq!(vpc["values"]["tags"]["Owner"], owner);
    }
}

#[test]
fn mocks_are_no_facts() {
    let app = app().replace("../net", "../elsewhere");
    let (document, notices) = Run::default().show(&files(net("  cidr = \"10.0.0.0/16\"\n"), app));
    assert_eq!(errors(&notices), [""; 0]);
    let wanted = serde_json::json!([{ "ref": "dependency.net.outputs.private_subnets[1]" }]);
    assert_eq!(subnets(&document, "code/live/app"), wanted);
    for part in ["skip_outputs = true", "enabled = false"] {
        let app = self::app().replace("  config_path", &format!("  {part}\n  config_path"));
        let (document, _) = Run::default().show(&files(net("  cidr = \"10.0.0.0/16\"\n"), app));
        assert_eq!(subnets(&document, "code/live/app"), wanted, "{part}");
    }
}

#[test]
fn remote_state_identifies_the_state_of_a_unit() {
    // A root without Terragrunt reads the state of a unit.
    let reader = reader("net/terraform.tfstate");
    let mut files = usual();
    files.push((
        "app/main.tf",
        reader
            + &function(
                "data.terraform_remote_state.net.outputs.vpc.id",
                "data.terraform_remote_state.net.outputs.private_subnets[1]",
            ),
    ));
    let (document, notices) = Run::default().show(&files);
    assert_eq!(notices, []);
    assert_eq!(subnets(&document, "code/app"), subnet_of_unit());
    // The Region of the provider that is generated.
    let region = |files: &[(&str, String)]| {
        let checked = Run::default().check(files);
        checked.notices.iter().map(|n| n.message.clone()).collect::<Vec<_>>()
    };
    assert_eq!(region(&files), [""; 0]);
}

#[test]
fn what_is_not_known_of_a_generated_file_leaves_the_rest() {
    let mut files = usual();
    let account = "get_aws_account_id()";
    files[2].1 = TOP.replace(
        "  region = \"${local.region}\"\n}",
        &format!(
            "  region              = \"${{local.region}}\"\n  allowed_account_ids = [\"${{{account}}}\"]\n  \
             max_retries         = ${{{account}}}\n  # \"quoted\n}}\nresource \"aws_vpc_endpoint\" \"more\" {{\n  \
             vpc_id       = \"vpc-${{{account}}}\"\n  service_name = \"com.amazonaws.${{local.region}}.sqs\"\n}}"
        ),
    );
    assert!(files[2].1.contains(account));
    let (document, notices) = Run::default().show(&files);
    assert_eq!(notices, []);
    let endpoint = resource(&document, "code/live/net", "aws_vpc_endpoint.more");
    assert_eq!(endpoint["values"]["service_name"], "com.amazonaws.eu-west-1.sqs");
    assert_eq!(endpoint["values"]["vpc_id"]["known"], "vpc-${?}");
    let rows = Run::default().paths(&files);
    let [row] = &rows[..] else { panic!("{rows:?}") };
    assert_eq!(row.path, "nat", "{row:?}");
}

#[test]
fn modules_of_the_registry_are_modelled_and_others_are_missing() {
    let vpc = |source: &str| {
        format!(
            "terraform {{\n  source = \"{source}\"\n}}\ninputs = {{\n  cidr = \"10.0.0.0/16\"\n  azs = [\"eu-west-1a\"]\n  private_subnets = [\"10.0.1.0/24\"]\n}}\n"
        )
    };
    let files = [("vpc/terragrunt.hcl", vpc("tfr:///terraform-aws-modules/vpc/aws?version=5.8.1"))];
    let (document, notices) = Run::default().show(&files);
    assert_eq!(notices, []);
    let subnet = resource(&document, "code/vpc", "aws_subnet.private[0]");
    assert_eq!(subnet["values"]["cidr_block"], "10.0.1.0/24");
    assert_eq!(subnet["file"], "code/vpc/terragrunt.hcl");
    let missing = [("vpc/terragrunt.hcl", vpc("git::https://example.com/modules.git//vpc?ref=v1"))];
    let (_, notices) = Run::default().show(&missing);
    let said: Vec<_> = notices.iter().map(|n| n.message.as_str()).collect();
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains("is not on disk"), "{said:?}");
}

#[test]
fn a_unit_whose_module_is_missing_may_complete_the_network() {
    // What it is given may get what it seems to miss.
    let mut files = usual();
    files.push((
        "live/more/terragrunt.hcl",
        "terraform {\n  source = \"git::https://example.com/m.git//endpoints?ref=v1\"\n}\ndependency \"net\" {\n  config_path = \"../net\"\n}\ninputs = {\n  vpc_id = dependency.net.outputs.vpc.id\n  endpoint = dependency.net.outputs.endpoint\n}\n".to_owned(),
    ));
    files[0].1 += "output \"endpoint\" { value = aws_vpc_endpoint.s3.id }\n";
    let checked = Run::default().check(&files);
    assert_eq!(found(&checked, MISSED), [""; 0]);
    assert!(checked.summary.undecided > 0);
}

#[test]
fn only_what_deploys_is_a_unit() {
    let mut files = usual();
    // The old name of the file at the top.
    files[2].0 = "live/terragrunt.hcl";
    for n in [4, 5] {
        files[n].1 = files[n].1.replace("\"root.hcl\"", "");
    }
    let (document, notices) = Run::default().show(&files);
    assert_eq!(notices, []);
    assert_eq!(document["roots"].as_array().unwrap().len(), 2);
    assert_eq!(subnets(&document, "code/live/app"), subnet_of_unit());
    // One that has a source for those that include it.
    files[2].1 += "terraform {\n  source = \"../../modules//${path_relative_to_include()}\"\n}\n";
    files[4].1 = files[4].1.replace("terraform {\n  source = \"../../modules//network\"\n}\n", "");
    files[0].0 = "modules/net/main.tf";
    let (document, notices) = Run::default().show(&files);
    assert_eq!(notices, []);
    assert_eq!(document["roots"].as_array().unwrap().len(), 2);
    assert_eq!(subnets(&document, "code/live/app"), subnet_of_unit());
    // One that is skipped, and one without a source.
    for part in ["skip = true\n", "terraform {\n  source = \"\"\n}\n"] {
        let mut files = files.clone();
        files.push(("live/more/terragrunt.hcl", part.to_owned()));
        let (document, _) = Run::default().show(&files);
        assert_eq!(document["roots"].as_array().unwrap().len(), 2, "{part}");
    }
    // Configuration beside the file.
    let own = [
        ("net/terragrunt.hcl", "inputs = {\n  cidr = \"10.0.0.0/16\"\n}\n".to_owned()),
        ("net/main.tf", network_module()),
    ];
    let (document, notices) = Run::default().show(&own);
    assert_eq!(notices, []);
    let vpc = resource(&document, "code/net", "aws_vpc.main");
    assert_eq!(vpc["values"]["cidr_block"], "10.0.0.0/16");
}

#[test]
fn what_must_run_is_unknown() {
    for (call, known) in [
        ("run_cmd(\"echo\", \"10.0.0.0/16\")", None),
        ("get_aws_account_id()", None),
        ("sops_decrypt_file(\"x\")", None),
        ("get_env(\"CIDR\")", None),
        ("get_env(\"CIDR\", \"10.1.0.0/16\")", Some("10.1.0.0/16")),
        ("cidrsubnet(\"10.0.0.0/8\", 8, 2)", Some("10.2.0.0/16")),
        ("yamldecode(file(\"x.yaml\")).cidr", Some("10.3.0.0/16")),
        ("yamldecode(file(find_in_parent_folders(\"y.yaml\"))).cidr", Some("10.4.0.0/16")),
        ("find_in_parent_folders(\"none.hcl\", \"10.5.0.0/16\")", Some("10.5.0.0/16")),
        ("path_relative_to_include()", Some("net")),
        ("path_relative_from_include()", Some("..")),
        ("get_path_from_repo_root()", Some("live/net")),
        ("get_path_to_repo_root()", Some("../..")),
        ("basename(get_terragrunt_dir())", Some("net")),
        ("basename(get_parent_terragrunt_dir(\"root\"))", Some("live")),
    ] {
        let mut files = files(net(&format!("  cidr = {call}\n")), app());
        files.push(("live/net/x.yaml", "cidr: 10.3.0.0/16\n".to_owned()));
        files.push(("live/y.yaml", "cidr: 10.4.0.0/16\n".to_owned()));
        let (document, notices) = Run::default().show(&files);
        assert_eq!(errors(&notices), [""; 0], "{call}");
        let value = &resource(&document, "code/live/net", "aws_vpc.main")["values"]["cidr_block"];
        match known {
            Some(text) => assert!(value == text || value["withheld"].is_string(), "{call} {value}"),
            None => assert!(value["unknown"].is_string(), "{call} {value}"),
        }
    }
}

#[test]
fn files_of_terragrunt_as_arguments_lead_to_their_units() {
    let mut files = usual();
    files.push(("other/main.tf", NETWORK.to_owned()));
    for path in [
        "code/live/app/terragrunt.hcl",
        "code/live/net/terragrunt.hcl",
        "code/live/root.hcl",
        "code/live/region.hcl",
        "code/modules/network/main.tf",
        "code/live",
    ] {
        let checked = Run { paths: &[path], ..Run::default() }.check(&files);
        assert_eq!(checked.summary.roots, 2, "{path}");
        assert_eq!(errors(&checked.notices), [""; 0], "{path}");
    }
}

#[test]
fn hostile_files_end() {
    let local = |text: &str| format!("locals {{\n{text}}}\n");
    let usual_net = || net("  cidr = \"10.0.0.0/16\"\n");
    // Circles of includes, files, locals and dependencies.
    let own = "include \"own\" {\n  path = \"terragrunt.hcl\"\n}\n".to_owned() + &usual_net();
    let reads = local("  x = read_terragrunt_config(\"../app/terragrunt.hcl\")\n") + &usual_net();
    let read_back = local("  x = read_terragrunt_config(\"../net/terragrunt.hcl\")\n") + &app();
    let circle = local("  a = local.b\n  b = local.a\n") + &net("  cidr = local.a\n");
    let depends = "dependency \"app\" {\n  config_path = \"../app\"\n}\n".to_owned()
        + &net("  cidr = dependency.app.outputs.cidr\n");
    let outside = usual_net().replace("../../modules//network", "../../../outside");
    let far = "include \"far\" {\n  path = \"/etc/terragrunt.hcl\"\n}\n".to_owned() + &usual_net();
    let many = local("  l = range(1000000)\n")
        + &net("  cidr = \"10.0.0.0/16\"\n  x = [for a in local.l : [for b in local.l : a]]\n");
    for (name, net, app) in [
        ("includes itself", own, app()),
        ("reads each other", reads, read_back),
        ("locals", circle, app()),
        ("dependencies", depends, app()),
        ("outside", outside, app()),
        ("far", far, app()),
        ("many", many, app()),
        ("broken", "include {".to_owned(), app()),
        (
            "dependency by itself",
            usual_net(),
            app().replace("\"../net\"", "dependency.net.outputs.x"),
        ),
        ("self", usual_net(), app().replace("../net", "../app")),
    ] {
        let (document, _) = Run::default().show(&files(net, app));
        assert!(document["roots"].as_array().unwrap().len() <= 4, "{name}");
    }
}

#[test]
fn stacks_are_noticed() {
    let mut files = usual();
    files.push(("live/terragrunt.stack.hcl", "unit \"x\" {}\n".to_owned()));
    let (_, notices) = Run::default().show(&files);
    let said: Vec<_> = notices.iter().map(|n| (n.gravity, n.message.as_str())).collect();
    assert_eq!(
        said,
        [(Gravity::Notice, "the units that a stack of Terragrunt makes are not seen")]
    );
}
