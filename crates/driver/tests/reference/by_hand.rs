//! What the reference itself says, beside what AWS's guides say: one sentence of them each.

mod cases;

use self::cases::{ACLS, GROUPS, INSTANCES, NAMES, ROUTES};
use crate::answer::{Outcome, decided, outcomes};
use crate::compare::compare;
use crate::network::{
    ANYWHERE, Acl, Appliance, Cidr, Entry, Gateway, Group, Interface, Made, Nat, Peer, Protocol,
    Resolver, Rule, Service, Style, Subnet, Table, Target, Vpc, Workload, World,
};

const VPC: Cidr = Cidr::new([10, 0, 0, 0], 16);

fn rule(protocol: Protocol, ports: (u16, u16), peer: Peer) -> Rule {
    Rule { protocol, ports, peer }
}

fn https(peer: Peer) -> Rule {
    rule(Protocol::Tcp, (443, 443), peer)
}

fn everything(peer: Peer) -> Rule {
    rule(Protocol::All, (0, u16::MAX), peer)
}

fn entry(number: u16, allow: bool, ports: (u16, u16), cidr: Cidr) -> Entry {
    Entry { six: false, number, allow, protocol: Protocol::Tcp, ports, cidr }
}

fn subnet(third: u8, table: Option<usize>) -> Subnet {
    let cidr = Cidr::new([10, 0, third, 0], 24);
    Subnet { vpc: 0, cidr, table, acl: None, maps_public: false, zone: None }
}

/// A function in the second subnet, behind a NAT gateway in the first one, which also holds the endpoint
/// of SQS; S3 has a gateway endpoint; the third subnet has the VPC's own table.
pub(crate) fn world() -> World {
    let table = |made, routes| Table { vpc: 0, made, routes, six: false };
    let group = |made, ingress, egress| Group { vpc: 0, made, ingress, egress };
    let all = Entry { protocol: Protocol::All, ..entry(100, true, (0, u16::MAX), ANYWHERE) };
    World {
        vpcs: vec![Vpc {
            cidrs: vec![VPC],
            dns_support: true,
            dns_hostnames: true,
            resolver: Resolver::Default,
            main_table: 0,
            default_group: 0,
            default_acl: 0,
        }],
        subnets: vec![subnet(0, Some(1)), subnet(1, Some(2)), subnet(2, None)],
        tables: vec![
            table(Made::WithVpc, vec![]),
            table(Made::Own, vec![(ANYWHERE, Target::InternetGateway)]),
            table(Made::Own, vec![(ANYWHERE, Target::Nat(0))]),
        ],
        groups: vec![
            group(
                Made::WithVpc,
                vec![everything(Peer::Itself)],
                vec![everything(Peer::Block(ANYWHERE))],
            ),
            group(Made::Own, vec![], vec![everything(Peer::Block(ANYWHERE))]),
            group(Made::Own, vec![https(Peer::Block(VPC))], vec![]),
        ],
        acls: vec![
            Acl { vpc: 0, made: Made::WithVpc, inbound: vec![all], outbound: vec![all] },
            Acl { vpc: 0, made: Made::Own, inbound: vec![all], outbound: vec![all] },
        ],
        nats: vec![Nat { vpc: 0, subnet: Some(0), public: true }],
        appliances: vec![Appliance {
            subnet: 0,
            public: true,
            checks_source: false,
            groups: vec![0],
        }],
        gateways: vec![Gateway { vpc: 0, service: Service::S3, tables: vec![2], policy: None }],
        interfaces: vec![Interface {
            vpc: 0,
            service: Service::Sqs,
            subnets: vec![0],
            groups: vec![2],
            private_dns: true,
            inbound_only: None,
            policy: None,
        }],
        workloads: vec![Workload {
            subnets: vec![1],
            function: true,
            public: None,
            groups: vec![1],
        }],
        transit: None,
        peerings: vec![],
        zones: vec![],
        style: Style::default(),
    }
}

/// What the engine leaves unknown.
const DOUBTED: &[&str] = &[
    "two halves are more specific than the default",
    "rules add up",
    "it drops what is not its own unless it is told not to look",
];

fn told(world: &World, service: Service) -> String {
    let subnet = world.workloads[0].subnets[0];
    match decided(&outcomes(world, 0, subnet, service)) {
        None => "mixed".into(),
        Some(Outcome::GatewayEndpoint(it)) => format!("gateway-endpoint {it}"),
        Some(Outcome::InterfaceEndpoint(it)) => format!("interface-endpoint {it}"),
        Some(Outcome::Partly(it)) => format!("partly {it}"),
        Some(Outcome::Nat(it)) => format!("nat {it}"),
        Some(Outcome::InternetGateway) => "internet-gateway".into(),
        Some(Outcome::External) => "external".into(),
        Some(Outcome::TransitGateway) => "transit-gateway".into(),
        Some(Outcome::None | Outcome::Open(_)) => "none".into(),
        Some(Outcome::Blocked(all)) => {
            format!("blocked {}", all.into_iter().collect::<Vec<_>>().join(" "))
        }
    }
}

#[test]
fn the_engine_says_the_same() {
    for (says, change, service, wanted) in [NAMES, ROUTES, GROUPS, ACLS, INSTANCES].concat() {
        let mut world = world();
        change(&mut world);
        let mut all = Vec::new();
        compare(&world, &mut |said| all.push(said)).unwrap_or_else(|e| panic!("{says}: {e}"));
        let said = &all[service as usize];
        assert_eq!(said == "undecided", wanted == "mixed", "{says}: {said}");
        let tolerated = DOUBTED.contains(&says);
        assert_eq!(said.starts_with("unknown"), tolerated, "{says}: {said}");
    }
}

#[test]
fn the_reference_says_what_the_guides_say() {
    for (says, change, service, wanted) in [NAMES, ROUTES, GROUPS, ACLS, INSTANCES].concat() {
        let mut world = world();
        change(&mut world);
        assert_eq!(told(&world, service), wanted, "{says}");
    }
}
