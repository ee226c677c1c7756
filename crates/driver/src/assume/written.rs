//! `[[assume]]` as it is written.

use serde::Deserialize;

/// Most subnets of one entry: a list stands for each of them.
const MOST: usize = 64;

/// A VPC that the code is given, and what is in it.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct WrittenAssume {
    /// What names it in the code: `var.vpc_id`, a parameter of a template, `data.aws_vpc.main`,
    /// `module.network.vpc_id`, `!ImportValue Network-VpcId`, or its id.
    pub(super) vpc: Names,
    /// Its CIDR blocks.
    #[serde(default)]
    pub(super) cidrs: Vec<String>,
    /// Whether DNS resolution is on; AWS's default is on.
    pub(super) dns_support: Option<bool>,
    /// Whether instances get DNS host names, which private DNS needs.
    pub(super) dns_hostnames: Option<bool>,
    /// The services that have a gateway endpoint in the route tables of all its subnets below.
    #[serde(default)]
    pub(super) gateway_endpoints: Vec<String>,
    /// The services that have an interface endpoint with private DNS, which everything in the VPC may
    /// reach.
    #[serde(default)]
    pub(super) interface_endpoints: Vec<String>,
    /// The services whose private names a shared hosted zone answers, with an interface endpoint of
    /// another VPC behind a transit gateway.
    #[serde(default)]
    pub(super) shared_endpoints: Vec<String>,
    /// Whether this is all that there is in the VPC: no further endpoint, route or rule.
    #[serde(default)]
    pub(super) complete: bool,
    /// Its subnets.
    #[serde(default)]
    pub(super) subnets: Vec<WrittenSubnets>,
    /// Its security groups.
    #[serde(default)]
    pub(super) security_groups: Vec<WrittenGroups>,
}

/// Subnets that the code is given.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct WrittenSubnets {
    /// What names them in the code: one, or a list of them.
    pub(super) ids: Names,
    /// How many they are, where the name is that of a list.
    count: Option<usize>,
    /// The Availability Zone of each.
    #[serde(default)]
    pub(super) zones: Vec<String>,
    /// The CIDR block of each.
    #[serde(default)]
    pub(super) cidrs: Vec<String>,
    /// Where their default route leads; not known if it is left out.
    pub(super) default_route: Option<DefaultRoute>,
}

/// Where a default route leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) enum DefaultRoute {
    /// There is none.
    None,
    /// To a NAT gateway.
    Nat,
    /// To an internet gateway.
    InternetGateway,
    /// To a transit gateway, and from there on to somewhere else.
    TransitGateway,
}

/// A security group that the code is given.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct WrittenGroups {
    /// What names it in the code.
    pub(super) ids: Names,
    /// Whether the name is that of a list.
    #[serde(default)]
    pub(super) list: bool,
    /// Where it lets HTTPS out to; everywhere if it is left out.
    pub(super) egress: Option<Vec<String>>,
    /// From where it lets HTTPS in; from nowhere if it is left out.
    #[serde(default)]
    pub(super) ingress: Vec<String>,
}

/// A name, or several for one thing.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
pub(crate) enum Names {
    One(String),
    Several(Vec<String>),
}

impl WrittenAssume {
    /// The CIDR blocks that it names.
    pub(crate) fn cidrs(&self) -> impl Iterator<Item = &String> {
        let subnets = self.subnets.iter().flat_map(|subnets| &subnets.cidrs);
        let groups = self.security_groups.iter();
        let groups = groups.flat_map(|g| g.egress.iter().flatten().chain(&g.ingress));
        self.cidrs.iter().chain(subnets).chain(groups)
    }

    /// The services that it says have a gateway endpoint.
    pub(crate) fn gateway_services(&self) -> &[String] {
        &self.gateway_endpoints
    }

    /// The services that it names.
    pub(crate) fn services(&self) -> impl Iterator<Item = &String> {
        let endpoints = self.gateway_endpoints.iter().chain(&self.interface_endpoints);
        endpoints.chain(&self.shared_endpoints)
    }
}

impl Names {
    pub(super) fn names(&self) -> &[String] {
        match self {
            Self::One(name) => std::slice::from_ref(name),
            Self::Several(names) => names,
        }
    }
}

impl WrittenSubnets {
    /// How many they are.
    pub(super) fn count(&self) -> usize {
        let most = self.zones.len().max(self.cidrs.len()).max(1);
        self.count.unwrap_or(most).clamp(1, MOST)
    }

    /// Whether the name is that of a list.
    pub(super) fn are_many(&self) -> bool {
        self.count.is_some() || !self.zones.is_empty() || !self.cidrs.is_empty()
    }
}
