//! A small world as plain data: what is deployed, with every value known. Parts name each other by
//! their index.

/// A block of IPv4 addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Cidr {
    pub(crate) first: u32,
    pub(crate) length: u32,
}

impl Cidr {
    pub(crate) const fn new(parts: [u8; 4], length: u32) -> Self {
        Self { first: u32::from_be_bytes(parts), length }
    }

    pub(crate) fn last(self) -> u32 {
        let size = 1_u64 << (32 - self.length);
        u32::try_from(u64::from(self.first) + size - 1).unwrap()
    }

    pub(crate) fn contains(self, address: u32) -> bool {
        self.first <= address && address <= self.last()
    }

    pub(crate) fn text(self) -> String {
        let [a, b, c, d] = self.first.to_be_bytes();
        format!("{a}.{b}.{c}.{d}/{}", self.length)
    }
}

pub(crate) const ANYWHERE: Cidr = Cidr::new([0, 0, 0, 0], 0);

/// A service that workloads call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Service {
    Sqs,
    S3,
    DynamoDb,
    Keyspaces,
}

impl Service {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Sqs => "sqs",
            Self::S3 => "s3",
            Self::DynamoDb => "dynamodb",
            Self::Keyspaces => "cassandra",
        }
    }

    /// The TCP port that it is called on.
    pub(crate) fn port(self) -> u16 {
        if self == Self::Keyspaces { 9142 } else { 443 }
    }
}

/// Who answers the VPC's questions for names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Resolver {
    /// No options are given, so Amazon's.
    Default,
    /// Options that say that it is Amazon's.
    Amazon,
    /// A server of one's own.
    Own,
}

#[derive(Debug, Clone)]
pub(crate) struct Vpc {
    pub(crate) cidrs: Vec<Cidr>,
    pub(crate) dns_support: bool,
    pub(crate) dns_hostnames: bool,
    pub(crate) resolver: Resolver,
    pub(crate) main_table: usize,
    pub(crate) default_group: usize,
    pub(crate) default_acl: usize,
}

#[derive(Debug, Clone)]
pub(crate) struct Subnet {
    pub(crate) vpc: usize,
    pub(crate) cidr: Cidr,
    /// The table and the ACL that it is associated with; else the VPC's own ones apply.
    pub(crate) table: Option<usize>,
    pub(crate) acl: Option<usize>,
    pub(crate) maps_public: bool,
    /// The letter of its zone, if it is written.
    pub(crate) zone: Option<char>,
}

/// How a table, group or ACL came to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Made {
    /// A resource of its own.
    Own,
    /// With the VPC; the code does not mention it.
    WithVpc,
    /// With the VPC; the code adopts it and writes what is in it.
    Adopted,
    /// A table of its own that was made the main one.
    OwnMain,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Target {
    InternetGateway,
    Nat(usize),
    Appliance(usize),
    TransitGateway,
    VirtualPrivateGateway,
    Peering,
    /// The transit gateway of the world.
    Transit,
    /// A peering connection of the world.
    Peer(usize),
}

#[derive(Debug, Clone)]
pub(crate) struct Table {
    pub(crate) vpc: usize,
    pub(crate) made: Made,
    pub(crate) routes: Vec<(Cidr, Target)>,
    /// Whether there is a route for IPv6 too, which takes nothing of IPv4.
    pub(crate) six: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Protocol {
    All,
    Tcp,
    /// TCP by its number.
    Six,
    Udp,
    Icmp,
    /// ESP, by its number.
    Fifty,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Peer {
    Block(Cidr),
    Group(usize),
    Itself,
    /// The managed prefix list of S3.
    S3,
    /// A group of another account, by its id.
    Elsewhere,
    /// All addresses of IPv6.
    Six,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Rule {
    pub(crate) protocol: Protocol,
    pub(crate) ports: (u16, u16),
    pub(crate) peer: Peer,
}

#[derive(Debug, Clone)]
pub(crate) struct Group {
    pub(crate) vpc: usize,
    pub(crate) made: Made,
    pub(crate) ingress: Vec<Rule>,
    pub(crate) egress: Vec<Rule>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry {
    /// Whether it is for IPv6, of all addresses.
    pub(crate) six: bool,
    pub(crate) number: u16,
    pub(crate) allow: bool,
    pub(crate) protocol: Protocol,
    pub(crate) ports: (u16, u16),
    pub(crate) cidr: Cidr,
}

#[derive(Debug, Clone)]
pub(crate) struct Acl {
    pub(crate) vpc: usize,
    pub(crate) made: Made,
    pub(crate) inbound: Vec<Entry>,
    pub(crate) outbound: Vec<Entry>,
}

#[derive(Debug, Clone)]
pub(crate) struct Nat {
    pub(crate) vpc: usize,
    /// None: a regional one.
    pub(crate) subnet: Option<usize>,
    pub(crate) public: bool,
}

/// An instance that routes send traffic to.
#[derive(Debug, Clone)]
pub(crate) struct Appliance {
    pub(crate) subnet: usize,
    pub(crate) public: bool,
    pub(crate) checks_source: bool,
    pub(crate) groups: Vec<usize>,
}

#[derive(Debug, Clone)]
pub(crate) struct Gateway {
    pub(crate) vpc: usize,
    pub(crate) service: Service,
    pub(crate) tables: Vec<usize>,
    pub(crate) policy: Option<Policy>,
}

#[derive(Debug, Clone)]
pub(crate) struct Interface {
    pub(crate) vpc: usize,
    pub(crate) service: Service,
    pub(crate) subnets: Vec<usize>,
    /// Empty: the VPC's default group.
    pub(crate) groups: Vec<usize>,
    pub(crate) private_dns: bool,
    /// `private_dns_only_for_inbound_resolver_endpoint`, which only S3 has.
    pub(crate) inbound_only: Option<bool>,
    pub(crate) policy: Option<Policy>,
}

/// The statements of an endpoint's policy.
pub(crate) type Policy = Vec<Statement>;

#[derive(Debug, Clone)]
pub(crate) struct Statement {
    pub(crate) allow: bool,
    /// Whether the actions are those that it is not about.
    pub(crate) others: bool,
    pub(crate) actions: Vec<&'static str>,
    /// Whether it is about one resource only.
    pub(crate) narrow: bool,
}

/// A transit gateway. The first of its tables is the one that comes with it.
#[derive(Debug, Clone)]
pub(crate) struct Transit {
    pub(crate) associates: bool,
    pub(crate) propagates: bool,
    pub(crate) attachments: Vec<Attachment>,
    pub(crate) tables: Vec<TransitTable>,
}

#[derive(Debug, Clone)]
pub(crate) struct Attachment {
    pub(crate) vpc: usize,
    /// One in each of some zones.
    pub(crate) subnets: Vec<usize>,
    /// Whether it takes part in what the gateway does by default.
    pub(crate) associates: bool,
    pub(crate) propagates: bool,
    /// A table that it is associated with by a resource.
    pub(crate) table: Option<usize>,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct TransitTable {
    /// Without an attachment a route drops what it takes.
    pub(crate) routes: Vec<(Cidr, Option<usize>)>,
    /// The attachments that a resource lets propagate.
    pub(crate) propagating: Vec<usize>,
}

/// A hosted zone with the name of SQS.
#[derive(Debug, Clone)]
pub(crate) struct Zone {
    pub(crate) vpcs: Vec<usize>,
    /// The endpoint that its record leads to; without one the record is of another name.
    pub(crate) endpoint: Option<usize>,
}

#[derive(Debug, Clone)]
pub(crate) struct Workload {
    pub(crate) subnets: Vec<usize>,
    /// A Lambda function, or an instance with what it says of a public address.
    pub(crate) function: bool,
    pub(crate) public: Option<bool>,
    /// Empty: the VPC's default group.
    pub(crate) groups: Vec<usize>,
}

/// In which of several ways the same things are written.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Style {
    /// 0: inside the group, 1: `aws_security_group_rule`, 2: a resource for each direction.
    pub(crate) rules: u8,
    pub(crate) separate_routes: bool,
    pub(crate) separate_entries: bool,
    pub(crate) separate_associations: bool,
    pub(crate) list_of_endpoint: bool,
    /// Whether rules name the block of the VPC, or lists of blocks, by reference.
    pub(crate) named_blocks: bool,
    pub(crate) listed_blocks: bool,
    /// Whether Keyspaces, which has another port, stands for SQS.
    pub(crate) keyspaces: bool,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct World {
    pub(crate) vpcs: Vec<Vpc>,
    pub(crate) subnets: Vec<Subnet>,
    pub(crate) tables: Vec<Table>,
    pub(crate) groups: Vec<Group>,
    pub(crate) acls: Vec<Acl>,
    pub(crate) nats: Vec<Nat>,
    pub(crate) appliances: Vec<Appliance>,
    pub(crate) gateways: Vec<Gateway>,
    pub(crate) interfaces: Vec<Interface>,
    pub(crate) workloads: Vec<Workload>,
    pub(crate) transit: Option<Transit>,
    /// The VPCs that ask for peering, and that are asked.
    pub(crate) peerings: Vec<(usize, usize)>,
    pub(crate) zones: Vec<Zone>,
    pub(crate) style: Style,
}

impl World {
    /// The services whose paths are compared.
    pub(crate) fn services(&self) -> [Service; 3] {
        match self.style.keyspaces {
            true => [Service::Keyspaces, Service::S3, Service::DynamoDb],
            false => [Service::Sqs, Service::S3, Service::DynamoDb],
        }
    }

    pub(crate) fn table_address(&self, table: usize) -> String {
        let Table { made, vpc, .. } = self.tables[table];
        match made {
            Made::Own | Made::OwnMain => format!("aws_route_table.t{table}"),
            Made::Adopted => format!("aws_default_route_table.t{table}"),
            Made::WithVpc => format!("aws_vpc.v{vpc}.main"),
        }
    }

    pub(crate) fn group_address(&self, group: usize) -> String {
        let Group { made, vpc, .. } = self.groups[group];
        match made {
            Made::Own | Made::OwnMain => format!("aws_security_group.g{group}"),
            Made::Adopted => format!("aws_default_security_group.g{group}"),
            Made::WithVpc => format!("aws_vpc.v{vpc}.default"),
        }
    }

    pub(crate) fn acl_address(&self, acl: usize) -> String {
        match self.acls[acl].made {
            Made::Own | Made::OwnMain => format!("aws_network_acl.a{acl}"),
            Made::Adopted => format!("aws_default_network_acl.a{acl}"),
            Made::WithVpc => "the VPC's own ACL".into(),
        }
    }

    pub(crate) fn workload_address(&self, workload: usize) -> String {
        let kind = if self.workloads[workload].function { "lambda_function" } else { "instance" };
        format!("aws_{kind}.w{workload}")
    }

    /// The gateway endpoint of S3 in a VPC.
    pub(crate) fn s3_gateway(&self, vpc: usize) -> Option<usize> {
        self.gateways.iter().position(|g| g.vpc == vpc && g.service == Service::S3)
    }
}
