//! Networks for the tests of the drawn formats.

use proptest::prelude::*;

use crate::graph::{
    Document, Endpoint, Known, NatGateway, Need, Root, Route, RouteTable, Subnet, TargetKind, Vpc,
    Workload, Zone,
};
use crate::paths::{self, Hop, Row};

pub(crate) fn is<T: From<&'static str>>(text: &'static str) -> Known<T> {
    Known::Is(T::from(text))
}

fn name(text: impl Into<String>) -> Known<String> {
    Known::Is(text.into())
}

pub(crate) fn document(roots: Vec<Root>) -> Document {
    Document { version: 1, roots, errors: Vec::new(), notices: Vec::new() }
}

pub(crate) fn vpc(address: &str) -> Vpc {
    Vpc {
        address: address.into(),
        cidrs: vec![is("10.0.0.0/16")],
        dns_support: Known::Is(true),
        dns_hostnames: Known::not("the variable has no value"),
        exists: None,
    }
}

fn route(target: &str, kind: TargetKind) -> Route {
    Route { destination: is("0.0.0.0/0"), target: name(target), target_kind: Known::Is(kind) }
}

pub(crate) fn to_transit_gateway() -> Route {
    route("tgw-1", TargetKind::TransitGateway)
}

pub(crate) fn subnet(address: &str, vpc: &str, zone: &str, default: Option<Route>) -> Subnet {
    Subnet {
        address: address.into(),
        vpc: name(vpc),
        az: name(zone),
        zone: None,
        cidr: Known::Is(Some("10.0.1.0/24".into())),
        route_table: name(format!("{address}.table")),
        default_route: Known::Is(default),
        nacl: is("acl"),
        exists: None,
    }
}

pub(crate) fn endpoint(address: &str, vpc: &str, service: &str, subnets: &[&str]) -> Endpoint {
    Endpoint {
        address: address.into(),
        r#type: Known::Is(if subnets.is_empty() { "Gateway" } else { "Interface" }),
        service: name(service),
        vpc: name(vpc),
        subnets: subnets.iter().map(|s| name(*s)).collect(),
        route_tables: Vec::new(),
        security_groups: Vec::new(),
        private_dns: Known::Is(true),
        exists: None,
    }
}

pub(crate) fn nat(address: &str, subnet: &str) -> NatGateway {
    NatGateway {
        address: address.into(),
        subnet: Known::Is(Some(subnet.into())),
        connectivity: Known::Is("public"),
        exists: None,
    }
}

pub(crate) fn workload(address: &str, subnets: &[&str], services: &[&str]) -> Workload {
    let need = |service: &&str| {
        Known::Is(Need {
            service: (*service).into(),
            confidence: "proven",
            because: "its code says so".into(),
        })
    };
    Workload {
        address: address.into(),
        kind: "Lambda function",
        subnets: subnets.iter().map(|s| name(*s)).collect(),
        security_groups: Vec::new(),
        needs: services.iter().map(need).collect(),
        exists: None,
    }
}

pub(crate) fn row(
    workload: &str,
    subnet: &str,
    service: &str,
    path: &'static str,
    via: Option<&str>,
) -> Row {
    let hop = Hop {
        step: "route",
        resource: via.map(Into::into),
        file: Some("main.tf".into()),
        range: Some(crate::Range::default()),
        verdict: if path == "blocked" { "no" } else { "yes" },
        says: "the route leads there".into(),
    };
    Row {
        root: "root".into(),
        workload: workload.into(),
        subnet: paths::Subnet::Is(subnet.into()),
        service: service.into(),
        family: "ipv4",
        confidence: "proven",
        because: "its code says so".into(),
        path,
        via: via.map(Into::into),
        when: None,
        reason: None,
        cost: None,
        hops: vec![hop],
    }
}

/// A VPC with two zones: everything that is drawn, once.
pub(crate) fn small() -> (Document, Vec<Row>) {
    let igw = || Some(route("aws_internet_gateway.main", TargetKind::InternetGateway));
    let to_nat = || Some(route("aws_nat_gateway.a", TargetKind::NatGateway));
    let unknown = Subnet {
        az: Known::not("the zone is an element of a list"),
        zone: Some(Zone::Same("data.aws_availability_zones.x.names[2]".into())),
        default_route: Known::not("its route table is one of several"),
        cidr: Known::not("it depends on the number of zones"),
        ..subnet("aws_subnet.data", "aws_vpc.main", "", None)
    };
    let s3 = RouteTable {
        address: "aws_subnet.a.table".into(),
        vpc: is("aws_vpc.main"),
        main: Known::Is(false),
        routes: vec![
            Known::Is(route("aws_nat_gateway.a", TargetKind::NatGateway)),
            Known::Is(route("tgw-1", TargetKind::TransitGateway)),
            Known::not("it may not exist"),
        ],
        gateway_endpoints: vec![is("aws_vpc_endpoint.s3"), Known::not("of a missing module")],
        exists: None,
    };
    let a_and_b = ["aws_subnet.a", "aws_subnet.b"];
    let root = Root {
        root: "root".into(),
        vpcs: vec![vpc("aws_vpc.main")],
        subnets: vec![
            subnet("aws_subnet.a", "aws_vpc.main", "eu-west-1a", to_nat()),
            subnet("aws_subnet.b", "aws_vpc.main", "eu-west-1b", None),
            subnet("aws_subnet.public", "aws_vpc.main", "eu-west-1a", igw()),
            unknown,
        ],
        route_tables: vec![s3],
        endpoints: vec![
            endpoint("aws_vpc_endpoint.s3", "aws_vpc.main", "s3", &[]),
            endpoint("aws_vpc_endpoint.sqs", "aws_vpc.main", "sqs", &a_and_b),
        ],
        nat_gateways: vec![nat("aws_nat_gateway.a", "aws_subnet.public")],
        workloads: vec![
            workload("aws_lambda_function.f", &a_and_b, &["s3", "sqs", "kms"]),
            workload("aws_lambda_function.lost", &["subnet-0123"], &["kms"]),
        ],
        ..Root::default()
    };
    let f = "aws_lambda_function.f";
    let rows = vec![
        row(f, "aws_subnet.a", "s3", "gateway-endpoint", Some("aws_vpc_endpoint.s3")),
        row(f, "aws_subnet.a", "sqs", "interface-endpoint", Some("aws_vpc_endpoint.sqs")),
        row(f, "aws_subnet.a", "kms", "nat", Some("aws_nat_gateway.a")),
        row(f, "aws_subnet.b", "kms", "none", None),
        row("aws_lambda_function.lost", "subnet-0123", "kms", "unknown", None),
    ];
    (document(vec![root]), rows)
}

/// A subnet whose default route leads through a transit gateway to the NAT gateway of another VPC.
pub(crate) fn hub() -> (Document, Vec<Row>) {
    let tgw = || Some(route("tgw", TargetKind::TransitGateway));
    let igw = Some(route("igw", TargetKind::InternetGateway));
    let root = Root {
        root: "root".into(),
        vpcs: vec![vpc("spoke"), vpc("hub"), vpc("other")],
        subnets: vec![
            subnet("far", "spoke", "z1", tgw()),
            subnet("near", "hub", "z1", igw),
            subnet("elsewhere", "other", "z1", tgw()),
        ],
        nat_gateways: vec![nat("nat", "near")],
        workloads: vec![workload("f", &["far"], &["kms", "s3", "sqs"])],
        ..Root::default()
    };
    let rows = vec![
        row("f", "far", "kms", "nat", Some("nat")),
        row("f", "far", "s3", "transit-gateway", Some("tgw")),
        row("f", "far", "sqs", "internet-gateway", None),
    ];
    (document(vec![root]), rows)
}

/// Texts that try to get out of where they stand.
pub(crate) const HOSTILE: &[&str] = &[
    "</script><script>alert(1)</script>",
    "\" onload=\"alert(1)",
    "' x='",
    "]]><svg onload=alert(1)>",
    "<!-- -->",
    "a\nb\r\nc\u{2028}d",
    "\u{202e}drawkcab\u{202c}\u{200b}\0\u{1b}[2J\u{fffe}\u{ffff}",
    "back\\slash\\",
    "\\\"; } evil [label=\"",
    "&amp;&lt;&#0;&bogus;",
    "`md` **b** #quot; #35; %%{init: {}}%% %% end",
    "style x fill:#fff;color:#000; classDef y fill:#f;",
    "שלום 日本語 e\u{301}\u{1f469}\u{200d}\u{1f4bb}",
    "module.\"x",
    "a[\"b",
    "",
    "n1",
    "end",
];

/// A network in which every text is hostile, and one is very long.
pub(crate) fn hostile() -> (Document, Vec<Row>) {
    let long = "x\"<&".repeat(25_000);
    let texts: Vec<&str> = HOSTILE.iter().copied().chain([long.as_str()]).collect();
    let (mut root, mut rows) = (Root { root: "root".into(), ..Root::default() }, Vec::new());
    for text in texts {
        let to = Some(route(text, TargetKind::TransitGateway));
        root.vpcs.push(Vpc { cidrs: vec![name(text)], ..vpc(&format!("vpc {text}")) });
        let vpc = format!("vpc {text}");
        let address = format!("subnet {text}");
        root.subnets.push(subnet(&address, &vpc, text, to));
        root.endpoints.push(endpoint(&format!("endpoint {text}"), &vpc, text, &[&address]));
        root.nat_gateways.push(nat(&format!("nat {text}"), &address));
        root.workloads.push(workload(&format!("work {text}"), &[&address, text], &[text]));
        let via = format!("endpoint {text}");
        let work = format!("work {text}");
        let one = row(&work, &address, text, "interface-endpoint", Some(&via));
        rows.push(Row { when: Some(text.into()), because: text.into(), ..one });
        rows.push(Row { reason: Some(text.into()), ..row(&work, text, text, "unknown", None) });
    }
    (Document { notices: notices(), ..document(vec![root]) }, rows)
}

fn notices() -> Vec<crate::Problem> {
    let notice = |text: &&str| crate::Problem {
        file: Some((*text).into()),
        range: None,
        message: (*text).into(),
    };
    HOSTILE.iter().map(notice).collect()
}

/// So many VPCs of three zones and three tiers, with so many endpoints.
pub(crate) fn grid(vpcs: usize, endpoints: usize) -> (Document, Vec<Row>) {
    let mut root = Root { root: "root".into(), ..Root::default() };
    for v in 0..vpcs {
        let at = format!("module.net{v}.aws_vpc.this");
        root.vpcs.push(vpc(&at));
        let mut private = Vec::new();
        for zone in ["a", "b", "c"] {
            let address = |tier: &str| format!("module.net{v}.aws_subnet.{tier}[\"{zone}\"]");
            let gateway = format!("module.net{v}.aws_nat_gateway.this[\"{zone}\"]");
            let igw = format!("module.net{v}.aws_internet_gateway.this");
            let public = Some(route(&igw, TargetKind::InternetGateway));
            let zone = format!("eu-west-1{zone}");
            root.subnets.push(subnet(&address("public"), &at, &zone, public));
            let to_nat = Some(route(&gateway, TargetKind::NatGateway));
            root.subnets.push(subnet(&address("private"), &at, &zone, to_nat));
            root.subnets.push(subnet(&address("data"), &at, &zone, None));
            root.nat_gateways.push(nat(&gateway, &address("public")));
            private.push(address("private"));
        }
        let private: Vec<_> = private.iter().map(String::as_str).collect();
        for n in 0..endpoints {
            let address = format!("module.net{v}.aws_vpc_endpoint.this[\"service-{n}\"]");
            root.endpoints.push(endpoint(&address, &at, &format!("service-{n}"), &private));
        }
    }
    (document(vec![root]), Vec::new())
}

/// One VPC with so many workloads in one subnet, all with a path.
pub(crate) fn crowd(workloads: usize) -> (Document, Vec<Row>) {
    let (mut document, mut rows) = grid(1, 20);
    for n in 0..workloads {
        let (address, at) = (format!("aws_instance.i[{n}]"), "module.net0.aws_subnet.data[\"a\"]");
        if let Some(root) = document.roots.first_mut() {
            root.workloads.push(workload(&address, &[at], &["s3"]));
        }
        rows.push(row(&address, at, "s3", "none", None));
    }
    (document, rows)
}

fn known_or_not(names: &'static [&'static str]) -> impl Strategy<Value = Known<String>> {
    prop_oneof![
        6 => proptest::sample::select(names).prop_map(name),
        1 => Just(Known::not("a reason")),
        1 => Just(is("outside-1")),
    ]
}

const VPCS: &[&str] = &["vpc-a", "vpc-b", "vpc-c"];
const ZONES: &[&str] = &["z1", "z2", "z3", "z4", "z5", "z6", "z7", "z8"];
const SUBNETS: &[&str] = &["s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9"];

fn any_subnet() -> impl Strategy<Value = Subnet> {
    let kind = proptest::sample::select(
        &[
            TargetKind::InternetGateway,
            TargetKind::NatGateway,
            TargetKind::TransitGateway,
            TargetKind::Appliance,
        ][..],
    );
    let route = prop_oneof![
        Just(Known::Is(None)),
        Just(Known::not("a reason")),
        kind.prop_map(|kind| Known::Is(Some(route("target", kind)))),
    ];
    let address = prop_oneof![4 => "s[0-9]", 1 => "\\PC{0,40}", 1 => "[a-z_.]{60,90}"];
    (address, known_or_not(VPCS), known_or_not(ZONES), route).prop_map(
        |(address, vpc, az, default_route)| Subnet {
            vpc,
            az,
            default_route,
            ..subnet(&address, "", "", None)
        },
    )
}

/// Any network.
pub(crate) fn any() -> impl Strategy<Value = Document> {
    let endpoint =
        ("\\PC{0,30}", known_or_not(VPCS), proptest::collection::vec(known_or_not(SUBNETS), 0..4))
            .prop_map(|(service, vpc, subnets)| Endpoint {
                vpc,
                subnets,
                ..endpoint(&service, "", &service, &[])
            });
    let endpoint = (endpoint, proptest::bool::ANY).prop_map(|(endpoint, interface)| Endpoint {
        r#type: Known::Is(if interface { "Interface" } else { "Gateway" }),
        ..endpoint
    });
    let workload = ("[a-z_.]{0,80}", proptest::collection::vec(known_or_not(SUBNETS), 0..4))
        .prop_map(|(address, subnets)| Workload { subnets, ..workload(&address, &[], &["s3"]) });
    let nat = ("[a-z]{0,20}", known_or_not(SUBNETS))
        .prop_map(|(address, subnet)| NatGateway { subnet: subnet.map(Some), ..nat(&address, "") });
    (
        proptest::collection::vec(any_subnet(), 0..40),
        proptest::collection::vec(endpoint, 0..20),
        proptest::collection::vec(workload, 0..30),
        proptest::collection::vec(nat, 0..6),
        0..=VPCS.len(),
    )
        .prop_map(|(subnets, endpoints, workloads, nat_gateways, vpcs)| {
            document(vec![Root {
                root: "root".into(),
                vpcs: VPCS.iter().take(vpcs).map(|v| vpc(v)).collect(),
                subnets,
                endpoints,
                workloads,
                nat_gateways,
                ..Root::default()
            }])
        })
}
