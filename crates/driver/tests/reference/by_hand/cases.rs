//! The cases: a sentence of the guides, what makes it matter, and what follows.

use super::{VPC, entry, https, rule};
use crate::network::{
    ANYWHERE, Cidr, Entry, Group, Made, Peer, Protocol, Resolver, Service, Target, World,
};

type Change = fn(&mut World);

const SQS: &str = "interface-endpoint aws_vpc_endpoint.i0";
const NAT: &str = "nat aws_nat_gateway.n0";
const S3: &str = "gateway-endpoint aws_vpc_endpoint.e0";
const BY_ACL: &str = "blocked aws_network_acl.a1";
const BY_ENDPOINT: &str = "blocked aws_security_group.g2";
const BY_CLIENT: &str = "blocked aws_security_group.g1";

/// Sentence, change, service, answer.
pub(super) type Case = (&'static str, Change, Service, &'static str);

pub(super) const NAMES: &[Case] = &[
    ("private DNS gives the endpoint's addresses", |_| {}, Service::Sqs, SQS),
    (
        "without it the name stays public",
        |w| w.interfaces[0].private_dns = false,
        Service::Sqs,
        NAT,
    ),
    ("it needs host names", |w| w.vpcs[0].dns_hostnames = false, Service::Sqs, NAT),
    (
        "Amazon's server answers only with DNS support",
        |w| w.vpcs[0].dns_support = false,
        Service::Sqs,
        "none",
    ),
    (
        "a server of one's own may answer either",
        |w| w.vpcs[0].resolver = Resolver::Own,
        Service::Sqs,
        "mixed",
    ),
    (
        "an endpoint of S3 is for inbound Resolver endpoints only, unless said otherwise",
        |w| w.interfaces[0].service = Service::S3,
        Service::S3,
        S3,
    ),
    (
        "if said otherwise the gateway endpoint is not used",
        |w| {
            w.interfaces[0].service = Service::S3;
            w.interfaces[0].inbound_only = Some(false);
        },
        Service::S3,
        SQS,
    ),
];

pub(super) const ROUTES: &[Case] = &[
    ("the gateway endpoint's route is more specific than the default", |_| {}, Service::S3, S3),
    ("it takes its own service only", |_| {}, Service::DynamoDb, NAT),
    (
        "an endpoint is in the tables that it is associated with",
        |w| w.gateways[0].tables = vec![1],
        Service::S3,
        NAT,
    ),
    (
        "a subnet without association has the main table, which has the local route only",
        |w| w.workloads[0].subnets = vec![2],
        Service::DynamoDb,
        "none",
    ),
    (
        "the main table may be another one",
        |w| {
            w.workloads[0].subnets = vec![2];
            w.tables[2].made = Made::OwnMain;
            w.vpcs[0].main_table = 2;
        },
        Service::DynamoDb,
        NAT,
    ),
    (
        "two halves are more specific than the default",
        |w| {
            let halves = [[0, 0, 0, 0], [128, 0, 0, 0]].map(|first| Cidr::new(first, 1));
            w.tables[2].routes.extend(halves.map(|half| (half, Target::TransitGateway)));
        },
        Service::DynamoDb,
        "external",
    ),
    (
        "a route for some public addresses may be the service's",
        |w| w.tables[2].routes.push((Cidr::new([52, 0, 0, 0], 8), Target::TransitGateway)),
        Service::DynamoDb,
        "mixed",
    ),
    (
        "a route that may be more specific than the list's entries",
        |w| w.tables[2].routes.push((Cidr::new([52, 218, 0, 0], 18), Target::TransitGateway)),
        Service::S3,
        "mixed",
    ),
    (
        "a route for private addresses takes none",
        |w| w.tables[2].routes.push((Cidr::new([172, 20, 0, 0], 16), Target::TransitGateway)),
        Service::DynamoDb,
        NAT,
    ),
    (
        "a NAT gateway needs an internet gateway",
        |w| w.nats[0].subnet = Some(2),
        Service::DynamoDb,
        "none",
    ),
    (
        "what a private NAT gateway sends the internet gateway drops",
        |w| w.nats[0].public = false,
        Service::DynamoDb,
        "none",
    ),
    ("a regional one needs no subnet", |w| w.nats[0].subnet = None, Service::DynamoDb, NAT),
    (
        "functions have no public address",
        |w| w.tables[2].routes[0].1 = Target::InternetGateway,
        Service::DynamoDb,
        "none",
    ),
    (
        "an instance has one where its subnet says so",
        |w| {
            w.tables[2].routes[0].1 = Target::InternetGateway;
            w.workloads[0].function = false;
            w.subnets[1].maps_public = true;
        },
        Service::DynamoDb,
        "internet-gateway",
    ),
    (
        "what the instance says counts more",
        |w| {
            w.tables[2].routes[0].1 = Target::InternetGateway;
            w.workloads[0].function = false;
            w.workloads[0].public = Some(false);
            w.subnets[1].maps_public = true;
        },
        Service::DynamoDb,
        "none",
    ),
    (
        "a peer's gateways can't be used",
        |w| w.tables[2].routes[0].1 = Target::Peering,
        Service::DynamoDb,
        "none",
    ),
];

pub(super) const GROUPS: &[Case] = &[
    (
        "the port must be in the range",
        |w| w.groups[2].ingress = vec![rule(Protocol::Tcp, (444, 500), Peer::Block(VPC))],
        Service::Sqs,
        BY_ENDPOINT,
    ),
    (
        "both ends of the range are in it",
        |w| w.groups[2].ingress = vec![rule(Protocol::Six, (400, 443), Peer::Block(VPC))],
        Service::Sqs,
        SQS,
    ),
    (
        "UDP is not TCP",
        |w| w.groups[2].ingress = vec![rule(Protocol::Udp, (443, 443), Peer::Block(VPC))],
        Service::Sqs,
        BY_ENDPOINT,
    ),
    (
        "half of the subnet is not the subnet",
        |w| w.groups[2].ingress[0].peer = Peer::Block(Cidr::new([10, 0, 1, 0], 25)),
        Service::Sqs,
        "mixed",
    ),
    (
        "another network is not the subnet",
        |w| w.groups[2].ingress[0].peer = Peer::Block(Cidr::new([10, 9, 0, 0], 16)),
        Service::Sqs,
        BY_ENDPOINT,
    ),
    (
        "a group of elsewhere is none of the workload's",
        |w| w.groups[2].ingress[0].peer = Peer::Elsewhere,
        Service::Sqs,
        BY_ENDPOINT,
    ),
    ("IPv6 is not IPv4", |w| w.groups[1].egress[0].peer = Peer::Six, Service::Sqs, BY_CLIENT),
    (
        "the block of a VPC is its first one",
        |w| {
            w.vpcs[0].cidrs.push(Cidr::new([100, 64, 0, 0], 24));
            w.subnets[1].cidr = Cidr::new([100, 64, 0, 0], 25);
            w.style.named_blocks = true;
        },
        Service::Sqs,
        BY_ENDPOINT,
    ),
    ("a list of blocks is its blocks", |w| w.style.listed_blocks = true, Service::Sqs, SQS),
    (
        "an endpoint may be elsewhere than where the client may call",
        |w| w.groups[1].egress = vec![https(Peer::Block(Cidr::new([10, 0, 1, 0], 24)))],
        Service::Sqs,
        BY_CLIENT,
    ),
    (
        "rules add up",
        |w| {
            let halves = [0, 128].map(|last| Peer::Block(Cidr::new([10, 0, 1, last], 25)));
            w.groups[2].ingress = halves.map(https).to_vec();
        },
        Service::Sqs,
        SQS,
    ),
    (
        "the rules of several groups add up",
        |w| {
            w.groups[2].ingress.clear();
            w.groups.push(Group { ingress: vec![https(Peer::Group(1))], ..w.groups[2].clone() });
            w.interfaces[0].groups = vec![2, 3];
        },
        Service::Sqs,
        SQS,
    ),
    (
        "a rule that names a group admits its members",
        |w| w.groups[2].ingress = vec![https(Peer::Group(0))],
        Service::Sqs,
        BY_ENDPOINT,
    ),
    (
        "an endpoint without groups has the default one, which admits itself only",
        |w| w.interfaces[0].groups.clear(),
        Service::Sqs,
        "blocked aws_vpc.v0.default",
    ),
    (
        "who carries the default group too gets in",
        |w| {
            w.interfaces[0].groups.clear();
            w.workloads[0].groups.push(0);
        },
        Service::Sqs,
        SQS,
    ),
    (
        "a group without rules lets nothing out",
        |w| w.groups[1].egress.clear(),
        Service::Sqs,
        BY_CLIENT,
    ),
    (
        "replies need no rule",
        |w| w.groups[1].egress = vec![https(Peer::Group(2))],
        Service::Sqs,
        SQS,
    ),
    (
        "the prefix list has the service's addresses",
        |w| w.groups[1].egress = vec![https(Peer::S3)],
        Service::S3,
        S3,
    ),
    (
        "it has no others",
        |w| w.groups[1].egress = vec![https(Peer::S3)],
        Service::DynamoDb,
        BY_CLIENT,
    ),
    (
        "gateway endpoints have public addresses",
        |w| w.groups[1].egress = vec![https(Peer::Block(VPC))],
        Service::S3,
        BY_CLIENT,
    ),
];

pub(super) const ACLS: &[Case] = &[
    (
        "the lowest number that fits decides, wherever it stands",
        |w| {
            w.subnets[1].acl = Some(1);
            w.acls[1].outbound.push(entry(90, false, (443, 443), ANYWHERE));
        },
        Service::Sqs,
        BY_ACL,
    ),
    (
        "an entry for another network does not fit",
        |w| {
            w.subnets[1].acl = Some(1);
            w.acls[1].outbound.push(entry(90, false, (443, 443), Cidr::new([10, 9, 0, 0], 16)));
        },
        Service::Sqs,
        SQS,
    ),
    (
        "a higher one is not asked",
        |w| {
            w.subnets[1].acl = Some(1);
            w.acls[1].outbound.push(entry(110, false, (443, 443), ANYWHERE));
        },
        Service::Sqs,
        SQS,
    ),
    (
        "entries of IPv6 say nothing of IPv4",
        |w| {
            w.subnets[1].acl = Some(1);
            let six = Entry { six: true, ..entry(90, false, (443, 443), ANYWHERE) };
            w.acls[1].outbound.push(six);
        },
        Service::Sqs,
        SQS,
    ),
    (
        "replies need an entry",
        |w| {
            w.subnets[1].acl = Some(1);
            w.acls[1].inbound = vec![entry(100, true, (443, 443), ANYWHERE)];
        },
        Service::Sqs,
        BY_ACL,
    ),
    (
        "functions take any port from 1024",
        |w| {
            w.subnets[1].acl = Some(1);
            w.acls[1].inbound = vec![entry(100, true, (1024, 65535), ANYWHERE)];
        },
        Service::Sqs,
        SQS,
    ),
    (
        "one port less",
        |w| {
            w.subnets[1].acl = Some(1);
            w.acls[1].inbound = vec![entry(100, true, (1025, 65535), ANYWHERE)];
        },
        Service::Sqs,
        "mixed",
    ),
    (
        "the endpoint's subnet is asked too",
        |w| {
            w.subnets[0].acl = Some(1);
            w.acls[1].inbound.clear();
        },
        Service::Sqs,
        BY_ACL,
    ),
    (
        "within a subnet none is asked",
        |w| {
            w.subnets[0].acl = Some(1);
            w.acls[1].inbound.clear();
            w.workloads[0].subnets = vec![0];
        },
        Service::Sqs,
        SQS,
    ),
    (
        "what enters the NAT gateway's subnet is for the service",
        |w| {
            w.subnets[0].acl = Some(1);
            w.acls[1].outbound =
                vec![entry(100, true, (443, 443), ANYWHERE), entry(110, true, (1024, 65535), VPC)];
        },
        Service::DynamoDb,
        NAT,
    ),
    (
        "replies leave it for the workload",
        |w| {
            w.subnets[0].acl = Some(1);
            w.acls[1].outbound = vec![entry(100, true, (443, 443), ANYWHERE)];
        },
        Service::DynamoDb,
        BY_ACL,
    ),
];

/// The default route leads to an instance.
fn to_the_instance(w: &mut World) {
    w.tables[2].routes[0].1 = Target::Appliance(0);
}

pub(super) const INSTANCES: &[Case] = &[
    (
        "an instance forwards what its group admits",
        |w| {
            to_the_instance(w);
            w.groups[0].made = Made::Adopted;
            w.groups[0].ingress = vec![https(Peer::Block(VPC))];
        },
        Service::DynamoDb,
        "nat aws_instance.p0",
    ),
    ("and nothing else", to_the_instance, Service::DynamoDb, "blocked aws_vpc.v0.default"),
    (
        "it drops what is not its own unless it is told not to look",
        |w| {
            to_the_instance(w);
            w.appliances[0].checks_source = true;
        },
        Service::DynamoDb,
        "none",
    ),
    (
        "it needs a public address",
        |w| {
            to_the_instance(w);
            w.appliances[0].public = false;
        },
        Service::DynamoDb,
        "none",
    ),
];
