//! Fixes of templates.

use super::*;

/// A template with an endpoint whose private DNS is as given.
fn template(dns: &str, rules: &str, more: &str) -> String {
    format!(
        r#"AWSTemplateFormatVersion: "2010-09-09"
{more}Resources:
  V:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: 10.0.0.0/16
      EnableDnsHostnames: true
  A:
    Type: AWS::EC2::Subnet
    Properties: {{ VpcId: !Ref V, CidrBlock: 10.0.1.0/24 }}
  G:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: endpoints # theirs
      VpcId: !Ref V
{rules}
  E:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcId: !Ref V
      ServiceName: com.amazonaws.eu-west-1.sqs
      VpcEndpointType: Interface
      SubnetIds: [!Ref A]
      SecurityGroupIds:
        - !Ref G # the group
{dns}
"#
    )
}

const RULES_OF_TEMPLATE: &str = "      SecurityGroupIngress:
        - { IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/16 }";

#[test]
fn templates_are_mended_where_a_person_would() {
    let on = "      PrivateDnsEnabled: true";
    let parameter = "Parameters:
  Dns: { Type: String, Default: 'false', AllowedValues: ['true', 'false'] }
";
    for (dns, more, wanted) in [
        ("", "", vec!["t.yaml:+      PrivateDnsEnabled: true"]),
        (
            "      PrivateDnsEnabled: false # why",
            "",
            vec![
                "t.yaml:-      PrivateDnsEnabled: false # why",
                "t.yaml:+      PrivateDnsEnabled: true # why",
            ],
        ),
        (
            "      PrivateDnsEnabled: !If [Always, \"false\", true]",
            "Conditions:\n  Always: !Equals [a, a]\n",
            vec![
                "t.yaml:-      PrivateDnsEnabled: !If [Always, \"false\", true]",
                "t.yaml:+      PrivateDnsEnabled: !If [Always, \"true\", true]",
            ],
        ),
    ] {
        let code = template(dns, RULES_OF_TEMPLATE, more);
        let code = if dns.is_empty() { code.trim_end().to_owned() + "\n" } else { code };
        assert_fixed(&[("t.yaml", &code)], &wanted);
    }
    // A default of several values is changed only if the finding is then gone in all scenarios.
    let code = template("      PrivateDnsEnabled: !Ref Dns", RULES_OF_TEMPLATE, parameter);
    let fixes = run(&[("t.yaml", &code)]);
    assert_eq!(changes(&fixes), Vec::<String>::new());
    let code = template(on, "", "").replace("!Ref V\n\n", "!Ref V\n");
    let added = "t.yaml:+      SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 443, ToPort: 443, \
                 CidrIp: !GetAtt V.CidrBlock}]";
    assert_fixed(&[("t.yaml", &code)], &[added]);
    let no_names =
        template(on, RULES_OF_TEMPLATE, "").replace("      EnableDnsHostnames: true\n", "");
    assert_fixed(&[("t.yaml", &no_names)], &["t.yaml:+      EnableDnsHostnames: true"]);
}

#[test]
fn templates_in_json_are_mended_in_json() {
    let json = r#"{
  "Resources": {
    "V": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"}},
    "A": {
      "Type": "AWS::EC2::Subnet",
      "Properties": {"VpcId": {"Ref": "V"}, "CidrBlock": "10.0.1.0/24"}
    },
    "E": {
      "Type": "AWS::EC2::VPCEndpoint",
      "Properties": {
        "VpcId": {"Ref": "V"},
        "ServiceName": "com.amazonaws.eu-west-1.sqs",
        "VpcEndpointType": "Interface",
        "SubnetIds": [{"Ref": "A"}],
        "SecurityGroupIds": ["sg-0123"],
        "PrivateDnsEnabled": true
      }
    }
  }
}
"#;
    let fixes = run(&[("t.json", json)]);
    assert_eq!(
        changes(&fixes),
        [
            "t.json:-    \"V\": {\"Type\": \"AWS::EC2::VPC\", \"Properties\": {\"CidrBlock\": \"10.0.0.0/16\"}},",
            "t.json:+    \"V\": {\"Type\": \"AWS::EC2::VPC\", \"Properties\": {\"CidrBlock\": \"10.0.0.0/16\", \"EnableDnsHostnames\": true}},",
        ],
    );
}

#[test]
fn tables_that_a_template_misses_are_appended() {
    let template = |tables: &str| {
        let mut code = r#"Resources:
  V: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  N: { Type: AWS::EC2::NatGateway, Properties: { ConnectivityType: private, SubnetId: !Ref SubA } }
"#
        .to_owned();
        for (n, name) in ["A", "B", "C"].iter().enumerate() {
            code += &format!(
                r#"  Sub{name}: {{ Type: AWS::EC2::Subnet, Properties: {{ VpcId: !Ref V, CidrBlock: 10.0.{n}.0/24 }} }}
  Table{name}: {{ Type: AWS::EC2::RouteTable, Properties: {{ VpcId: !Ref V }} }}
  Route{name}:
    Type: AWS::EC2::Route
    Properties: {{ RouteTableId: !Ref Table{name}, DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: !Ref N }}
  Has{name}:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties: {{ SubnetId: !Ref Sub{name}, RouteTableId: !Ref Table{name} }}
"#
            );
        }
        code + &format!(
            r#"  E:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      RouteTableIds:{tables}
      VpcId: !Ref V
      ServiceName: com.amazonaws.eu-west-1.s3
"#
        )
    };
    for (is, becomes) in [
        (" [!Ref TableA]", " [!Ref TableA, !Ref TableB, !Ref TableC]"),
        (
            "\n        - !Ref TableA # first",
            "\n        - !Ref TableA # first\n        - !Ref TableB\n        - !Ref TableC",
        ),
        (
            "\n      - Ref: TableA",
            "\n      - Ref: TableA\n      - !Ref TableB\n      - !Ref TableC",
        ),
        (
            "\n        - {Ref: TableA}",
            "\n        - {Ref: TableA}\n        - !Ref TableB\n        - !Ref TableC",
        ),
        (
            "\n        [\n          !Ref TableA # first\n        ]",
            "\n        [\n          !Ref TableA, # first\n          !Ref TableB,\n          !Ref TableC\n        ]",
        ),
        (
            "\n        [\n          !Ref TableA, # first\n        ]",
            "\n        [\n          !Ref TableA, # first\n          !Ref TableB,\n          !Ref TableC,\n        ]",
        ),
        (
            "\n        [\n          !Ref TableA\n        ]",
            "\n        [\n          !Ref TableA,\n          !Ref TableB,\n          !Ref TableC\n        ]",
        ),
    ] {
        let fixes = run(&[("t.yaml", &template(is))]);
        let [file] = &fixes.files[..] else { panic!("{is}: {} left out", fixes.left_out) };
        assert_eq!(&*file.after, template(becomes), "{is}");
    }
}
