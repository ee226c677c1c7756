//! Which state is read: identifying settings, workspaces, partial configuration, defaults, cycles.

use super::*;

/// A network root with a backend and an application root that reads a state: whether they are joined.
fn joined(backend: &str, reader: &str, more: &[(&str, &str)]) -> bool {
    let mut files = vec![
        ("net/main.tf", format!("terraform {{\n{backend}\n}}\n{NETWORK}")),
        ("app/main.tf", app(reader)),
    ];
    files.extend(more.iter().map(|(path, text)| (*path, (*text).to_owned())));
    is_joined(&files, &Run::default())
}

fn data(backend: &str, config: &str) -> String {
    format!(
        "data \"terraform_remote_state\" \"net\" {{\n  backend = \"{backend}\"\n  config = {{ {config} }}\n}}\n"
    )
}

#[test]
fn states_are_told_by_the_settings_that_identify_them() {
    for (block, kind, config, wanted) in [
        (
            "backend \"s3\" { bucket = \"b\", key = \"k\" }",
            "s3",
            "bucket = \"b\", key = \"k\"",
            true,
        ),
        (
            "backend \"s3\" { bucket = \"b\", key = \"k\", region = \"a\" }",
            "s3",
            "bucket = \"b\", key = \"k\", region = \"c\", profile = \"p\"",
            true,
        ),
        (
            "backend \"s3\" { bucket = \"b\", key = \"k\" }",
            "s3",
            "bucket = \"b\", key = \"l\"",
            false,
        ),
        (
            "backend \"s3\" { bucket = \"b\", key = \"k\" }",
            "s3",
            "bucket = \"c\", key = \"k\"",
            false,
        ),
        ("backend \"s3\" { bucket = \"b\", key = \"k\" }", "s3", "key = \"k\"", false),
        ("backend \"s3\" { bucket = \"b\" }", "s3", "bucket = \"b\"", false),
        ("backend \"gcs\" { bucket = \"b\" }", "gcs", "bucket = \"b\"", true),
        ("backend \"gcs\" { bucket = \"b\" }", "gcs", "bucket = \"b\", prefix = \"p\"", false),
        (
            "backend \"azurerm\" { storage_account_name = \"s\", container_name = \"c\", key = \"k\", resource_group_name = \"r\" }",
            "azurerm",
            "storage_account_name = \"s\", container_name = \"c\", key = \"k\"",
            true,
        ),
        (
            "backend \"http\" { address = \"https://x/y\" }",
            "http",
            "address = \"https://x/y\"",
            true,
        ),
        ("backend \"consul\" { path = \"p\" }", "consul", "path = \"p\"", true),
        (
            "cloud {\n organization = \"o\"\n workspaces { name = \"w\" }\n }",
            "remote",
            "organization = \"o\", workspaces = { name = \"w\" }",
            true,
        ),
        (
            "backend \"remote\" {\n organization = \"o\"\n workspaces { name = \"w\" }\n }",
            "remote",
            "organization = \"o\", workspaces = { name = \"v\" }",
            false,
        ),
        (
            "cloud {\n organization = \"o\"\n workspaces { tags = [\"w\"] }\n }",
            "remote",
            "organization = \"o\", workspaces = { name = \"w\" }",
            false,
        ),
        ("", "local", "path = \"../net/terraform.tfstate\"", true),
        ("", "local", "path = \"${path.module}/../net/terraform.tfstate\"", true),
        ("", "local", "path = \"../other/terraform.tfstate\"", false),
        ("backend \"local\" { path = \"../state/n\" }", "local", "path = \"../state/n\"", true),
        ("backend \"local\" { path = \"n\" }", "local", "path = \"n\"", false),
        ("backend \"unheard\" { path = \"n\" }", "unheard", "path = \"n\"", false),
    ] {
        // Blocks have a line for each argument.
        let block = block.replace(", ", "\n").replace("{ ", "{\n").replace(" }", "\n}");
        assert_eq!(joined(&block, &data(kind, config), &[]), wanted, "{block} {config}");
    }
}

const BLOCK: &str = "backend \"s3\" {\n bucket = \"b\"\n key = \"prod/k\"\n}";

#[test]
fn what_is_read_is_evaluated() {
    for (key, more, wanted) in [
        ("\"${local.e}/k\"", "locals {\n e = \"prod\"\n}\n", true),
        ("\"${var.e}/k\"", "variable \"e\" {\n default = \"prod\"\n}\n", true),
        ("\"${var.e}/k\"", "variable \"e\" {\n default = \"dev\"\n}\n", false),
        ("\"${var.e}/k\"", "variable \"e\" {}\n", false),
        (
            "data.aws_ssm_parameter.k.value",
            "data \"aws_ssm_parameter\" \"k\" {\n name = \"k\"\n}\n",
            false,
        ),
    ] {
        let reader = data("s3", &format!("bucket = \"b\", key = {key}")) + more;
        assert_eq!(joined(BLOCK, &reader, &[]), wanted, "{key} {more}");
    }
    // A block, as in old configurations, and a state that a module reads.
    let block = "data \"terraform_remote_state\" \"net\" {\n  backend = \"s3\"\n  config {\n    bucket = \"b\"\n    key = \"prod/k\"\n  }\n}\n";
    assert!(joined(BLOCK, block, &[]));
    let inner = data("s3", "bucket = \"b\", key = var.k")
        + "variable \"k\" {}\noutput \"net\" {\n value = data.terraform_remote_state.net.outputs\n}\n";
    let call = "module \"state\" {\n  source = \"../modules/state\"\n  k = \"prod/k\"\n}\n";
    let files = [
        ("net/main.tf", format!("terraform {{\n{BLOCK}\n}}\n{NETWORK}")),
        ("modules/state/main.tf", inner),
        (
            "app/main.tf",
            call.to_owned()
                + &function("module.state.net.vpc.id", "module.state.net[\"private_subnets\"][1]"),
        ),
    ];
    assert!(is_joined(&files, &Run::default()));
}

#[test]
fn files_of_values_decide_what_is_read_in_each_scenario() {
    let network = |key: &str| backend(key) + NETWORK;
    let reader = reader("${var.e}/k") + "variable \"e\" {\n type = string\n}\n";
    let files = [
        ("dev/main.tf", network("dev/k")),
        (
            "prod/main.tf",
            network("prod/k")
                .replace("[aws_route_table.private[0].id]", "aws_route_table.private[*].id"),
        ),
        ("app/main.tf", app(&reader)),
        ("app/dev.tfvars", "e = \"dev\"\n".to_owned()),
        ("app/prod.tfvars", "e = \"prod\"\n".to_owned()),
    ];
    let rows = Run::default().paths(&files);
    let ways: Vec<_> = rows.iter().map(|r| (r.path, r.when.as_deref())).collect();
    let when = |file: &'static str| Some(file);
    assert_eq!(
        ways,
        [
            ("nat", when("the values are those of `dev.tfvars`")),
            ("gateway-endpoint", when("the values are those of `prod.tfvars`")),
        ]
    );
    let checked = Run::default().check(&files);
    let missed = checked.diagnostics.iter().filter(|d| d.rule.id == MISSED);
    let missed: Vec<_> = missed.map(|d| (d.fingerprint.as_str(), d.when.as_deref())).collect();
    let dev = format!("{MISSED}:dev:aws_subnet.private[1]:route_table_ids");
    let fingerprints: Vec<_> = missed.iter().map(|m| m.0).collect();
    assert_eq!(fingerprints, [dev], "{missed:?}");
}

#[test]
fn workspaces_have_states_of_their_own() {
    let with = |workspace: &str| {
        data("s3", "bucket = \"b\", key = \"prod/k\"")
            .replace("backend =", &format!("workspace = {workspace}\n  backend ="))
    };
    for (workspace, given, wanted) in [
        ("\"default\"", None, true),
        ("\"default\"", Some("default"), true),
        ("\"default\"", Some("dev"), false),
        ("\"dev\"", None, false),
        ("\"dev\"", Some("dev"), true),
        ("terraform.workspace", None, true),
        ("terraform.workspace", Some("dev"), true),
        ("var.w", None, false),
    ] {
        let more = "variable \"w\" {}\n";
        let files = [
            ("net/main.tf", format!("terraform {{\n{BLOCK}\n}}\n{NETWORK}")),
            ("app/main.tf", app(&(with(workspace) + more))),
        ];
        let run = Run { workspace: given, ..Run::default() };
        assert_eq!(is_joined(&files, &run), wanted, "{workspace} {given:?}");
    }
}

#[test]
fn partial_configuration_counts_where_it_is_certain() {
    let partial = "backend \"s3\" {\n bucket = \"b\"\n}";
    let reader = data("s3", "bucket = \"b\", key = \"prod/k\"");
    for (more, wanted) in [
        (&[][..], false),
        (&[("net/prod.tfbackend", "key = \"prod/k\"\n")][..], true),
        (&[("net/backend.hcl", "key = \"prod/k\"\n")][..], true),
        (&[("net/other.hcl", "key = \"prod/k\"\n")][..], false),
        (
            &[
                ("net/prod.tfbackend", "key = \"prod/k\"\n"),
                ("net/eu.tfbackend", "key = \"prod/k\"\nregion = \"eu-west-1\"\n"),
            ][..],
            true,
        ),
        (
            &[
                ("net/prod.tfbackend", "key = \"prod/k\"\n"),
                ("net/dev.tfbackend", "key = \"dev/k\"\n"),
            ][..],
            false,
        ),
        (&[("net/broken.tfbackend", "key = = \n")][..], false),
    ] {
        assert_eq!(joined(partial, &reader, more), wanted, "{more:?}");
    }
    // The files override what the block says.
    let other = [("net/dev.tfbackend", "key = \"dev/k\"\n")];
    assert!(!joined(BLOCK, &reader, &other));
}

#[test]
fn what_is_given_counts_as_for_terraform_init() {
    let partial = "backend \"s3\" {\n key = \"prod/k\"\n}";
    let files = |more: &[(&'static str, &str)]| {
        let reader = data("s3", "bucket = \"b\", key = \"prod/k\"");
        let mut files = vec![
            ("net/main.tf", format!("terraform {{\n{partial}\n}}\n{NETWORK}")),
            (
                "app/main.tf",
                format!(
                    "terraform {{\nbackend \"s3\" {{\n key = \"app/k\"\n}}\n}}\n{}",
                    app(&reader)
                ),
            ),
        ];
        files.extend(more.iter().map(|(path, text)| (*path, (*text).to_owned())));
        files
    };
    let value = |name: &str, value: &str| Argument::Value(name.to_owned(), value.to_owned());
    let file = Argument::File("code/prod.settings".into());
    let more: &[_] = &[("prod.settings", "bucket = \"b\"\nregion = \"eu-west-1\"\n")];
    for (given, wanted) in [
        (vec![], false),
        (vec![value("bucket", "b")], true),
        (vec![value("bucket", "c")], false),
        (vec![value("bucket", "c"), value("bucket", "b")], true),
        // What is given comes before what the block says, so that here both have one key.
        (vec![value("bucket", "b"), value("key", "prod/k")], false),
        (vec![file], true),
    ] {
        let run = Run { backend: given.clone(), ..Run::default() };
        assert_eq!(is_joined(&files(more), &run), wanted, "{given:?}");
    }
    let beside = [
        ("vpcelint.toml", "backend-config = { bucket = \"b\" }\n"),
        ("net/vpcelint.toml", "backend-config = { bucket = \"b\", key = \"other/k\" }\n"),
    ];
    assert!(!is_joined(&files(&beside), &Run::default()));
    let written = [("vpcelint.toml", "backend-config = { bucket = \"b\" }\n")];
    assert!(is_joined(&files(&written), &Run::default()));
    let run = Run { backend: vec![value("bucket", "c")], ..Run::default() };
    assert!(!is_joined(&files(&written), &run), "the command line comes after the configuration");
    let missing = Run { backend: vec![Argument::File("code/none".into())], ..Run::default() };
    let notices = missing.check(&files(&[])).notices;
    assert!(notices.iter().any(|n| n.gravity == Gravity::Error), "{notices:?}");
}

#[test]
fn one_of_two_that_have_a_state_is_nobody() {
    let mut files = both("network.tfstate");
    assert!(is_joined(&files, &Run::default()));
    files.push(("copy/main.tf", backend("network.tfstate") + NETWORK));
    assert!(!is_joined(&files, &Run::default()));
    assert!(!is_joined(&both("another.tfstate"), &Run::default()));
}

#[test]
fn defaults_stand_for_outputs_that_are_not_there() {
    let reader = reader("network.tfstate").replace(
        "backend =",
        "defaults = { private_subnets = [\"subnet-0\", \"subnet-1\"], more = \"subnet-2\" }\n  backend =",
    );
    let outputs = "data.terraform_remote_state.net.outputs";
    for (subnet, wanted) in
        [("private_subnets[1]", second_subnet()), ("more", serde_json::json!(["subnet-2"]))]
    {
        let function = function("\"vpc-1\"", &format!("{outputs}.{subnet}"));
        let files = [
            ("net/main.tf", backend("network.tfstate") + NETWORK),
            ("app/main.tf", reader.clone() + &function),
        ];
        let (document, notices) = Run::default().show(&files);
        assert_eq!(subnets(&document, "code/app"), wanted, "{subnet}");
        assert_eq!(errors(&notices), [""; 0]);
    }
}

#[test]
fn an_output_that_is_not_there_is_said_and_unknown() {
    let outputs = "data.terraform_remote_state.net.outputs";
    let files = |subnet: &str| {
        [
            ("net/main.tf", backend("network.tfstate") + NETWORK),
            ("app/main.tf", reader("network.tfstate") + &function("\"vpc-1\"", subnet)),
        ]
    };
    let (document, notices) = Run::default().show(&files(&format!("{outputs}.none")));
    assert!(subnets(&document, "code/app")["unknown"].is_string(), "{document}");
    let said: Vec<_> = notices.iter().map(|n| (n.gravity, n.message.as_str())).collect();
    assert_eq!(said, [(Gravity::Notice, "the root `code/net` has no output `none`")]);
    assert!(notices[0].span.is_some());
    // What catches it says nothing.
    for caught in [
        format!("try({outputs}.none, \"subnet-9\")"),
        format!("lookup({outputs}, \"none\", \"subnet-9\")"),
        format!("contains(keys({outputs}), \"none\") ? \"subnet-8\" : \"subnet-9\""),
        format!("[for name, v in {outputs} : \"subnet-9\" if name == \"vpc\"][0]"),
    ] {
        let (document, notices) = Run::default().show(&files(&caught));
        assert_eq!(subnets(&document, "code/app"), serde_json::json!(["subnet-9"]), "{caught}");
        assert_eq!(notices, [], "{caught}");
    }
}

#[test]
fn roots_that_read_each_other_are_joined_and_a_cycle_is_unknown() {
    let other = reader("app.tfstate").replace("\"net\"", "\"app\"");
    let files = |net: &str, app_output: &str| {
        [
            ("net/main.tf", backend("network.tfstate") + NETWORK + &other + net),
            ("app/main.tf", backend("app.tfstate") + &app(&reader("network.tfstate")) + app_output),
        ]
    };
    let output = |value: &str| format!("output \"x\" {{\n  value = {value}\n}}\n");
    let read = "data.terraform_remote_state.app.outputs.x";
    // Values that go back and forth are no cycle.
    let there = files(
        &format!(
            "resource \"aws_subnet\" \"x\" {{\n vpc_id = {read}\n cidr_block = \"10.0.8.0/24\"\n}}\n"
        ),
        &output("data.terraform_remote_state.net.outputs.vpc.id"),
    );
    let (document, notices) = Run::default().show(&there);
    assert_eq!(errors(&notices), [""; 0]);
    assert_eq!(subnets(&document, "code/app"), second_subnet());
    let roots = document["roots"].as_array().unwrap();
    let all = roots.iter().flat_map(|r| r["resources"].as_array().unwrap());
    let own = all.into_iter().find(|r| r["address"] == "aws_subnet.x").unwrap();
    assert_eq!(own["values"]["vpc_id"], serde_json::json!({ "ref": "aws_vpc.main.id" }));
    // One that needs itself is.
    let circle = files(
        &(output(read).replace("\"x\"", "\"y\"")
            + &format!("resource \"aws_subnet\" \"x\" {{\n vpc_id = {read}\n}}\n")),
        &output("data.terraform_remote_state.net.outputs.y"),
    );
    let (document, notices) = Run::default().show(&circle);
    assert_eq!(errors(&notices), [""; 0]);
    let roots = document["roots"].as_array().unwrap();
    let all = roots.iter().flat_map(|r| r["resources"].as_array().unwrap());
    let own = all.into_iter().find(|r| r["address"] == "aws_subnet.x").unwrap();
    let reason = own["values"]["vpc_id"]["unknown"].as_str().unwrap();
    assert!(reason.starts_with("cycle:"), "{reason}");
}

#[test]
fn a_root_that_reads_its_own_state_reads_an_older_one() {
    let files = [("app/main.tf", backend("app.tfstate") + &app(&reader("app.tfstate")))];
    let (document, notices) = Run::default().show(&files);
    assert_eq!(errors(&notices), [""; 0]);
    assert_ne!(subnets(&document, "code/app"), second_subnet());
}
