//! What joined roots make together: findings, paths, suppressions, fingerprints, files as arguments.

use super::*;

#[test]
fn the_workload_of_one_root_makes_the_finding_in_the_other() {
    let files = both("network.tfstate");
    let checked = Run::default().check(&files);
    let fingerprint = format!("{MISSED}:net:aws_subnet.private[1]:route_table_ids");
    assert_eq!(found(&checked, MISSED), [fingerprint]);
    let finding = checked.diagnostics.iter().find(|d| d.rule.id == MISSED).unwrap();
    assert!(
        finding.message.contains("`aws_lambda_function.main` likely calls S3"),
        "{}",
        finding.message
    );
    assert_eq!((checked.summary.roots, checked.summary.files), (2, 2));
    // Alone, each sees less.
    let alone = Run { paths: &["code/app"], ..Run::default() }.check(&files);
    assert_eq!(found(&alone, MISSED), [""; 0]);
    let apart = Run::default().check(&both("other.tfstate"));
    let finding = apart.diagnostics.iter().find(|d| d.rule.id == MISSED).unwrap();
    assert!(!finding.message.contains("aws_lambda_function"), "{}", finding.message);
}

#[test]
fn paths_cross_roots() {
    let rows = Run::default().paths(&both("network.tfstate"));
    let [row] = &rows[..] else { panic!("{rows:?}") };
    assert_eq!(
        (row.root.as_str(), row.workload.as_str(), row.path, row.via.as_deref()),
        ("code/app", "aws_lambda_function.main", "nat", Some("aws_nat_gateway.main"))
    );
}

#[test]
fn addresses_are_those_of_each_root() {
    // Both roots have things of the same names.
    let app = app(&reader("network.tfstate"));
    let own = NETWORK.replace("provider \"aws\" { region = \"eu-west-1\" }\n", "");
    let files = [
        ("net/main.tf", backend("network.tfstate") + NETWORK),
        ("app/main.tf", backend("app.tfstate") + &app + &own),
    ];
    let (document, notices) = Run::default().show(&files);
    assert_eq!(errors(&notices), [""; 0]);
    assert_eq!(subnets(&document, "code/app"), second_subnet());
    // What several roots have is named with its root.
    let rows = Run::default().paths(&files);
    let [row] = &rows[..] else { panic!("{rows:?}") };
    let Subnet::Is(subnet) = &row.subnet else { panic!("{row:?}") };
    assert_eq!(subnet, "aws_subnet.private[1] of code/net");
    assert_eq!(row.via.as_deref(), Some("aws_nat_gateway.main of code/net"));
    let (memory, sources, budget) = (system(&files), Sources::default(), Budget::default());
    let document = graph(&memory, &sources, &budget, &Run::default().options());
    let scene = vpcelint_report::mermaid::render(&document, &[]);
    let document = serde_json::to_value(document).unwrap();
    let of_workload = &document["roots"][0]["workloads"][0]["subnets"];
    assert_eq!(*of_workload, serde_json::json!(["aws_subnet.private[1] of code/net"]));
    assert_eq!(document["roots"][1]["subnets"][1]["address"], "aws_subnet.private[1]");
    assert!(!scene.contains(" of code/net"), "{scene}");
    let checked = Run::default().check(&files);
    let fingerprints = found(&checked, MISSED);
    let of = |root: &str| format!("{MISSED}:{root}:aws_subnet.private[1]:route_table_ids");
    assert_eq!(fingerprints, [of("app"), of("net")]);
    // Only the one in which the function runs is of weight by it.
    let of_net = checked.diagnostics.iter().find(|d| d.fingerprint == of("net")).unwrap();
    let of_app = checked.diagnostics.iter().find(|d| d.fingerprint == of("app")).unwrap();
    assert!(of_net.message.contains("aws_lambda_function.main"), "{}", of_net.message);
    assert!(!of_app.message.contains("aws_lambda_function.main"), "{}", of_app.message);
}

#[test]
fn two_environments_are_not_mixed() {
    let net = |e: &str| backend(&format!("{e}/net")) + NETWORK;
    let app = |e: &str| backend(&format!("{e}/app")) + &app(&reader(&format!("{e}/net")));
    let files = [
        ("dev/net/main.tf", net("dev")),
        ("dev/app/main.tf", app("dev")),
        ("prod/net/main.tf", net("prod")),
        ("prod/app/main.tf", app("prod")),
    ];
    let (document, _) = Run::default().show(&files);
    for e in ["dev", "prod"] {
        let wanted = serde_json::json!([
            { "ref": "aws_subnet.private[1].id", "root": format!("code/{e}/net") }
        ]);
        assert_eq!(subnets(&document, &format!("code/{e}/app")), wanted);
    }
    let order: Vec<_> = document["roots"].as_array().unwrap().iter().map(|r| &r["root"]).collect();
    assert_eq!(order, ["code/dev/app", "code/dev/net", "code/prod/app", "code/prod/net"]);
}

#[test]
fn what_other_roots_add_to_the_network_counts() {
    // A third root adds what is missing.
    let association = format!(
        "{}resource \"aws_vpc_endpoint_route_table_association\" \"x\" {{\n  vpc_endpoint_id = data.terraform_remote_state.net.outputs.endpoint\n  route_table_id = data.terraform_remote_state.net.outputs.tables[1]\n}}\n",
        reader("network.tfstate")
    );
    let mut files = both("network.tfstate");
    files[0].1 += "output \"endpoint\" { value = aws_vpc_endpoint.s3.id }\noutput \"tables\" { value = aws_route_table.private[*].id }\n";
    files.push(("more/main.tf", backend("more.tfstate") + &association));
    let checked = Run::default().check(&files);
    assert_eq!(found(&checked, MISSED), [""; 0]);
    assert_eq!(checked.summary.roots, 3);
    let rows = Run::default().paths(&files);
    assert_eq!(rows.iter().map(|r| r.path).collect::<Vec<_>>(), ["gateway-endpoint"]);
}

#[test]
fn files_as_arguments_bring_the_roots_that_are_joined() {
    let mut files = both("network.tfstate");
    files.push(("other/main.tf", NETWORK.to_owned()));
    for paths in [
        &["code/app/main.tf"][..],
        &["code/net/main.tf"],
        &["code/app/main.tf", "code/net/main.tf"],
        &["code/net", "code/app"],
    ] {
        let checked = Run { paths, ..Run::default() }.check(&files);
        assert_eq!(checked.summary.roots, 2, "{paths:?}");
        let finding = checked.diagnostics.iter().find(|d| d.rule.id == MISSED).unwrap();
        assert!(finding.message.contains("aws_lambda_function.main"), "{paths:?}");
    }
}

#[test]
fn each_root_has_its_own_suppressions_and_configuration() {
    let mut files = both("network.tfstate");
    files[0].1 = files[0].1.replace(
        "  route_table_ids =",
        &format!("  # vpcelint:ignore[{MISSED}] on purpose\n  route_table_ids ="),
    );
    let checked = Run::default().check(&files);
    assert_eq!(found(&checked, MISSED), [""; 0]);
    assert_eq!(checked.summary.suppressed, 1);
    assert_eq!(found(&checked, "unused-suppression"), [""; 0]);
    // A configuration holds for the files below it.
    for (folder, wanted) in [("net", 0), ("app", 1)] {
        let mut files = both("network.tfstate");
        let path = format!("{folder}/vpcelint.toml");
        files.push((&path, format!("ignore = [\"{MISSED}\"]\n")));
        let checked = Run::default().check(&files);
        assert_eq!(found(&checked, MISSED).len(), wanted, "{folder}");
    }
}

#[test]
fn questions_of_roots_are_told_apart() {
    let switch = "variable \"on\" {\n  type = bool\n}\n";
    let mut files = both("network.tfstate");
    files[0].1 = files[0].1.replace(
        "[aws_route_table.private[0].id]",
        "var.on ? aws_route_table.private[*].id : [aws_route_table.private[0].id]",
    ) + switch;
    files[1].1 = files[1].1.replace(
        "resource \"aws_lambda_function\" \"main\" {",
        "resource \"aws_lambda_function\" \"main\" {\n  count = var.on ? 1 : 0",
    ) + switch;
    let checked = Run::default().check(&files);
    assert_eq!(checked.summary.scenarios, 4);
    let finding = checked.diagnostics.iter().find(|d| d.rule.id == MISSED).unwrap();
    let when = finding.when.as_deref().unwrap();
    assert!(when.contains("var.on of code/net is false"), "{when}");
    let rows = Run::default().paths(&files);
    let ways: Vec<_> = rows.iter().map(|r| (r.path, r.when.as_deref().unwrap())).collect();
    let of_app = "var.on of code/app is true and var.on of code/net is";
    let wanted =
        [("gateway-endpoint", format!("{of_app} true")), ("nat", format!("{of_app} false"))];
    let mut ways: Vec<_> = ways.into_iter().map(|(way, when)| (way, when.to_owned())).collect();
    ways.sort();
    assert_eq!(ways, wanted);
}

#[test]
fn roots_that_nobody_reads_answer_questions_of_one_name_together() {
    let switch = "variable \"on\" {\n  type = bool\n}\n";
    let switched = |text: String| {
        text.replace("  function_name =", "  count = var.on ? 1 : 0\n  function_name =") + switch
    };
    let mut files = both("network.tfstate");
    files[0].1 += switch;
    files[1].1 = switched(files[1].1.clone());
    for name in ["app2/main.tf", "app3/main.tf"] {
        files.push((name, backend(name) + &switched(app(&reader("network.tfstate")))));
    }
    let checked = Run::default().check(&files);
    assert_eq!(checked.summary.scenarios, 2);
    let rows = Run::default().paths(&files);
    let rows: Vec<_> = rows.iter().map(|r| (r.root.as_str(), r.path, r.when.as_deref())).collect();
    let when = Some("var.on is true");
    let wanted = ["code/app", "code/app2", "code/app3"].map(|root| (root, "nat", when));
    assert_eq!(rows, wanted);
    // Other choices are another question.
    files[3].1 = files[3].1.replace(
        "type = bool",
        "validation {\n    condition = contains([\"true\", \"false\"], var.on)\n  }",
    );
    files[3].1 = files[3].1.replace("[\"true\", \"false\"]", "[\"true\", \"false\", \"1\"]");
    let checked = Run::default().check(&files);
    assert!(checked.summary.scenarios > 2);
}

#[test]
fn files_of_values_of_the_same_names_are_one_question() {
    let mut files = both("network.tfstate");
    for (n, file) in files.iter_mut().enumerate() {
        file.1 += "variable \"on\" {}\n";
        let from = ["[aws_route_table.private[0].id]", "  function_name ="][n];
        let to = [
            "var.on ? aws_route_table.private[*].id : []",
            "  count = var.on ? 1 : 0\n  function_name =",
        ];
        file.1 = file.1.replace(from, to[n]);
    }
    let values = |on: &str| format!("on = {on}\n");
    files.extend([
        ("net/dev.tfvars", values("false")),
        ("net/prod.tfvars", values("true")),
        ("app/dev.tfvars", values("false")),
        ("app/prod.tfvars", values("true")),
    ]);
    let checked = Run::default().check(&files);
    assert_eq!(checked.summary.scenarios, 2);
    files.push(("app/test.tfvars", values("true")));
    let checked = Run::default().check(&files);
    assert_eq!(checked.summary.scenarios, 6);
}

#[test]
fn fixes_name_nothing_of_another_root() {
    // The table that is missing is made by a root that reads the network's.
    let table = r#"
resource "aws_subnet" "own" {
  vpc_id     = data.terraform_remote_state.net.outputs.vpc.id
  cidr_block = "10.0.20.0/24"
}
resource "aws_route_table" "own" {
  vpc_id = data.terraform_remote_state.net.outputs.vpc.id
  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = data.terraform_remote_state.net.outputs.nat
  }
}
resource "aws_route_table_association" "own" {
  subnet_id      = aws_subnet.own.id
  route_table_id = aws_route_table.own.id
}
"#;
    let mut files = both("network.tfstate");
    files[0].1 += "output \"nat\" { value = aws_nat_gateway.main.id }\n";
    files[1].1 += table;
    let checked = Run::default().check(&files);
    let of_own = checked.diagnostics.iter().filter(|d| d.rule.id == MISSED);
    let all: Vec<_> = of_own.map(|d| (d.fingerprint.as_str(), d.fix.is_some())).collect();
    assert!(all.iter().all(|(_, fix)| !fix), "{all:?}");
    assert!(!all.is_empty());
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let mut files = both("network.tfstate");
    let names: Vec<String> = (0..12).map(|n| format!("app{n}/main.tf")).collect();
    files.extend(
        names.iter().map(|name| (name.as_str(), backend(name) + &app(&reader("network.tfstate")))),
    );
    let shown = |threads: usize| {
        let run = Run { threads, ..Run::default() };
        let checked = run.check(&files);
        let found: Vec<_> = checked.diagnostics.iter().map(|d| format!("{d:?}")).collect();
        (
            found.len(),
            run.show(&files).0,
            checked.diagnostics.iter().map(|d| d.message.clone()).collect::<Vec<_>>(),
        )
    };
    let one = shown(1);
    assert_eq!(one, shown(4));
    assert_eq!(one.1["roots"].as_array().unwrap().len(), 14);
}

#[test]
fn the_graph_has_each_root() {
    let (system, sources, budget) =
        (system(&both("network.tfstate")), Sources::default(), Budget::default());
    let document = graph(&system, &sources, &budget, &Run::default().options());
    let document = serde_json::to_value(document).unwrap();
    let roots = document["roots"].as_array().unwrap();
    let names: Vec<_> = roots.iter().map(|r| &r["root"]).collect();
    assert_eq!(names, ["code/app", "code/net"]);
    let workload = &roots[0]["workloads"][0];
    assert_eq!(workload["address"], "aws_lambda_function.main");
    assert_eq!(workload["subnets"], serde_json::json!(["aws_subnet.private[1]"]));
    assert_eq!(roots[0]["vpcs"], serde_json::json!([]));
    assert_eq!(roots[1]["vpcs"][0]["address"], "aws_vpc.main");
}

#[test]
fn long_chains_of_roots_end() {
    // Each root hands on what the one before hands out.
    const ROOTS: usize = 400;
    let names: Vec<String> = (0..ROOTS).map(|n| format!("r{n:03}/main.tf")).collect();
    let files: Vec<_> = names
        .iter()
        .enumerate()
        .map(|(n, name)| {
            let value = match n.checked_sub(1) {
                None => "\"vpc-0\"".to_owned(),
                Some(_) => "data.terraform_remote_state.net.outputs.x".to_owned(),
            };
            let before = n.checked_sub(1).map(|n| reader(&format!("r{n}"))).unwrap_or_default();
            let text = format!("output \"x\" {{\n  value = {value}\n}}\n");
            (name.as_str(), backend(&format!("r{n}")) + &before + &text)
        })
        .collect();
    let mut files = files;
    files.push((
        "app/main.tf",
        reader(&format!("r{}", ROOTS - 1))
            + &function("data.terraform_remote_state.net.outputs.x", "\"subnet-1\""),
    ));
    let (document, notices) = Run::default().show(&files);
    assert_eq!(document["roots"].as_array().unwrap().len(), ROOTS + 1);
    let said: Vec<_> = notices.iter().map(|n| n.message.as_str()).collect();
    assert!(said.iter().all(|message| message.contains("`reference_depth`")), "{said:?}");
}
