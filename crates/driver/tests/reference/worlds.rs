//! Random worlds. What is drawn are small numbers, which name things modulo how many there are, so that
//! what proptest takes away leaves a world.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::network::{
    ANYWHERE, Cidr, Policy, Protocol, Resolver, Service, Statement, Style, World,
};

/// A number that names one of several things, or that with which a choice was drawn.
pub(crate) type Any = usize;

#[derive(Debug, Clone)]
pub(crate) struct Drawn {
    pub(crate) vpcs: Vec<DrawnVpc>,
    pub(crate) subnets: Vec<DrawnSubnet>,
    pub(crate) tables: Vec<(Any, Vec<DrawnRoute>, bool)>,
    pub(crate) groups: Vec<(Any, Vec<DrawnRule>, Vec<DrawnRule>)>,
    pub(crate) acls: Vec<(Any, Vec<DrawnEntry>, Vec<DrawnEntry>)>,
    pub(crate) nats: Vec<DrawnNat>,
    pub(crate) appliances: Vec<(Any, bool, bool, Vec<Any>)>,
    pub(crate) gateways: Vec<(Any, bool, Vec<Any>, Option<Policy>)>,
    pub(crate) interfaces: Vec<DrawnInterface>,
    pub(crate) workloads: Vec<DrawnWorkload>,
    pub(crate) style: Style,
}

/// Subnets, whether it is a function, what it says of a public address, groups.
pub(crate) type DrawnWorkload = (Vec<Any>, bool, Option<bool>, Vec<Any>);

#[derive(Debug, Clone)]
pub(crate) struct DrawnVpc {
    pub(crate) secondary: bool,
    pub(crate) dns: (bool, bool, Resolver),
    pub(crate) main: Option<Vec<DrawnRoute>>,
    pub(crate) other_main: bool,
    pub(crate) default_group: Option<(Vec<DrawnRule>, Vec<DrawnRule>)>,
    pub(crate) default_acl: Option<(Vec<DrawnEntry>, Vec<DrawnEntry>)>,
}

#[derive(Debug, Clone)]
pub(crate) struct DrawnSubnet {
    pub(crate) vpc: Any,
    pub(crate) length: u32,
    pub(crate) secondary: bool,
    pub(crate) table: Option<Any>,
    pub(crate) acl: Option<Any>,
    pub(crate) maps_public: bool,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct DrawnRoute {
    pub(crate) to: Cidr,
    pub(crate) kind: u8,
    pub(crate) which: Any,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct DrawnRule {
    pub(crate) protocol: Protocol,
    pub(crate) ports: (u16, u16),
    pub(crate) peer: (u8, Any),
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct DrawnEntry {
    pub(crate) number: u16,
    pub(crate) allow: bool,
    pub(crate) protocol: Protocol,
    pub(crate) ports: (u16, u16),
    pub(crate) block: (u8, Any),
}

#[derive(Debug, Clone)]
pub(crate) struct DrawnNat {
    pub(crate) subnet: Any,
    pub(crate) regional: bool,
    pub(crate) public: bool,
    /// Whether it stands in a subnet that leads out, where there is one.
    pub(crate) sensible: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct DrawnInterface {
    pub(crate) vpc: Any,
    pub(crate) service: Service,
    pub(crate) subnets: Vec<Any>,
    pub(crate) groups: Vec<Any>,
    pub(crate) private_dns: bool,
    pub(crate) inbound_only: Option<bool>,
    pub(crate) policy: Option<Policy>,
}

/// The policy of an endpoint, if it has one.
pub(crate) fn policies() -> impl Strategy<Value = Option<Policy>> {
    let action = select(vec![
        "*",
        "sqs:*",
        "cassandra:S*t",
        "s3:*",
        "dynamodb:*",
        "sqs:SendMessage",
        "SQS:sendmessage",
        "s3:Get*",
        "s3:*Object",
        "*:Get*",
        "dynamodb:?etItem",
        "sqs:Send",
        "s3:PutObject",
        "sqs:Delete*",
        "dynamodb:Query",
    ]);
    let one = (often(70), often(20), vec(action, 1..4), often(12))
        .prop_map(|(allow, others, actions, narrow)| Statement { allow, others, actions, narrow });
    let all = Statement { allow: true, others: false, actions: vec!["*"], narrow: false };
    let base = prop_oneof![2 => Just(vec![all]), 1 => Just(Vec::new())];
    let written = (base, vec(one, 0..3)).prop_map(|(base, more)| [base, more].concat());
    proptest::option::weighted(0.25, written)
}

pub(crate) fn often(percent: u32) -> impl Strategy<Value = bool> {
    prop_oneof![percent => Just(true), 100 - percent => Just(false)]
}

pub(crate) fn any_of() -> impl Strategy<Value = Any> {
    0..12_usize
}

fn maybe<T: std::fmt::Debug>(
    percent: u32,
    inner: impl Strategy<Value = T>,
) -> impl Strategy<Value = Option<T>> {
    proptest::option::weighted(f64::from(percent) / 100.0, inner)
}

const FIRST_HALF: Cidr = Cidr::new([0, 0, 0, 0], 1);
const SECOND_HALF: Cidr = Cidr::new([128, 0, 0, 0], 1);
const SOME_OF_AWS: Cidr = Cidr::new([52, 0, 0, 0], 8);

fn routes() -> impl Strategy<Value = Vec<DrawnRoute>> {
    let to = prop_oneof![
        30 => Just(ANYWHERE),
        1 => Just(FIRST_HALF),
        1 => Just(SECOND_HALF),
        1 => Just(SOME_OF_AWS),
        1 => Just(Cidr::new([172, 20, 0, 0], 16)),
        1 => Just(Cidr::new([198, 51, 100, 0], 24)),
        1 => Just(Cidr::new([52, 218, 0, 0], 18)),
    ];
    let kind = prop_oneof![6 => Just(0), 12 => Just(1), 6 => Just(2), 2 => Just(3), 2 => Just(4), 1 => Just(5)];
    let one =
        (to, kind, any_of()).prop_map(|(to, kind, which)| DrawnRoute { to, kind, which }).boxed();
    prop_oneof![1 => vec(one.clone(), 0..1), 9 => vec(one.clone(), 1..2), 3 => vec(one, 1..4)]
}

fn protocols() -> impl Strategy<Value = Protocol> {
    prop_oneof![
        6 => Just(Protocol::Tcp),
        3 => Just(Protocol::All),
        1 => Just(Protocol::Six),
        1 => select(vec![Protocol::Udp, Protocol::Icmp, Protocol::Fifty]),
    ]
}

fn rules(egress: bool) -> impl Strategy<Value = Vec<DrawnRule>> {
    let ports = prop_oneof![
        6 => Just((443, 443)),
        2 => select(vec![(442, 443), (443, 444), (442, 444), (0, 65535), (1, 65535)]),
        1 => select(vec![(0, 442), (444, 65535), (442, 442), (444, 444), (80, 80), (1024, 65535), (1023, 1023)]),
    ];
    let usual = if egress { 1 } else { 0 };
    let peer = prop_oneof![6 => Just(usual), 8 => 0_u8..15];
    let one = (protocols(), ports, (peer, any_of()))
        .prop_map(|(protocol, ports, peer)| DrawnRule { protocol, ports, peer })
        .boxed();
    prop_oneof![1 => vec(one.clone(), 0..1), 6 => vec(one.clone(), 1..3), 2 => vec(one, 2..5)]
}

fn both_rules() -> impl Strategy<Value = (Vec<DrawnRule>, Vec<DrawnRule>)> {
    (rules(false), rules(true))
}

/// The entries of one direction; `reply` says whether replies or requests of clients come this way.
fn entries(reply: bool) -> impl Strategy<Value = Vec<DrawnEntry>> {
    let replies = vec![(1024, 65535), (1024, 65534), (1025, 65535), (32768, 65535), (1023, 65535)];
    let requests = vec![(443, 443), (442, 443), (443, 444), (444, 444), (442, 442)];
    let usual = if reply { replies.clone() } else { requests.clone() };
    let ports = prop_oneof![
        4 => select(usual),
        2 => select(replies),
        2 => select(requests),
        2 => select(vec![(0, 65535), (0, 1023), (2000, 2000), (1024, 1024), (65535, 65535), (0, 443), (443, 65535)]),
    ];
    let block = prop_oneof![6 => Just(1), 5 => 0_u8..15];
    let one = (10..200_u16, often(60), protocols(), ports, (block, any_of()))
        .prop_map(|(number, allow, protocol, ports, block)| DrawnEntry {
            number,
            allow,
            protocol,
            ports,
            block,
        })
        .boxed();
    let all = DrawnEntry {
        number: 100,
        allow: true,
        protocol: Protocol::All,
        ports: (0, 65535),
        block: (1, 0),
    };
    let https = DrawnEntry { protocol: Protocol::Tcp, ports: (443, 443), ..all };
    let back = DrawnEntry { number: 110, ports: (1024, 65535), ..https };
    let base = prop_oneof![
        6 => Just(vec![all]),
        4 => Just(vec![https, back]),
        1 => Just(if reply { vec![back] } else { vec![https] }),
        1 => Just(Vec::new()),
    ];
    let more =
        prop_oneof![3 => vec(one.clone(), 0..1), 3 => vec(one.clone(), 1..3), 1 => vec(one, 2..5)];
    (base, more).prop_map(|(base, more)| more.into_iter().chain(base).collect())
}

fn both_entries() -> impl Strategy<Value = (Vec<DrawnEntry>, Vec<DrawnEntry>)> {
    (entries(true), entries(false))
}

fn vpc() -> impl Strategy<Value = DrawnVpc> {
    let resolver = prop_oneof![
        16 => Just(Resolver::Default),
        2 => Just(Resolver::Amazon),
        1 => Just(Resolver::Own),
    ];
    (
        often(30),
        (often(96), often(92), resolver),
        maybe(50, routes()),
        often(20),
        maybe(25, both_rules()),
        maybe(15, both_entries()),
    )
        .prop_map(|(secondary, dns, main, other_main, default_group, default_acl)| DrawnVpc {
            secondary,
            dns,
            main,
            other_main,
            default_group,
            default_acl,
        })
}

fn subnet() -> impl Strategy<Value = DrawnSubnet> {
    let length = prop_oneof![4 => Just(24), 1 => Just(25), 2 => Just(28)];
    (any_of(), length, often(20), maybe(85, any_of()), maybe(35, any_of()), often(15)).prop_map(
        |(vpc, length, secondary, table, acl, maps_public)| DrawnSubnet {
            vpc,
            length,
            secondary,
            table,
            acl,
            maps_public,
        },
    )
}

fn nat() -> impl Strategy<Value = DrawnNat> {
    (any_of(), often(15), often(90), often(80)).prop_map(|(subnet, regional, public, sensible)| {
        DrawnNat { subnet, regional, public, sensible }
    })
}

fn interface() -> impl Strategy<Value = DrawnInterface> {
    let service = prop_oneof![
        8 => Just(Service::Sqs),
        3 => Just(Service::S3),
        1 => Just(Service::DynamoDb),
    ];
    let only = prop_oneof![4 => Just(Some(false)), 1 => Just(Some(true)), 1 => Just(None)];
    let groups = prop_oneof![1 => vec(any_of(), 0..1), 7 => vec(any_of(), 1..3)];
    let parts = (any_of(), service, vec(any_of(), 1..3), groups, often(85), only, policies());
    parts.prop_map(|(vpc, service, subnets, groups, private_dns, inbound_only, policy)| {
        DrawnInterface {
            vpc,
            service,
            subnets,
            groups,
            private_dns: private_dns && service != Service::DynamoDb,
            inbound_only: if service == Service::S3 { inbound_only } else { None },
            policy,
        }
    })
}

fn style() -> impl Strategy<Value = Style> {
    (0..3_u8, any::<[bool; 4]>(), often(30), often(15)).prop_map(
        |(rules, separate, named_blocks, listed_blocks)| {
            let [separate_routes, separate_entries, separate_associations, list_of_endpoint] =
                separate;
            Style {
                rules,
                separate_routes,
                separate_entries,
                separate_associations,
                list_of_endpoint,
                named_blocks,
                listed_blocks,
                keyspaces: false,
            }
        },
    )
}

/// Worlds, mostly of one VPC.
pub(crate) fn worlds() -> impl Strategy<Value = World> {
    let drawn = prop_oneof![3 => drawn(1..2), 1 => drawn(2..3)];
    (drawn, often(25)).prop_map(|(mut drawn, keyspaces)| {
        if keyspaces {
            call_keyspaces(&mut drawn);
        }
        crate::build::build(&drawn)
    })
}

/// What worlds of so many VPCs are made of.
pub(crate) fn drawn(vpcs: std::ops::Range<usize>) -> impl Strategy<Value = Drawn> {
    let groups = prop_oneof![1 => vec(any_of(), 0..1), 8 => vec(any_of(), 1..3)];
    let public = prop_oneof![3 => Just(None), 2 => Just(Some(true)), 1 => Just(Some(false))];
    let network = (
        vec(vpc(), vpcs),
        vec(subnet(), 2..5),
        vec((any_of(), routes(), often(15)), 1..4),
        vec((any_of(), rules(false), rules(true)), 1..5),
        vec((any_of(), entries(true), entries(false)), 0..3),
    );
    let parts = (
        often(75),
        prop_oneof![1 => vec(nat(), 0..1), 6 => vec(nat(), 1..3)],
        vec((any_of(), often(90), often(10), groups.clone()), 0..3),
        vec((any_of(), often(70), vec(any_of(), 1..3), policies()), 0..3),
        vec(interface(), 0..4),
        vec((vec(any_of(), 1..3), often(60), public, groups), 1..3),
        style(),
    );
    (network, parts).prop_map(|(network, parts)| {
        let (vpcs, subnets, tables, groups, acls) = network;
        let (arranged, nats, appliances, gateways, interfaces, workloads, style) = parts;
        let mut drawn = Drawn {
            vpcs,
            subnets,
            tables,
            groups,
            acls,
            nats,
            appliances,
            gateways,
            interfaces,
            workloads,
            style,
        };
        if arranged {
            arrange(&mut drawn);
        }
        drawn
    })
}

/// Keyspaces stands for SQS, and most of what is about the port of HTTPS is about its port, or both.
fn call_keyspaces(drawn: &mut Drawn) {
    drawn.style.keyspaces = true;
    for interface in &mut drawn.interfaces {
        if interface.service == Service::Sqs {
            interface.service = Service::Keyspaces;
        }
    }
    let port = |port: u16| if (442..=444).contains(&port) { port + 9142 - 443 } else { port };
    let moved = |(first, last): (u16, u16), which: Any| match which % 4 {
        0 => (first, last),
        1 => (first, port(last)),
        _ => (port(first), port(last)),
    };
    let defaults = drawn.vpcs.iter_mut();
    for vpc in defaults {
        let (groups, acls) = (vpc.default_group.iter_mut(), vpc.default_acl.iter_mut());
        for rule in groups.flat_map(|(ingress, egress)| ingress.iter_mut().chain(egress)) {
            rule.ports = moved(rule.ports, rule.peer.1);
        }
        for entry in acls.flat_map(|(inbound, outbound)| inbound.iter_mut().chain(outbound)) {
            entry.ports = moved(entry.ports, entry.number.into());
        }
    }
    for (_, ingress, egress) in &mut drawn.groups {
        for rule in ingress.iter_mut().chain(egress) {
            rule.ports = moved(rule.ports, rule.peer.1);
        }
    }
    for (_, inbound, outbound) in &mut drawn.acls {
        for entry in inbound.iter_mut().chain(outbound) {
            entry.ports = moved(entry.ports, entry.number.into());
        }
    }
}

/// Gives the first subnet a table that leads to the internet gateway, and lets more of the others lead to
/// NATs and hold the workloads, as people do.
fn arrange(drawn: &mut Drawn) {
    let main = drawn.vpcs.iter_mut().filter_map(|vpc| vpc.main.as_mut());
    let own = drawn.tables.iter_mut().map(|(_, routes, _)| routes);
    for route in main.chain(own).flatten() {
        if route.kind == 0 && route.which % 4 != 0 {
            route.kind = 1;
        }
    }
    let out = DrawnRoute { to: ANYWHERE, kind: 0, which: 0 };
    drawn.tables.insert(0, (0, vec![out], false));
    drawn.vpcs[0].other_main = false;
    drawn.subnets[0].table = Some(0);
    let subnets = drawn.subnets.len();
    for (of, function, ..) in &mut drawn.workloads {
        if *function && of[0] % subnets == 0 && of[0] % 4 != 0 {
            of[0] += 1;
        }
    }
}
