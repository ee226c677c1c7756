//! Templates that are broken or hostile: clear words, bounded work; and how many scenarios there are.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails where its input is wrong")]

use std::fmt::Write as _;

use vpcelint_driver::{Checked, Options, Selection, check};
use vpcelint_source::{Budget, Gravity, Limits, Memory, Severity, Sources};

fn checked_with(files: &[(&str, &str)], limits: Limits) -> Checked {
    let system = files
        .iter()
        .fold(Memory::default(), |system, (path, text)| system.with(&format!("code/{path}"), text));
    let options = Options { paths: vec!["code".into()], threads: Some(1), ..Options::default() };
    let selection =
        Selection { min_severity: Some(Severity::Info), pedantic: true, ..Selection::default() };
    check(&system, &Sources::default(), &Budget::new(limits), &options, selection)
}

fn checked(text: &str) -> Checked {
    checked_with(&[("t.yaml", text)], Limits::default())
}

/// The only thing that is said.
fn said(checked: &Checked) -> (Gravity, &str) {
    let [notice] = &checked.notices[..] else { panic!("{:?}", checked.notices) };
    (notice.gravity, &notice.message)
}

#[test]
fn a_broken_resource_costs_only_itself() {
    let text = "
Resources:
  A: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  B:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: 10.1.0.0/16
     EnableDnsSupport: true
  C: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.2.0.0/16}}
";
    let checked = checked(text);
    assert_eq!(checked.summary.vpcs, 2);
    assert_eq!(said(&checked).0, Gravity::Error);
    assert!(checked.notices[0].span.is_some());
}

#[test]
fn what_another_tool_fills_in_is_no_error() {
    let text = "
Resources:
  A: {Type: AWS::EC2::VPC}
%{ for name in names ~}
  ${name}: {Type: AWS::EC2::VPC}
%{ endfor ~}
";
    let run = checked_with(
        &[("t.yaml", text), ("u.yaml", "Resources: {V: {Type: 'AWS::EC2::VPC'}}\n")],
        Limits::default(),
    );
    let (gravity, message) = said(&run);
    assert!(gravity == Gravity::Notice && message.contains("another tool"), "{message}");
}

#[test]
fn alias_bombs_are_bounded() {
    let mut text = String::from("x:\n  a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n");
    for n in 1..12 {
        let before = vec![format!("*a{}", n - 1); 10].join(", ");
        let _ = writeln!(text, "  a{n}: &a{n} [{before}]");
    }
    text += "Resources:\n  V: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16, Tags: *a11}}\n";
    let checked = checked(&text);
    assert_eq!(checked.summary.vpcs, 1);
    let capped = |n: &&vpcelint_source::Notice| n.message.contains("`document_nodes`");
    assert_eq!(checked.notices.iter().filter(capped).count(), 1, "{:?}", checked.notices);
}

#[test]
fn large_templates_are_refused_by_name() {
    let mut text = String::from("AWSTemplateFormatVersion: '2010-09-09'\nResources: {}\n");
    text += &"# padding\n".repeat(5 << 20);
    let checked = checked_with(&[("t.yaml", &text)], Limits::default());
    let (gravity, message) = said(&checked);
    assert_eq!(gravity, Gravity::Error);
    assert!(message.contains("`file_bytes`"), "{message}");
    // What is large and not ours is nobody's business.
    let text = "- x\n".repeat(5 << 20);
    let other =
        [("data.yaml", text.as_str()), ("t.yaml", "Resources: {V: {Type: 'AWS::EC2::VPC'}}\n")];
    assert_eq!(checked_with(&other, Limits::default()).notices, []);
}

#[test]
fn texts_that_double_in_each_nested_stack_are_bounded() {
    let mut files = Vec::new();
    for n in 0..24 {
        let next = match n {
            23 => "  V: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: !Ref P}}\n".to_owned(),
            _ => format!(
                "  S:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: t{}.yaml\n      Parameters: {{P: !Sub '${{P}}${{P}}'}}\n",
                n + 1
            ),
        };
        let text =
            format!("Parameters: {{P: {{Type: String, Default: abcdefgh}}}}\nResources:\n{next}");
        files.push((format!("t{n}.yaml"), text));
    }
    let files: Vec<_> = files.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let checked = checked_with(&files, Limits::default());
    assert!(said(&checked).1.contains("`string_bytes`"), "{:?}", checked.notices);
}

#[test]
fn deep_nesting_of_stacks_is_bounded() {
    let files: Vec<_> = (0..40)
        .map(|n| {
            let text = format!(
                "Resources:\n  S: {{Type: 'AWS::CloudFormation::Stack', Properties: {{TemplateURL: t{}.yaml}}}}\n",
                n + 1
            );
            (format!("t{n}.yaml"), text)
        })
        .chain([("t40.yaml".to_owned(), "Resources: {V: {Type: 'AWS::EC2::VPC'}}\n".to_owned())])
        .collect();
    let files: Vec<_> = files.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    assert!(said(&checked_with(&files, Limits::default())).1.contains("`module_depth`"));
    let limits = Limits { module_depth: 41, ..Limits::default() };
    assert_eq!(checked_with(&files, limits).notices, []);
}

#[test]
fn stacks_that_nest_the_next_twice_are_bounded() {
    let files: Vec<_> = (0..30)
        .map(|n| {
            let next = format!(
                "{{Type: 'AWS::CloudFormation::Stack', Properties: {{TemplateURL: t{}.yaml}}}}",
                n + 1
            );
            (format!("t{n}.yaml"), format!("Resources:\n  A: {next}\n  B: {next}\n"))
        })
        .chain([("t30.yaml".to_owned(), "Resources: {V: {Type: 'AWS::EC2::VPC'}}\n".to_owned())])
        .collect();
    let files: Vec<_> = files.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let limits = Limits { modules: 200, ..Limits::default() };
    let run = checked_with(&files, limits);
    assert!(run.notices.iter().all(|n| n.message.contains("`modules`")), "{:?}", run.notices);
    assert!(!run.notices.is_empty());
}

#[test]
fn loops_are_bounded() {
    let text = "
Transform: AWS::LanguageExtensions
Parameters: {L: {Type: CommaDelimitedList, Default: 'a,b,c,d'}}
Resources:
  Fn::ForEach::One:
    - X
    - !Ref L
    - V${X}: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
";
    let below = Limits { instances: 4, ..Limits::default() };
    let run = checked_with(&[("t.yaml", text)], below);
    assert_eq!((run.summary.vpcs, run.notices.len()), (4, 0), "{:?}", run.notices);
    let above = Limits { instances: 3, ..Limits::default() };
    let run = checked_with(&[("t.yaml", text)], above);
    assert!(said(&run).1.contains("`instances`"), "{:?}", run.notices);
    // Loops in loops: a million resources.
    let list = (0..1000).map(|n| n.to_string()).collect::<Vec<_>>().join(",");
    let text = format!(
        "
Transform: AWS::LanguageExtensions
Resources:
  Fn::ForEach::One:
    - X
    - [{list}]
    - Fn::ForEach::Two:
        - Y
        - [{list}]
        - V${{X}}${{Y}}: {{Type: AWS::EC2::VPC, Properties: {{CidrBlock: 10.0.0.0/16}}}}
"
    );
    let limits = Limits { root_instances: 2000, ..Limits::default() };
    let run = checked_with(&[("t.yaml", &text)], limits);
    assert!(run.summary.vpcs <= 4000, "{}", run.summary.vpcs);
    assert!(run.notices.iter().any(|n| n.message.contains("`root_instances`")));
}

/// A template with parameters and conditions on them, each of which decides about a VPC.
fn switches(parameters: &str, conditions: &[String]) -> String {
    let mut text = format!("Parameters:\n{parameters}Conditions:\n");
    for (n, condition) in conditions.iter().enumerate() {
        let _ = writeln!(text, "  C{n}: {condition}");
    }
    text += "Resources:\n  Always: {Type: AWS::EC2::VPC}\n";
    for n in 0..conditions.len() {
        let _ = writeln!(text, "  V{n}: {{Type: AWS::EC2::VPC, Condition: C{n}}}");
    }
    text
}

#[test]
fn scenarios_are_those_that_are_consistent() {
    let conditions: Vec<_> = (0..12)
        .map(|n| {
            let value = ["dev", "test", "prod"][n % 3];
            match n % 2 {
                0 => format!("!Equals [!Ref Stage, {value}]"),
                _ => format!("!Not [!Equals [{value}, !Ref Stage]]"),
            }
        })
        .collect();
    let listed = "  Stage: {Type: String, Default: dev, AllowedValues: [dev, test, prod]}\n";
    assert_eq!(checked(&switches(listed, &conditions)).summary.scenarios, 3);
    let free = "  Stage: {Type: String, Default: dev}\n";
    assert_eq!(checked(&switches(free, &conditions)).summary.scenarios, 4);
    // What the template itself forbids is no scenario.
    let rule = "Rules:\n  R:\n    Assertions:\n      - Assert: !Not [!Equals [!Ref Stage, prod]]\n";
    let forbidden = format!("{rule}{}", switches(listed, &conditions));
    assert_eq!(checked(&forbidden).summary.scenarios, 2);
    // What does not matter to the network makes no scenario.
    let text = "
Parameters: {Size: {Type: String, Default: small, AllowedValues: [small, large]}}
Resources:
  V: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16, Tags: [{Key: Size, Value: !Ref Size}]}}
";
    assert_eq!(checked(text).summary.scenarios, 0);
}

#[test]
fn scenarios_are_bounded() {
    let parameters: String = (0..20).fold(String::new(), |text, n| {
        text + &format!("  P{n}: {{Type: String, Default: 'no', AllowedValues: ['yes', 'no']}}\n")
    });
    let conditions: Vec<_> = (0..20).map(|n| format!("!Equals [!Ref P{n}, 'yes']")).collect();
    let run = checked(&switches(&parameters, &conditions));
    assert_eq!(run.summary.scenarios, 64);
    assert!(said(&run).1.contains("`scenarios`"), "{:?}", run.notices);
}

#[test]
fn opposite_conditions_never_meet() {
    // Two endpoints for one service with private DNS, of which only one is ever there.
    let text = "
Parameters: {Mode: {Type: String, Default: full}}
Conditions:
  Full: !Equals [!Ref Mode, full]
  Minimal: !Not [!Condition Full]
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16, EnableDnsHostnames: true}}
  Subnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24}}
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      VpcId: !Ref Vpc
      GroupDescription: x
      SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/16}]
  One: &endpoint
    Type: AWS::EC2::VPCEndpoint
    Condition: Full
    Properties: &properties
      VpcId: !Ref Vpc
      VpcEndpointType: Interface
      ServiceName: !Sub com.amazonaws.${AWS::Region}.ssm
      SubnetIds: [!Ref Subnet]
      SecurityGroupIds: [!Ref Group]
      PrivateDnsEnabled: true
  Two:
    Type: AWS::EC2::VPCEndpoint
    Condition: CONDITION
    Properties: *properties
";
    let duplicate = |text: &str| {
        let run = checked(text);
        let all = run.diagnostics.into_iter();
        all.filter(|d| d.rule.id == "private-dns-duplicate-in-vpc")
            .map(|d| d.when)
            .collect::<Vec<_>>()
    };
    assert_eq!(duplicate(&text.replace("CONDITION", "Minimal")), []);
    let together = duplicate(&text.replace("CONDITION", "Full"));
    assert_eq!(together, [Some("Mode is `full`".to_owned())]);
}

#[test]
fn findings_name_the_construct_that_makes_the_resource() {
    let json = serde_json::json!({"Resources": {
        "Vpc": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16", "EnableDnsHostnames": true}},
        "Subnet": {"Type": "AWS::EC2::Subnet", "Properties": {"VpcId": {"Ref": "Vpc"}, "CidrBlock": "10.0.0.0/24"}},
        "VpcSsm5E1B": {"Type": "AWS::EC2::VPCEndpoint",
            "Properties": {"VpcId": {"Ref": "Vpc"}, "VpcEndpointType": "Interface",
                "ServiceName": "com.amazonaws.eu-west-1.ssm", "SubnetIds": [{"Ref": "Subnet"}],
                "SecurityGroupIds": ["sg-1"]},
            "Metadata": {"aws:cdk:path": "Net/Vpc/Ssm/Resource"}},
    }});
    let run = checked(&json.to_string());
    let [finding] = &run.diagnostics[..] else { panic!("{:?}", run.diagnostics) };
    assert_eq!(finding.resource, "VpcSsm5E1B");
    let named =
        finding.related.iter().any(|label| label.message.contains("`Net/Vpc/Ssm/Resource`"));
    assert!(named, "{:?}", finding.related);
}

#[test]
fn wishes_of_authors_hide_findings() {
    let text = |comment: &str, metadata: &str| {
        format!(
            "
Resources:
  Vpc: {{Type: AWS::EC2::VPC, Properties: {{CidrBlock: 10.0.0.0/16, EnableDnsHostnames: true}}}}
  Subnet: {{Type: AWS::EC2::Subnet, Properties: {{VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24}}}}
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      VpcId: !Ref Vpc
      GroupDescription: x
      SecurityGroupIngress: [{{IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/16}}]
  {comment}
  Endpoint:
    Type: AWS::EC2::VPCEndpoint
    {metadata}
    Properties:
      VpcId: !Ref Vpc
      VpcEndpointType: Interface
      ServiceName: !Sub com.amazonaws.${{AWS::Region}}.ssm
      SubnetIds: [!Ref Subnet]
      SecurityGroupIds: [!Ref Group]
      PrivateDnsEnabled: false
"
        )
    };
    let rule = "interface-endpoint-private-dns-off";
    let shown = |text: &str| {
        let run = checked(text);
        let hidden: Vec<_> = run
            .diagnostics
            .iter()
            .filter_map(|d| Some(d.suppressed.as_ref()?.reason.clone()))
            .collect();
        let open = run.diagnostics.iter().filter(|d| d.suppressed.is_none());
        (open.map(|d| d.rule.id).collect::<Vec<_>>(), hidden)
    };
    assert_eq!(shown(&text("", "")), (vec![rule], vec![]));
    let comment = format!("# vpcelint:ignore[{rule}] a central zone answers");
    let hidden = vec!["a central zone answers".to_owned()];
    assert_eq!(shown(&text(&comment, "")), (vec![], hidden.clone()));
    let wish = format!("vpcelint: {{ignore: [{{rule: {rule}, reason: a central zone answers}}]}}");
    assert_eq!(shown(&text("", &format!("Metadata: {{{wish}}}"))), (vec![], hidden.clone()));
    let template = format!("Metadata:\n  {wish}\n{}", text("", ""));
    assert_eq!(shown(&template), (vec![], hidden.clone()));
    let unused =
        format!("Metadata:\n  {}\n{}", wish.replace(rule, "endpoint-default-sg"), text("", ""));
    assert_eq!(shown(&unused), (vec!["unused-suppression", rule], vec![]));
    let json = serde_json::json!({
        "Metadata": {"vpcelint": {"ignore": [{"rule": rule, "reason": "a central zone answers"}]}},
        "Resources": {
            "Vpc": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16", "EnableDnsHostnames": true}},
            "Subnet": {"Type": "AWS::EC2::Subnet", "Properties": {"VpcId": {"Ref": "Vpc"}, "CidrBlock": "10.0.0.0/24"}},
            "Endpoint": {"Type": "AWS::EC2::VPCEndpoint", "Properties": {"VpcId": {"Ref": "Vpc"},
                "VpcEndpointType": "Interface", "ServiceName": "com.amazonaws.eu-west-1.ssm",
                "SubnetIds": [{"Ref": "Subnet"}], "SecurityGroupIds": ["sg-1"]}},
        },
    });
    assert_eq!(shown(&json.to_string()), (vec![], hidden));
}

#[test]
fn circles_beside_other_templates_are_reported() {
    let nests = |file: &str| {
        format!(
            "Resources: {{S: {{Type: 'AWS::CloudFormation::Stack', Properties: {{TemplateURL: {file}}}}}}}\n"
        )
    };
    let vpc = "Resources: {V: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: 10.0.0.0/16}}}\n";
    let (a, b) = (nests("b.yaml"), nests("a.yaml"));
    let files = [("a.yaml", a.as_str()), ("b.yaml", b.as_str()), ("c.yaml", vpc)];
    let checked = checked_with(&files, Limits::default());
    let (gravity, message) = said(&checked);
    assert!(gravity == Gravity::Error && message.contains("nested in itself"), "{message}");
}

#[test]
fn a_template_whose_only_resource_is_broken_is_still_one() {
    for (text, wanted) in [
        (
            "Resources:\n  V:\n    Type: AWS::EC2::VPC\n    Properties\n      CidrBlock: x\n",
            "colon",
        ),
        ("Resources:\n\tV:\n\t\tType: AWS::EC2::VPC\n", "no tabs"),
    ] {
        let checked = checked(text);
        let (gravity, message) = said(&checked);
        assert!(gravity == Gravity::Error && message.contains(wanted), "{message}");
    }
}

#[test]
fn texts_that_grow_from_stack_to_stack_are_bounded() {
    let step = "Parameters: {P: {Type: String}}
Resources: {V: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: !Ref P}}}
Outputs: {O: {Value: !Sub '${P}${P}${P}${P}${P}${P}${P}${P}'}}
";
    let mut text = "Parameters: {Open: {Type: String}}\nResources:\n".to_owned();
    let mut value = "!Ref Open".to_owned();
    for n in 0..40 {
        writeln!(
            text,
            "  N{n}: {{Type: 'AWS::CloudFormation::Stack', Properties: {{TemplateURL: step.yaml, Parameters: {{P: {value}}}}}}}"
        )
        .unwrap();
        value = format!("!GetAtt N{n}.Outputs.O");
    }
    let limits = Limits { string_bytes: 1 << 16, ..Limits::default() };
    let checked = checked_with(&[("t.yaml", &text), ("step.yaml", step)], limits);
    let (gravity, message) = said(&checked);
    assert!(gravity == Gravity::Notice && message.contains("string_bytes"), "{message}");
}

#[test]
fn long_texts_count_as_steps() {
    let long = "x".repeat(10_000);
    let mut text = format!("Mappings: {{M: {{a: {{b: {long}}}}}}}\nResources:\n");
    for n in 0..100 {
        writeln!(
            text,
            "  V{n}: {{Type: 'AWS::EC2::VPC', Properties: {{CidrBlock: !Join ['', [x, !FindInMap [M, a, b]]]}}}}"
        )
        .unwrap();
    }
    let limits = Limits { steps: 20_000, ..Limits::default() };
    let checked = checked_with(&[("t.yaml", &text)], limits);
    let (gravity, message) = said(&checked);
    assert!(gravity == Gravity::Notice && message.contains("`steps`"), "{message}");
}

#[test]
fn names_beside_loops_are_checked_where_all_are_known() {
    let text = |list: &str| {
        format!(
            "
Transform: AWS::LanguageExtensions
Parameters: {{Open: {{Type: CommaDelimitedList}}}}
Resources:
  Fn::ForEach::Vpcs:
    - Name
    - {list}
    - 'V&{{Name}}': {{Type: 'AWS::EC2::VPC', Properties: {{CidrBlock: 10.0.0.0/16}}}}
  A: {{Type: 'AWS::EC2::Subnet', Properties: {{VpcId: !Ref Vb1, CidrBlock: 10.0.0.0/24}}}}
  B: {{Type: 'AWS::EC2::Subnet', Properties: {{VpcId: !Ref Vc, CidrBlock: 10.0.1.0/24}}}}
"
        )
    };
    let known = checked(&text("[a, b-1]"));
    let missing = (Gravity::Error, "there is no parameter or resource `Vc` in the template");
    assert_eq!(said(&known), missing);
    let open = checked(&text("!Ref Open"));
    assert_eq!(said(&open).0, Gravity::Notice);
}
