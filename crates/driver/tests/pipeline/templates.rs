//! What templates evaluate to: each intrinsic function in its forms, what is refused, nested stacks,
//! exports, SAM and the CDK's assemblies.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails where its input is wrong")]

use serde_json::{Value, json};
use vpcelint_driver::{Argument, Given, Options, evaluate, everything, show};
use vpcelint_source::{Budget, Memory, Sources};

/// Resources by address, and what is said, of files below a directory.
fn evaluated(files: &[(&str, &str)], arguments: &[(&str, &str)]) -> (Value, Vec<String>) {
    let system = files
        .iter()
        .fold(Memory::default(), |system, (path, text)| system.with(&format!("code/{path}"), text));
    let sources = Sources::default();
    let given = Given {
        arguments: arguments
            .iter()
            .map(|(name, value)| Argument::Value((*name).into(), (*value).into()))
            .collect(),
        ..Given::default()
    };
    let options =
        Options { paths: vec!["code".into()], given, threads: Some(1), ..Options::default() };
    let run = evaluate(&system, &sources, &Budget::default(), &options, &everything());
    let said = run.notices.iter().map(|n| format!("{:?}: {}", n.gravity, n.message)).collect();
    let document = serde_json::to_value(show(&run, &sources, None)).unwrap();
    (document, said)
}

/// The values of a resource of the only root.
fn values(document: &Value, address: &str) -> Value {
    let roots = document["roots"].as_array().unwrap();
    let mut all = roots.iter().flat_map(|r| r["resources"].as_array().unwrap());
    let found = all.find(|r| r["address"] == address);
    found.map_or(Value::Null, |r| r["values"].clone())
}

/// The names that expressions can use.
const NAMES: &str = "
AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::LanguageExtensions
Parameters:
  Text: {Type: String, Default: abc}
  Number: {Type: Number, Default: 7}
  List: {Type: CommaDelimitedList, Default: 'a, b,c'}
  Nothing: {Type: String}
  Vpc: {Type: 'AWS::EC2::VPC::Id'}
  Secret: {Type: String, NoEcho: true, Default: hush}
  Stored: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /x}
Mappings:
  Map:
    one: {a: 1, b: [x, y]}
    two: {a: 1, b: [z]}
Conditions:
  Is: !Equals [!Ref Text, abc]
  IsNot: !Not [!Condition Is]
  Open: !Equals [!Ref Nothing, x]
  Both: !And [!Condition Is, !Not [!Condition IsNot], {Condition: Is}]
  Any: {'Fn::Or': [{Condition: IsNot}, {'Fn::Equals': [a, a]}]}
Resources:
  Net:
    Type: AWS::EC2::VPC
    Properties: {CidrBlock: 10.0.0.0/16}
";

#[test]
fn functions_give_what_cloudformation_gives() {
    let unknown = |reason: &str| json!({ "unknown": reason });
    for (expression, wanted) in [
        ("!Ref Text", json!("abc")),
        ("{Ref: Number}", json!("7")),
        ("!Ref List", json!(["a", "b", "c"])),
        ("!Ref Net", json!({"ref": "Net"})),
        ("!Ref Vpc", json!({"ref": "Vpc"})),
        ("!Ref Secret", json!({"sensitive": true})),
        ("!Ref Nothing", unknown("parameter `Nothing` has no value")),
        ("!Ref Stored", unknown("parameter `Stored` is read from Systems Manager")),
        ("!Ref AWS::NoValue", Value::Null),
        ("[a, !Ref AWS::NoValue, b]", json!(["a", "b"])),
        ("!GetAtt Net.DefaultSecurityGroup", json!({"ref": "Net.DefaultSecurityGroup"})),
        ("{'Fn::GetAtt': [Net, DefaultSecurityGroup]}", json!({"ref": "Net.DefaultSecurityGroup"})),
        ("!GetAtt Net.CidrBlock", json!("10.0.0.0/16")),
        ("!Sub 'x-${Text}-${!Text}'", json!("x-abc-${Text}")),
        ("!Sub ['${A}${Text}', {A: !Ref Number}]", json!("7abc")),
        ("!Sub '${Net}'", json!({"ref": "Net"})),
        ("!Join ['-', [a, !Ref Text, 1]]", json!("a-abc-1")),
        ("!Join ['', !Ref List]", json!("abc")),
        ("!Select [1, !Ref List]", json!("b")),
        ("!Select ['0', [x, y]]", json!("x")),
        ("!Split [',', 'a,b']", json!(["a", "b"])),
        ("!Select [1, !Split [',', !Join [',', [!Ref Net, b]]]]", json!("b")),
        ("!If [Is, a, b]", json!("a")),
        ("!If [IsNot, a, !Ref Text]", json!("abc")),
        ("!If [Both, a, b]", json!("a")),
        ("!If [Any, a, !Ref AWS::NoValue]", json!("a")),
        ("!If [IsNot, a, !Ref AWS::NoValue]", Value::Null),
        ("!If [Open, a, a]", json!("a")),
        ("!If [Open, a, b]", unknown("it depends on the condition `Open`")),
        ("!FindInMap [Map, one, b]", json!(["x", "y"])),
        ("!FindInMap [Map, !Ref Nothing, a]", json!(1)),
        ("!FindInMap [Map, three, a, {DefaultValue: d}]", json!("d")),
        ("!Cidr [!GetAtt Net.CidrBlock, 2, 8]", json!(["10.0.0.0/24", "10.0.1.0/24"])),
        ("!Length [a, b]", json!(2)),
        ("!Base64 text", json!("text")),
        ("!ToJsonString {a: [1, 'b\"']}", json!("{\"a\":[1,\"b\\\"\"]}")),
        ("yes", json!(true)),
        ("0777", json!(511)),
        ("2012-10-17", json!("2012-10-17")),
        ("'{{resolve:ssm:/x}}'", unknown("a dynamic reference is resolved at deployment")),
        ("!ImportValue Other", json!({"ref": "Fn::ImportValue(Other)"})),
        (
            "!Sub com.amazonaws.${AWS::Region}.s3",
            json!({
                "unknown": "`AWS::Region` is not given (`--region` gives it)",
                "known": "com.amazonaws.${?}.s3",
            }),
        ),
    ] {
        let template = format!(
            "{NAMES}  It:\n    Type: X::Y::Z\n    Properties:\n      Value: {expression}\n"
        );
        let (document, said) = evaluated(&[("t.yaml", &template)], &[]);
        assert_eq!(values(&document, "It")["Value"], wanted, "{expression}: {said:?}");
        assert!(said.is_empty(), "{expression}: {said:?}");
    }
}

#[test]
fn what_cloudformation_refuses_is_an_error() {
    for (expression, wanted) in [
        ("!Ref Nowhere", "there is no parameter or resource `Nowhere`"),
        ("!GetAtt Nowhere.Id", "there is no parameter or resource `Nowhere`"),
        ("!GetAtt Text.Id", "`Text` is a parameter"),
        ("!Sub '${Nowhere}'", "there is no parameter or resource `Nowhere`"),
        ("!If [Nowhere, a, b]", "there is no condition `Nowhere`"),
        ("!If [Is, a]", "`Fn::If` takes 3 elements, not 2"),
        ("!FindInMap [Nowhere, a, b]", "there is no mapping `Nowhere`"),
        ("!FindInMap [Map, three, a]", "the mapping `Map` has no `three` with `a`"),
        ("!Select [3, !Ref List]", "`Fn::Select` takes element 3, but the list has 3"),
        ("!Join [a]", "`Fn::Join` takes 2 elements, not 1"),
        ("!Nonsense a", "there is no intrinsic function `Fn::Nonsense`"),
        ("!Cidr [10.0.0.0/24, 300, 4]", "1 to 256"),
        ("!Cidr [10.0.0.0/24, 4, 7]", "has no room for 4"),
    ] {
        let template = format!(
            "{NAMES}  It:\n    Type: X::Y::Z\n    Properties:\n      Value: {expression}\n"
        );
        let (_, said) = evaluated(&[("t.yaml", &template)], &[]);
        let errors: Vec<_> = said.iter().filter(|s| s.starts_with("Error")).collect();
        assert!(errors.len() == 1 && errors[0].contains(wanted), "{expression}: {said:?}");
    }
}

#[test]
fn circles_are_reported() {
    for (resources, wanted) in [
        (
            "  A: {Type: X::Y::Z, Properties: {V: !Ref B}}\n  B: {Type: X::Y::Z, DependsOn: A}\n",
            Some("circular dependency: `A`, `B`"),
        ),
        ("  A: {Type: X::Y::Z, Properties: {V: !Ref A}}\n", Some("circular dependency: `A`")),
        (
            "  A: {Type: X::Y::Z, Properties: {V: !If [Is, !Ref B, x]}}\n  B: {Type: X::Y::Z, DependsOn: A}\n",
            None,
        ),
    ] {
        let (_, said) = evaluated(&[("t.yaml", &format!("{NAMES}{resources}"))], &[]);
        match wanted {
            Some(text) => assert!(said.iter().any(|s| s.contains(text)), "{resources}: {said:?}"),
            None => assert!(said.is_empty(), "{resources}: {said:?}"),
        }
    }
    let template = "Conditions: {A: !Condition B, B: !Not [!Condition A]}\nResources:\n  R: {Type: 'AWS::X::Y', Condition: A}\n";
    let (_, said) = evaluated(&[("t.yaml", template)], &[]);
    assert!(said.iter().any(|s| s.contains("depends on itself")), "{said:?}");
}

#[test]
fn loops_make_resources() {
    let template = "
Transform: AWS::LanguageExtensions
Parameters: {Names: {Type: CommaDelimitedList, Default: 'a,b-c'}}
Resources:
  Fn::ForEach::Subnets:
    - Name
    - !Ref Names
    - Subnet&{Name}:
        Type: AWS::EC2::Subnet
        Properties:
          VpcId: vpc-1
          Tags: [{Key: Name, Value: !Sub '${Name}-x'}, {Key: of, Value: '${Name}'}]
      'Fn::ForEach::Inner':
        - Number
        - [1, 2]
        - Table&{Name}${Number}:
            Type: AWS::EC2::RouteTable
            Properties: {VpcId: !Ref Name}
";
    let (document, said) = evaluated(&[("t.yaml", template)], &[]);
    assert!(said.is_empty(), "{said:?}");
    let tags = json!([{"Key": "Name", "Value": "b-c-x"}, {"Key": "of", "Value": "b-c"}]);
    assert_eq!(values(&document, "Subnetbc")["Tags"], tags);
    assert_eq!(values(&document, "Tablebc2")["VpcId"], "b-c");
    assert_eq!(values(&document, "Tablea1")["VpcId"], "a");
}

#[test]
fn nested_stacks_get_values_and_give_outputs() {
    let parent = "
Resources:
  Network:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: ./child.yaml
      Parameters: {Cidr: 10.1.0.0/16}
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties: {VpcId: !GetAtt Network.Outputs.Vpc, GroupDescription: !GetAtt Network.Outputs.Block}
";
    let child = "
Parameters: {Cidr: {Type: String, Default: 10.0.0.0/16}}
Resources:
  Vpc: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: !Ref Cidr}}
Outputs:
  Vpc: {Value: !Ref Vpc}
  Block: {Value: !GetAtt Vpc.CidrBlock}
";
    let (document, said) = evaluated(&[("parent.yaml", parent), ("child.yaml", child)], &[]);
    assert!(said.is_empty(), "{said:?}");
    assert_eq!(document["roots"].as_array().unwrap().len(), 1);
    assert_eq!(document["roots"][0]["root"], "code/parent.yaml");
    assert_eq!(values(&document, "Network/Vpc")["CidrBlock"], "10.1.0.0/16");
    assert_eq!(values(&document, "Group")["VpcId"], json!({"ref": "Network/Vpc"}));
    assert_eq!(values(&document, "Group")["GroupDescription"], "10.1.0.0/16");
    let circle = "Resources: {Own: {Type: 'AWS::CloudFormation::Stack', Properties: {TemplateURL: a.yaml}}}\n";
    let (_, said) = evaluated(&[("a.yaml", circle)], &[]);
    assert!(said.iter().any(|s| s.contains("nested in itself")), "{said:?}");
    let gone = "Resources: {Own: {Type: 'AWS::CloudFormation::Stack', Properties: {TemplateURL: b.yaml}}}\n";
    let (_, said) = evaluated(&[("a.yaml", gone)], &[]);
    assert!(said.iter().any(|s| s.contains("there is no template at `code/b.yaml`")), "{said:?}");
}

#[test]
fn local_files_are_included() {
    let template = "
AWSTemplateFormatVersion: '2010-09-09'
Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties:
      Fn::Transform: {Name: AWS::Include, Parameters: {Location: part.yaml}}
      EnableDnsSupport: true
";
    let part = "CidrBlock: !Sub 10.0.0.0/16\n";
    let (document, said) = evaluated(&[("t.yaml", template), ("part.yaml", part)], &[]);
    assert!(said.is_empty(), "{said:?}");
    let wanted = json!({"CidrBlock": "10.0.0.0/16", "EnableDnsSupport": true});
    assert_eq!(values(&document, "Vpc"), wanted);
    let elsewhere = template.replace("part.yaml", "s3://bucket/part.yaml");
    let (_, said) = evaluated(&[("t.yaml", &elsewhere)], &[]);
    assert!(said.iter().all(|s| s.contains("included from outside")), "{said:?}");
}

#[test]
fn exports_and_imports_join_templates() {
    let network = "
Resources: {Vpc: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: 10.0.0.0/16}}}
Outputs: {Vpc: {Value: !Ref Vpc, Export: {Name: shared-vpc}}}
";
    let app = "
Resources:
  Group: {Type: 'AWS::EC2::SecurityGroup', Properties: {VpcId: !ImportValue shared-vpc}}
";
    let (document, said) = evaluated(&[("network.yaml", network), ("app.yaml", app)], &[]);
    assert!(said.is_empty(), "{said:?}");
    let wanted = json!({"ref": "Vpc", "root": "code/network.yaml"});
    assert_eq!(values(&document, "Group")["VpcId"], wanted);
    // Two that export the name: it is not known whose it is.
    let twice = [("network.yaml", network), ("copy.yaml", network), ("app.yaml", app)];
    let (document, _) = evaluated(&twice, &[]);
    let imported = json!({"ref": "Fn::ImportValue(shared-vpc)"});
    assert_eq!(values(&document, "Group")["VpcId"], imported);
}

#[test]
fn serverless_functions_become_functions_with_roles() {
    let template = "
Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    VpcConfig: {SubnetIds: [subnet-1], SecurityGroupIds: [sg-1]}
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Handler: a.b
      VpcConfig: {SubnetIds: [subnet-2]}
      Policies:
        - AmazonSSMReadOnlyAccess
        - S3ReadPolicy: {BucketName: x}
        - Statement: [{Effect: Allow, Action: 'sqs:SendMessage', Resource: '*'}]
  Api:
    Type: AWS::Serverless::Api
    Properties: {StageName: v1, EndpointConfiguration: {Type: PRIVATE, VPCEndpointIds: [vpce-1]}}
Outputs: {Url: {Value: !Ref ServerlessRestApi}}
";
    let (document, said) = evaluated(&[("t.yaml", template)], &[]);
    assert!(said.is_empty(), "{said:?}");
    let function = values(&document, "Fn");
    assert_eq!(function["VpcConfig"]["SubnetIds"], json!(["subnet-1", "subnet-2"]));
    assert_eq!(function["VpcConfig"]["SecurityGroupIds"], json!(["sg-1"]));
    assert_eq!(function["Role"], json!({"ref": "FnRole.Arn"}));
    let role = values(&document, "FnRole");
    assert_eq!(
        role["ManagedPolicyArns"],
        json!(["arn:aws:iam::aws:policy/AmazonSSMReadOnlyAccess"])
    );
    let actions = &role["Policies"][0]["PolicyDocument"]["Statement"]["Action"];
    assert!(actions.as_array().unwrap().contains(&json!("s3:GetObject")), "{actions}");
    let api = values(&document, "Api");
    let wanted = json!({"Types": ["PRIVATE"], "VpcEndpointIds": ["vpce-1"]});
    assert_eq!(api["EndpointConfiguration"], wanted);
}

#[test]
fn assemblies_say_where_stacks_go() {
    let manifest = json!({"version": "36", "artifacts": {
        "Net": {"type": "aws:cloudformation:stack", "environment": "aws://123456789012/eu-west-1",
                "properties": {"templateFile": "Net.template.json", "stackName": "prod-net"}},
        "App": {"type": "aws:cloudformation:stack", "environment": "aws://unknown-account/unknown-region",
                "properties": {"templateFile": "App.template.json"}},
    }});
    let net = json!({"Resources": {
        "Vpc": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"},
                "Metadata": {"aws:cdk:path": "Net/Vpc/Resource"}},
        "It": {"Type": "X::Y::Z", "Properties": {"Region": {"Ref": "AWS::Region"},
                "Name": {"Ref": "AWS::StackName"}, "Suffix": {"Ref": "AWS::URLSuffix"}}}},
        "Outputs": {"ExportVpc": {"Value": {"Ref": "Vpc"},
                "Export": {"Name": {"Fn::Sub": "${AWS::StackName}:Vpc"}}}}});
    let app = json!({"Resources": {"Group": {"Type": "AWS::EC2::SecurityGroup",
        "Properties": {"VpcId": {"Fn::ImportValue": "prod-net:Vpc"}}}}});
    let files = [
        ("cdk.out/manifest.json", manifest.to_string()),
        ("cdk.out/Net.template.json", net.to_string()),
        ("cdk.out/App.template.json", app.to_string()),
    ];
    let files: Vec<_> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let (document, said) = evaluated(&files, &[]);
    assert!(said.is_empty(), "{said:?}");
    let it = values(&document, "It");
    assert_eq!((&it["Region"], &it["Name"]), (&json!("eu-west-1"), &json!("prod-net")));
    assert_eq!(it["Suffix"], "amazonaws.com");
    let wanted = json!({"ref": "Vpc", "root": "code/cdk.out/Net.template.json"});
    assert_eq!(values(&document, "Group")["VpcId"], wanted);
}

#[test]
fn given_values_come_before_defaults_and_are_checked() {
    let template = "
Parameters: {Size: {Type: String, Default: small, AllowedValues: [small, large]}}
Resources: {It: {Type: 'AWS::X::Y', Properties: {Size: !Ref Size}}}
";
    let (document, said) = evaluated(&[("t.yaml", template)], &[("Size", "large")]);
    assert!(said.is_empty(), "{said:?}");
    assert_eq!(values(&document, "It")["Size"], "large");
    let (_, said) = evaluated(&[("t.yaml", template)], &[("Size", "huge")]);
    assert!(said.iter().any(|s| s.contains("may be `small`, `large`, not `huge`")), "{said:?}");
}

#[test]
fn what_is_not_ours_is_passed_over() {
    let files = [
        ("pod.yaml", "kind: Pod\nspec: {Resources: {A: {Type: 'AWS::EC2::VPC'}}}\n"),
        ("broken.yaml", "a: [\n"),
        ("package.json", "{\"name\": \"x\"}"),
        (
            "t.yaml",
            "Resources: {A: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: 10.0.0.0/16}}}\n",
        ),
    ];
    let (document, said) = evaluated(&files, &[]);
    assert!(said.is_empty(), "{said:?}");
    assert_eq!(document["roots"].as_array().unwrap().len(), 1);
}

#[test]
fn all_conditions_are_decided() {
    let text = "
Conditions:
  Circle: !Not [!Condition Circle]
  Long: {Condition: Nowhere}
  Resource: !Equals [!Ref A, x]
  Attribute: !Equals [!GetAtt A.Arn, x]
  Short: !Or [!Equals [a, a]]
Resources:
  A: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: 10.0.0.0/16}}
";
    let (_, said) = evaluated(&[("a.yaml", text)], &[]);
    let wanted = [
        "Error: the condition `Circle` depends on itself",
        "Error: there is no condition `Nowhere` in the template",
        "Error: conditions can't refer to the resource `A`",
        "Error: conditions can't read attributes: there are no resources yet",
        "Error: `Fn::Or` takes 2 to 10 elements, not 1",
    ];
    assert_eq!(said, wanted);
}

#[test]
fn function_calls_in_serverless_resources_stay_whole() {
    let text = "
Transform: AWS::Serverless-2016-10-31
Globals:
  Function: {VpcConfig: {'Fn::If': [Is, {SubnetIds: [subnet-a]}, !Ref 'AWS::NoValue']}}
Conditions: {Is: !Equals [a, a]}
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      VpcConfig: {SubnetIds: [subnet-b]}
      Policies: !If [Is, 'arn:aws:iam::aws:policy/A', 'arn:aws:iam::aws:policy/B']
";
    let (document, said) = evaluated(&[("a.yaml", text)], &[]);
    assert_eq!(said, Vec::<String>::new());
    assert_eq!(values(&document, "F")["VpcConfig"], json!({"SubnetIds": ["subnet-b"]}));
    let role = values(&document, "FRole");
    assert_eq!(role["ManagedPolicyArns"], json!(["arn:aws:iam::aws:policy/A"]));
}

#[test]
fn secrets_are_in_no_message() {
    let text = "
Parameters: {Secret: {Type: String, NoEcho: true, Default: hunter2}}
Mappings: {M: {a: {b: c}}}
Resources:
  A:
    Type: AWS::EC2::Instance
    Properties: {ImageId: !FindInMap [M, !Ref Secret, b], KeyName: !ImportValue {Ref: Secret}}
";
    let (document, said) = evaluated(&[("a.yaml", text)], &[]);
    assert_eq!(said, ["Error: the mapping `M` has no `?` with `b`"]);
    assert!(!document.to_string().contains("hunter2"), "{document}");
}

#[test]
fn texts_of_other_stacks_may_be_lists() {
    let text = "
Resources:
  Vpc: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: 10.0.0.0/16}}
  Elsewhere: {Type: 'AWS::CloudFormation::Stack', Properties: {TemplateURL: 'https://x/y'}}
  A:
    Type: AWS::EC2::Instance
    Properties:
      First: !Select [0, !Split [',', !ImportValue Subnets]]
      Second: !Select [1, !Split [',', !ImportValue Subnets]]
      Nested: !Select [2, !Split [',', !GetAtt Elsewhere.Outputs.Subnets]]
      Own: !Select [0, !Split [',', !Ref Vpc]]
";
    let (document, said) = evaluated(&[("a.yaml", text)], &[]);
    assert_eq!(said, Vec::<String>::new());
    let values = values(&document, "A");
    assert_eq!(values["First"], json!({"ref": "Fn::ImportValue(Subnets)[0]"}));
    assert!(values["Second"]["unknown"].is_string(), "{values}");
    assert!(values["Nested"]["unknown"].is_string(), "{values}");
    assert_eq!(values["Own"], json!({"ref": "Vpc"}));
}

#[test]
fn exports_are_joined_within_their_region() {
    let artifact = |id: &str, region: &str| {
        json!({"type": "aws:cloudformation:stack", "environment": format!("aws://1/{region}"),
            "properties": {"templateFile": format!("{id}.json")}})
    };
    let mut artifacts = serde_json::Map::new();
    for (id, region) in [("NetA", "eu-west-1"), ("NetB", "us-east-1"), ("AppB", "us-east-1")] {
        artifacts.insert(id.into(), artifact(id, region));
    }
    let manifest = json!({"version": "1", "artifacts": artifacts}).to_string();
    let vpc = json!({"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"}});
    let export = json!({"Value": {"Ref": "Vpc"}, "Export": {"Name": "net"}});
    let net = json!({"Resources": {"Vpc": vpc}, "Outputs": {"V": export}}).to_string();
    let subnet = json!({"Type": "AWS::EC2::Subnet",
        "Properties": {"VpcId": {"Fn::ImportValue": "net"}}});
    let app = json!({"Resources": {"Sub": subnet}}).to_string();
    let files = [
        ("manifest.json", manifest.as_str()),
        ("NetA.json", &net),
        ("NetB.json", &net),
        ("AppB.json", &app),
    ];
    let (document, said) = evaluated(&files, &[]);
    assert_eq!(said, Vec::<String>::new());
    let wanted = json!({"ref": "Vpc", "root": "code/NetB.json"});
    assert_eq!(values(&document, "Sub")["VpcId"], wanted);
}
