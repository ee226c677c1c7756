//! Paths through other VPCs, worked out by hand: transit gateways, peerings, central endpoints and
//! central egress, each broken in one place, in both languages.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails where its input is wrong")]

use vpcelint_driver::{Ask, Given, Options, paths};
use vpcelint_source::{Budget, Memory, Sources};

const TERRAFORM: &str = include_str!("../../../../testdata/paths/hub.tf");
const TEMPLATE: &str = include_str!("../../../../testdata/paths/hub.yaml");

/// The path of the function to a service, with what carries it, and the last hop.
fn path(name: &str, text: &str, service: &str) -> (String, String) {
    let system = Memory::default().with(&format!("code/{name}"), text);
    let given = Given { region: Some("eu-west-1".into()), ..Given::default() };
    let options =
        Options { paths: vec!["code".into()], given, threads: Some(1), ..Options::default() };
    let ask = Ask { to: Some(service.into()), ..Ask::default() };
    let (rows, notices) = paths(&system, &Sources::default(), &Budget::default(), &options, &ask);
    assert_eq!(notices, [], "{name}");
    let [row] = &rows[..] else { panic!("{rows:?}") };
    let via = row.via.as_deref().map(|via| via.rsplit('.').next().unwrap_or(via).to_lowercase());
    let path = [Some(row.path.to_owned()), via].into_iter().flatten().collect::<Vec<_>>();
    (path.join(" "), row.hops.last().map(|hop| hop.says.clone()).unwrap_or_default())
}

/// A text in which something that certainly is there stands for something else.
fn edited(text: &str, edits: &[(&str, &str)]) -> String {
    edits.iter().fold(text.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    })
}

/// What is changed in Terraform, what in the template, the paths to SQS and S3.
type Case<'c> = (&'c [(&'c str, &'c str)], &'c [(&'c str, &'c str)], &'c str, &'c str);

#[test]
fn hub_and_spoke_lead_where_each_table_says() {
    let cases: &[Case<'_>] = &[
        (&[], &[], "interface-endpoint sqs", "nat nat"),
        // Nobody tells the spoke about the zone: the public name, by the NAT gateway of the hub.
        (
            &[("  vpc { vpc_id = aws_vpc.spoke.id }", "  vpc { vpc_id = aws_vpc.hub.id }")],
            &[("VPCId: !Ref Spoke", "VPCId: !Ref Hub")],
            "nat nat",
            "nat nat",
        ),
        // The zone takes the name, and has a record of another one only.
        (
            &[("  name    = \"sqs.eu-west-1", "  name    = \"other.sqs.eu-west-1")],
            &[(
                "Name: sqs.eu-west-1.amazonaws.com\n      Type",
                "Name: x.sqs.eu-west-1.amazonaws.com\n      Type",
            )],
            "none",
            "nat nat",
        ),
        // The spoke has no host names, without which zones need not answer.
        (
            &[("= \"10.1.0.0/16\"\n  enable_dns_hostnames = true", "= \"10.1.0.0/16\"")],
            &[("10.1.0.0/16, EnableDnsHostnames: true", "10.1.0.0/16")],
            "unknown",
            "nat nat",
        ),
        // The transit gateway has no default route in the code.
        (
            &[(
                "destination_cidr_block         = \"0.0.0.0/0\"",
                "destination_cidr_block         = \"172.16.0.0/12\"",
            )],
            &[(
                "TransitGatewayRouteTableId: !Ref TgwTable\n      DestinationCidrBlock: 0.0.0.0/0",
                "TransitGatewayRouteTableId: !Ref TgwTable\n      DestinationCidrBlock: 172.16.0.0/12",
            )],
            "interface-endpoint sqs",
            "transit-gateway tgw",
        ),
        // A more specific route drops what goes to the hub.
        (
            &[(
                "  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.hub.id\n}",
                "  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.hub.id\n}\nresource \"aws_ec2_transit_gateway_route\" \"drop\" {\n  transit_gateway_route_table_id = aws_ec2_transit_gateway.tgw.association_default_route_table_id\n  destination_cidr_block         = \"10.0.1.0/24\"\n  blackhole                      = true\n}",
            )],
            &[(
                "  Default:\n",
                "  Drop:\n    Type: AWS::EC2::TransitGatewayRoute\n    Properties:\n      TransitGatewayRouteTableId: !Ref TgwTable\n      DestinationCidrBlock: 10.0.1.0/24\n      Blackhole: true\n  Default:\n",
            )],
            "none",
            "nat nat",
        ),
        // The subnet of the NAT gateway knows no way back.
        (
            &[(
                "route_table_id         = aws_route_table.public.id\n  destination_cidr_block = \"10.1.0.0/16\"",
                "route_table_id         = aws_route_table.public.id\n  destination_cidr_block = \"10.9.0.0/16\"",
            )],
            &[(
                "RouteTableId: !Ref PublicTable\n      DestinationCidrBlock: 10.1.0.0/16",
                "RouteTableId: !Ref PublicTable\n      DestinationCidrBlock: 10.9.0.0/16",
            )],
            "interface-endpoint sqs",
            "none",
        ),
        // The endpoint's subnet knows no way back.
        (
            &[(
                "route_table_id         = aws_route_table.endpoints.id\n  destination_cidr_block = \"10.1.0.0/16\"",
                "route_table_id         = aws_route_table.endpoints.id\n  destination_cidr_block = \"10.9.0.0/16\"",
            )],
            &[(
                "RouteTableId: !Ref EndpointsTable\n      DestinationCidrBlock: 10.1.0.0/16",
                "RouteTableId: !Ref EndpointsTable\n      DestinationCidrBlock: 10.9.0.0/16",
            )],
            "none",
            "nat nat",
        ),
        // The network ACL of the spoke's attachment lets nothing through.
        (
            &[(
                "resource \"aws_vpc\" \"hub\"",
                "resource \"aws_network_acl\" \"acl\" {\n  vpc_id = aws_subnet.attach.vpc_id\n  subnet_ids = [aws_subnet.attach.id]\n}\nresource \"aws_vpc\" \"hub\"",
            )],
            &[(
                "  Hub:\n",
                "  Acl:\n    Type: AWS::EC2::NetworkAcl\n    Properties: {VpcId: !Ref Spoke}\n  AclOf:\n    Type: AWS::EC2::SubnetNetworkAclAssociation\n    Properties: {SubnetId: !Ref Attach, NetworkAclId: !Ref Acl}\n  Hub:\n",
            )],
            "blocked acl",
            "blocked acl",
        ),
        // It is asked only whence calls come and where answers go.
        (
            &[(
                "resource \"aws_vpc\" \"hub\"",
                "resource \"aws_network_acl\" \"acl\" {\n  vpc_id = aws_subnet.attach.vpc_id\n  subnet_ids = [aws_subnet.attach.id]\n  ingress {\n    rule_no = 1\n    action = \"allow\"\n    protocol = \"tcp\"\n    from_port = 443\n    to_port = 443\n    cidr_block = \"10.1.1.0/24\"\n  }\n  egress {\n    rule_no = 1\n    action = \"allow\"\n    protocol = \"tcp\"\n    from_port = 1024\n    to_port = 65535\n    cidr_block = \"10.1.1.0/24\"\n  }\n}\nresource \"aws_vpc\" \"hub\"",
            )],
            &[(
                "  Hub:\n",
                "  Acl:\n    Type: AWS::EC2::NetworkAcl\n    Properties: {VpcId: !Ref Spoke}\n  AclOf:\n    Type: AWS::EC2::SubnetNetworkAclAssociation\n    Properties: {SubnetId: !Ref Attach, NetworkAclId: !Ref Acl}\n  Entry0:\n    Type: AWS::EC2::NetworkAclEntry\n    Properties: {NetworkAclId: !Ref Acl, RuleNumber: 1, RuleAction: allow, Egress: false, Protocol: 6, CidrBlock: 10.1.1.0/24, PortRange: {From: 443, To: 443}}\n  Entry1:\n    Type: AWS::EC2::NetworkAclEntry\n    Properties: {NetworkAclId: !Ref Acl, RuleNumber: 1, RuleAction: allow, Egress: true, Protocol: 6, CidrBlock: 10.1.1.0/24, PortRange: {From: 1024, To: 65535}}\n  Hub:\n",
            )],
            "interface-endpoint sqs",
            "nat nat",
        ),
        // It lets calls through, but no answers.
        (
            &[(
                "resource \"aws_vpc\" \"hub\"",
                "resource \"aws_network_acl\" \"acl\" {\n  vpc_id = aws_subnet.attach.vpc_id\n  subnet_ids = [aws_subnet.attach.id]\n  ingress {\n    rule_no = 1\n    action = \"allow\"\n    protocol = \"tcp\"\n    from_port = 443\n    to_port = 443\n    cidr_block = \"10.1.1.0/24\"\n  }\n  egress {\n    rule_no = 1\n    action = \"allow\"\n    protocol = \"tcp\"\n    from_port = 443\n    to_port = 443\n    cidr_block = \"10.1.1.0/24\"\n  }\n}\nresource \"aws_vpc\" \"hub\"",
            )],
            &[(
                "  Hub:\n",
                "  Acl:\n    Type: AWS::EC2::NetworkAcl\n    Properties: {VpcId: !Ref Spoke}\n  AclOf:\n    Type: AWS::EC2::SubnetNetworkAclAssociation\n    Properties: {SubnetId: !Ref Attach, NetworkAclId: !Ref Acl}\n  Entry0:\n    Type: AWS::EC2::NetworkAclEntry\n    Properties: {NetworkAclId: !Ref Acl, RuleNumber: 1, RuleAction: allow, Egress: false, Protocol: 6, CidrBlock: 10.1.1.0/24, PortRange: {From: 443, To: 443}}\n  Entry1:\n    Type: AWS::EC2::NetworkAclEntry\n    Properties: {NetworkAclId: !Ref Acl, RuleNumber: 1, RuleAction: allow, Egress: true, Protocol: 6, CidrBlock: 10.1.1.0/24, PortRange: {From: 443, To: 443}}\n  Hub:\n",
            )],
            "blocked acl",
            "blocked acl",
        ),
        // That of the hub's attachment knows the hub's own addresses only.
        (
            &[(
                "resource \"aws_vpc\" \"hub\"",
                "resource \"aws_network_acl\" \"acl\" {\n  vpc_id = aws_subnet.hub_attach.vpc_id\n  subnet_ids = [aws_subnet.hub_attach.id]\n  egress {\n    rule_no = 1\n    action = \"allow\"\n    protocol = \"tcp\"\n    from_port = 443\n    to_port = 443\n    cidr_block = \"10.0.0.0/16\"\n  }\n  ingress {\n    rule_no = 1\n    action = \"allow\"\n    protocol = \"tcp\"\n    from_port = 1024\n    to_port = 65535\n    cidr_block = \"10.0.0.0/16\"\n  }\n}\nresource \"aws_vpc\" \"hub\"",
            )],
            &[(
                "  Hub:\n",
                "  Acl:\n    Type: AWS::EC2::NetworkAcl\n    Properties: {VpcId: !Ref Hub}\n  AclOf:\n    Type: AWS::EC2::SubnetNetworkAclAssociation\n    Properties: {SubnetId: !Ref HubAttach, NetworkAclId: !Ref Acl}\n  Entry0:\n    Type: AWS::EC2::NetworkAclEntry\n    Properties: {NetworkAclId: !Ref Acl, RuleNumber: 1, RuleAction: allow, Egress: true, Protocol: 6, CidrBlock: 10.0.0.0/16, PortRange: {From: 443, To: 443}}\n  Entry1:\n    Type: AWS::EC2::NetworkAclEntry\n    Properties: {NetworkAclId: !Ref Acl, RuleNumber: 1, RuleAction: allow, Egress: false, Protocol: 6, CidrBlock: 10.0.0.0/16, PortRange: {From: 1024, To: 65535}}\n  Hub:\n",
            )],
            "interface-endpoint sqs",
            "blocked acl",
        ),
        // Answers that are led to a NAT gateway are lost, though it would know the way.
        (
            &[(
                "route_table_id         = aws_route_table.endpoints.id\n  destination_cidr_block = \"10.1.0.0/16\"\n  transit_gateway_id     = aws_ec2_transit_gateway.tgw.id",
                "route_table_id         = aws_route_table.endpoints.id\n  destination_cidr_block = \"10.1.0.0/16\"\n  nat_gateway_id         = aws_nat_gateway.nat.id",
            )],
            &[(
                "RouteTableId: !Ref EndpointsTable\n      DestinationCidrBlock: 10.1.0.0/16\n      TransitGatewayId: !Ref Tgw",
                "RouteTableId: !Ref EndpointsTable\n      DestinationCidrBlock: 10.1.0.0/16\n      NatGatewayId: !Ref Nat",
            )],
            "none",
            "nat nat",
        ),
        // The endpoint's group knows the hub only.
        (
            &[("cidr_blocks = [\"10.0.0.0/8\"]", "cidr_blocks = [\"10.0.0.0/16\"]")],
            &[("CidrIp: 10.0.0.0/8", "CidrIp: 10.0.0.0/16")],
            "blocked endpoints",
            "nat nat",
        ),
        // The attachment has no subnet in the function's zone.
        (
            &[("\"eu-west-1a\" # attach", "\"eu-west-1b\"")],
            &[("eu-west-1a # attach", "eu-west-1b")],
            "none",
            "none",
        ),
        // The spoke has the addresses of the hub's endpoints itself.
        (
            &[(
                "  cidr_block           = \"10.1.0.0/16\"",
                "  cidr_block           = \"10.0.0.0/15\"",
            )],
            &[("CidrBlock: 10.1.0.0/16, ", "CidrBlock: 10.0.0.0/15, ")],
            "none",
            "nat nat",
        ),
        // Behind the hub's attachment an internet gateway, and no NAT gateway before it.
        (
            &[(
                "  nat_gateway_id         = aws_nat_gateway.nat.id",
                "  gateway_id             = aws_internet_gateway.igw.id",
            )],
            &[("NatGatewayId: !Ref Nat", "GatewayId: !Ref Igw")],
            "interface-endpoint sqs",
            "none",
        ),
        // The function's own group.
        (
            &[("cidr_blocks = [\"0.0.0.0/0\"]", "cidr_blocks = [\"10.0.1.0/24\"]")],
            &[(
                "{GroupDescription: work, VpcId: !Ref Spoke}",
                "{GroupDescription: work, VpcId: !Ref Spoke, SecurityGroupEgress: [{IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.1.0/24}]}",
            )],
            "interface-endpoint sqs",
            "blocked work",
        ),
        // A route that drops all.
        (
            &[(
                "  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.hub.id\n}",
                "  blackhole = true\n}",
            )],
            &[(
                "DestinationCidrBlock: 0.0.0.0/0\n      TransitGatewayAttachmentId: !Ref HubAttachment",
                "DestinationCidrBlock: 0.0.0.0/0\n      Blackhole: true",
            )],
            "interface-endpoint sqs",
            "none",
        ),
        // Out by a VPN.
        (
            &[(
                "  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.hub.id\n}",
                "  transit_gateway_attachment_id = aws_vpn_connection.v.transit_gateway_attachment_id\n}\nresource \"aws_vpn_connection\" \"v\" {\n  customer_gateway_id = \"cgw-1\"\n  type = \"ipsec.1\"\n  transit_gateway_id = aws_ec2_transit_gateway.tgw.id\n}",
            )],
            &[(
                "DestinationCidrBlock: 0.0.0.0/0\n      TransitGatewayAttachmentId: !Ref HubAttachment",
                "DestinationCidrBlock: 0.0.0.0/0\n      TransitGatewayAttachmentId: !GetAtt Vpn.TransitGatewayAttachmentId\n  Vpn:\n    Type: AWS::EC2::VPNConnection\n    Properties: {CustomerGatewayId: cgw-1, Type: ipsec.1, TransitGatewayId: !Ref Tgw}",
            )],
            "interface-endpoint sqs",
            "external a vpn",
        ),
    ];
    for (terraform, template, sqs, s3) in cases {
        let terraform = edited(TERRAFORM, terraform);
        let template = edited(TEMPLATE, template);
        for (service, wanted) in [("sqs", sqs), ("s3", s3)] {
            let of_terraform = path("main.tf", &terraform, service);
            let of_template = path("main.yaml", &template, service);
            assert_eq!(of_terraform.0, *wanted, "{service}: {of_terraform:?}\n{terraform}");
            let bare =
                of_template.0.replace("endpointsgroup", "endpoints").replace("workgroup", "work");
            assert_eq!(bare, *wanted, "{service}: {of_template:?}\n{template}");
        }
    }
}

#[test]
fn switches_of_transit_gateways_that_are_not_known_decide_nothing() {
    let variable = "variable \"on\" { type = any }\n";
    for (from, to) in [
        (
            "default_route_table_association = \"enable\"",
            "default_route_table_association = var.on",
        ),
        (
            "  subnet_ids         = [aws_subnet.attach.id]",
            "  subnet_ids         = [aws_subnet.attach.id]\n  transit_gateway_default_route_table_association = var.on",
        ),
        (
            "  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.hub.id\n}",
            "  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.hub.id\n  blackhole = var.on\n}",
        ),
    ] {
        let text = edited(TERRAFORM, &[(from, to)]) + variable;
        let system = Memory::default().with("code/main.tf", &text);
        let options =
            Options { paths: vec!["code".into()], threads: Some(1), ..Options::default() };
        let ask = Ask { to: Some("s3".into()), ..Ask::default() };
        let (sources, budget) = (Sources::default(), Budget::default());
        let (rows, _) = paths(&system, &sources, &budget, &options, &ask);
        let found: Vec<_> = rows.iter().map(|row| row.path).collect();
        assert_eq!(found, ["unknown"], "{to}");
    }
}

/// Twelve VPCs on one transit gateway, whose tables all lead on to the next by each of eight subnets in
/// zones that nobody knows: more ways than anybody could follow.
#[test]
fn ways_that_branch_at_every_step_are_given_up() {
    use std::fmt::Write as _;
    let mut text = String::from(
        "variable \"zone\" { type = string }\nresource \"aws_ec2_transit_gateway\" \"t\" {\n  default_route_table_association = \"disable\"\n  default_route_table_propagation = \"disable\"\n}\n",
    );
    for vpc in 0..12 {
        let subnets: Vec<_> = (0..8).map(|n| format!("aws_subnet.v{vpc}s{n}.id")).collect();
        writeln!(
            text,
            "resource \"aws_vpc\" \"v{vpc}\" {{ cidr_block = \"10.{vpc}.0.0/16\" }}\nresource \"aws_route\" \"v{vpc}\" {{\n  route_table_id = aws_vpc.v{vpc}.main_route_table_id\n  destination_cidr_block = \"0.0.0.0/0\"\n  transit_gateway_id = aws_ec2_transit_gateway.t.id\n}}\nresource \"aws_ec2_transit_gateway_vpc_attachment\" \"v{vpc}\" {{\n  transit_gateway_id = aws_ec2_transit_gateway.t.id\n  vpc_id = aws_vpc.v{vpc}.id\n  subnet_ids = [{}]\n}}\nresource \"aws_ec2_transit_gateway_route_table\" \"v{vpc}\" {{ transit_gateway_id = aws_ec2_transit_gateway.t.id }}\nresource \"aws_ec2_transit_gateway_route_table_association\" \"v{vpc}\" {{\n  transit_gateway_attachment_id = aws_ec2_transit_gateway_vpc_attachment.v{vpc}.id\n  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.v{vpc}.id\n}}\nresource \"aws_ec2_transit_gateway_route\" \"v{vpc}\" {{\n  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.v{vpc}.id\n  destination_cidr_block = \"0.0.0.0/0\"\n  transit_gateway_attachment_id = aws_ec2_transit_gateway_vpc_attachment.v{}.id\n}}",
            subnets.join(", "),
            (vpc + 1) % 12
        )
        .unwrap();
        for n in 0..8 {
            writeln!(
                text,
                "resource \"aws_subnet\" \"v{vpc}s{n}\" {{\n  vpc_id = aws_vpc.v{vpc}.id\n  cidr_block = \"10.{vpc}.{n}.0/24\"\n  availability_zone = \"${{var.zone}}{n}\"\n}}"
            )
            .unwrap();
        }
    }
    text += "resource \"aws_iam_role\" \"r\" {\n  inline_policy {\n    policy = jsonencode({ Statement = [{ Effect = \"Allow\", Action = \"sqs:SendMessage\", Resource = \"*\" }] })\n  }\n}\nresource \"aws_lambda_function\" \"f\" {\n  role = aws_iam_role.r.arn\n  vpc_config {\n    subnet_ids = [aws_subnet.v0s0.id]\n    security_group_ids = []\n  }\n}\n";
    let system = Memory::default().with("code/main.tf", &text);
    let given = Given { region: Some("eu-west-1".into()), ..Given::default() };
    let options =
        Options { paths: vec!["code".into()], given, threads: Some(1), ..Options::default() };
    let (sources, budget) = (Sources::default(), Budget::default());
    let (rows, _) = paths(&system, &sources, &budget, &options, &Ask::default());
    let [row] = &rows[..] else { panic!("{rows:?}") };
    assert_eq!(row.path, "unknown");
    assert!(row.hops.len() < 100, "{}", row.hops.len());
}

/// The hub's attachment has two subnets, neither in the zone of the spoke, so that either may be taken.
#[test]
fn attachments_of_which_one_subnet_refuses_decide_nothing() {
    let zone = "availability_zone = \"eu-west-1a\"";
    let subnet = |name: &str, cidr: &str| {
        let of = format!(
            "resource \"aws_subnet\" \"{name}\" {{\n  vpc_id            = aws_vpc.hub.id\n  cidr_block        = \"{cidr}\"\n  "
        );
        (format!("{of}{zone}"), format!("{of}availability_zone = \"eu-west-1b\""))
    };
    let moved = [subnet("hub_attach", "10.0.9.0/28"), subnet("endpoints", "10.0.1.0/24")];
    let with = "subnet_ids         = [aws_subnet.hub_attach.id]";
    let both = "subnet_ids         = [aws_subnet.hub_attach.id, aws_subnet.third.id]";
    let mut edits: Vec<_> = moved.iter().map(|(from, to)| (from.as_str(), to.as_str())).collect();
    edits.push((with, both));
    let text = edited(TERRAFORM, &edits)
        + "resource \"aws_subnet\" \"third\" {\n  vpc_id = aws_vpc.hub.id\n  cidr_block = \"10.0.8.0/28\"\n  availability_zone = \"eu-west-1c\"\n}\n";
    assert_eq!(path("main.tf", &text, "sqs").0, "interface-endpoint sqs");
    for (subnets, wanted) in [
        ("aws_subnet.third.id", "unknown"),
        ("aws_subnet.hub_attach.id, aws_subnet.third.id", "blocked acl"),
    ] {
        let acl = format!(
            "resource \"aws_network_acl\" \"acl\" {{\n  vpc_id = aws_vpc.hub.id\n  subnet_ids = [{subnets}]\n}}\n"
        );
        assert_eq!(path("main.tf", &(text.clone() + &acl), "sqs").0, wanted, "{subnets}");
    }
}
