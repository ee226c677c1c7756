//! The document of `graph --format json`, version 1: the network that each root would deploy.

use serde::Serialize;

use crate::Problem;

/// The document.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Document {
    /// 1.
    #[cfg_attr(test, schemars(extend("const" = 1)))]
    pub version: u32,
    /// The roots, by path.
    pub roots: Vec<Root>,
    /// What Terraform or CloudFormation would refuse.
    pub errors: Vec<Problem>,
    /// What was not known.
    pub notices: Vec<Problem>,
}

/// The network of a root. A part is named by the address of the resource that makes it, as its tool
/// prints it; something that the code does not make by the text that refers to it.
#[derive(Debug, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Root {
    /// Its directory, or the template's file.
    pub root: String,
    /// What it is deployed together with: roots of one number may refer to each other's parts. Only
    /// pictures need it.
    #[serde(skip)]
    pub deployment: usize,
    /// Its VPCs.
    pub vpcs: Vec<Vpc>,
    /// Its subnets.
    pub subnets: Vec<Subnet>,
    /// Its route tables. The main table of a VPC that no resource makes or adopts is `<vpc>.main`.
    pub route_tables: Vec<RouteTable>,
    /// Its VPC endpoints.
    pub endpoints: Vec<Endpoint>,
    /// Its security groups. The default group of a VPC that no resource adopts is `<vpc>.default`. The
    /// group that EKS makes for a cluster is not among them; workloads name it
    /// `<cluster>.cluster_security_group`.
    pub security_groups: Vec<SecurityGroup>,
    /// Its NAT gateways.
    pub nat_gateways: Vec<NatGateway>,
    /// What has network interfaces and calls services from them.
    pub workloads: Vec<Workload>,
}

/// Why something is not known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(deny_unknown_fields))]
pub struct Unknown {
    /// In words.
    pub unknown: String,
}

/// A fact, or why it is not known. A list that may go on ends in an unknown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Known_{T}"))]
#[serde(untagged)]
pub enum Known<T> {
    /// It is known.
    Is(T),
    /// It is not.
    Not(Unknown),
}

impl<T> Known<T> {
    /// It is not known, for a reason.
    pub fn not(reason: impl Into<String>) -> Self {
        Self::Not(Unknown { unknown: reason.into() })
    }

    /// Another fact that follows from it.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Known<U> {
        match self {
            Self::Is(fact) => Known::Is(make(fact)),
            Self::Not(unknown) => Known::Not(unknown),
        }
    }
}

/// A VPC.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Vpc {
    /// Its address.
    pub address: String,
    /// Its IPv4 blocks, the primary one first.
    pub cidrs: Vec<Known<String>>,
    /// Whether Amazon's DNS answers in it.
    pub dns_support: Known<bool>,
    /// Whether its instances get DNS names.
    pub dns_hostnames: Known<bool>,
    /// There only where it may not exist.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exists: Option<Unknown>,
}

/// A subnet.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Subnet {
    /// Its address.
    pub address: String,
    /// Its VPC.
    pub vpc: Known<String>,
    /// The name or id of its Availability Zone; a likely name counts as unknown.
    pub az: Known<String>,
    /// What tells its zone apart from others where the name is not known. Only pictures need it.
    #[serde(skip)]
    pub zone: Option<Zone>,
    /// Its IPv4 block; null where it has no IPv4.
    pub cidr: Known<Option<String>>,
    /// The table that routes it.
    pub route_table: Known<String>,
    /// The route of that table for 0.0.0.0/0; null where there is none.
    pub default_route: Known<Option<Route>>,
    /// The network ACL that filters it; the VPC's default one that no resource adopts is
    /// `<vpc>.default_acl`.
    pub nacl: Known<String>,
    /// There only where it may not exist.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exists: Option<Unknown>,
}

/// What tells a zone apart from others of its VPC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Zone {
    /// Its name is likely this.
    Likely(String),
    /// It is the same as others of which this is known: a letter, an element of a list.
    Same(String),
}

/// A route table.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RouteTable {
    /// Its address.
    pub address: String,
    /// Its VPC.
    pub vpc: Known<String>,
    /// Whether it is the main table of its VPC.
    pub main: Known<bool>,
    /// Its routes as they are written; what AWS adds (the local route, those of gateway endpoints)
    /// is not among them. One that may not exist is unknown.
    pub routes: Vec<Known<Route>>,
    /// The gateway endpoints that have their routes in it.
    pub gateway_endpoints: Vec<Known<String>>,
    /// There only where it may not exist.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exists: Option<Unknown>,
}

/// A route.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Route {
    /// A CIDR block or a prefix list.
    pub destination: Known<String>,
    /// What it leads to, or `local`.
    pub target: Known<String>,
    /// What kind of thing that is.
    pub target_kind: Known<TargetKind>,
}

/// A kind of target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum TargetKind {
    /// Within the VPC.
    Local,
    /// An internet gateway.
    InternetGateway,
    /// A NAT gateway.
    NatGateway,
    /// An egress-only internet gateway (IPv6).
    EgressOnlyInternetGateway,
    /// A transit gateway.
    TransitGateway,
    /// A VPC peering connection.
    PeeringConnection,
    /// A virtual private gateway.
    VpnGateway,
    /// An instance or a network interface: a NAT instance or firewall.
    Appliance,
    /// A Gateway Load Balancer or Network Firewall endpoint.
    VpcEndpoint,
    /// Cloud WAN.
    CoreNetwork,
    /// An Outpost's gateway.
    LocalGateway,
    /// A Wavelength zone's gateway.
    CarrierGateway,
}

/// A VPC endpoint.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Endpoint {
    /// Its address.
    pub address: String,
    /// `Gateway`, `Interface`, `GatewayLoadBalancer`, `Resource`, `ServiceNetwork` or `Tunnel`.
    pub r#type: Known<&'static str>,
    /// A service of AWS by the name behind the Region (`s3`, `ecr.dkr`); another by its whole name.
    pub service: Known<String>,
    /// Its VPC.
    pub vpc: Known<String>,
    /// The subnets that it has interfaces in.
    pub subnets: Vec<Known<String>>,
    /// The route tables that it has routes in.
    pub route_tables: Vec<Known<String>>,
    /// The groups of its interfaces: the VPC's default group where none is written.
    pub security_groups: Vec<Known<String>>,
    /// Whether private DNS is on.
    pub private_dns: Known<bool>,
    /// There only where it may not exist.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exists: Option<Unknown>,
}

/// A security group.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SecurityGroup {
    /// Its address.
    pub address: String,
    /// Its VPC.
    pub vpc: Known<String>,
    /// Its rules for what comes in; one that may not exist is unknown.
    pub ingress: Vec<Known<Rule>>,
    /// Its rules for what goes out; one that may not exist is unknown.
    pub egress: Vec<Known<Rule>>,
    /// There only where it may not exist.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exists: Option<Unknown>,
}

/// A rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Rule {
    /// `tcp`, `udp`, `icmp`, `icmpv6`, the number of another one, or `-1` for all.
    pub protocol: Known<String>,
    /// The first port, or ICMP's type (-1 for all); null where the protocol has no ports.
    pub from_port: Known<Option<i64>>,
    /// The last port, or ICMP's code (-1 for all); null where the protocol has no ports.
    pub to_port: Known<Option<i64>>,
    /// Addresses.
    pub cidrs: Vec<Known<String>>,
    /// Groups.
    pub groups: Vec<Known<String>>,
    /// Prefix lists.
    pub prefix_lists: Vec<Known<String>>,
    /// Whether it admits its own group.
    #[serde(rename = "self")]
    pub own: Known<bool>,
}

/// A NAT gateway.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct NatGateway {
    /// Its address.
    pub address: String,
    /// Its subnet; null for a regional one.
    pub subnet: Known<Option<String>>,
    /// `public` or `private`.
    pub connectivity: Known<&'static str>,
    /// There only where it may not exist.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exists: Option<Unknown>,
}

/// A workload.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Workload {
    /// Its address.
    pub address: String,
    /// What it is, in words: `Lambda function`, `ECS service`.
    pub kind: &'static str,
    /// The subnets that it may run in.
    pub subnets: Vec<Known<String>>,
    /// The groups of its interfaces: the VPC's default group where none is written.
    pub security_groups: Vec<Known<String>>,
    /// The services that it calls.
    pub needs: Vec<Known<Need>>,
    /// There only where it may not exist.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exists: Option<Unknown>,
}

/// A service that a workload calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Need {
    /// The service, by the name behind the Region.
    pub service: String,
    /// How strong the evidence is.
    #[cfg_attr(test, schemars(extend("enum" = ["proven", "likely", "hint"])))]
    pub confidence: &'static str,
    /// The evidence in words.
    pub because: String,
}
