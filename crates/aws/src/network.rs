//! The typed network: its parts by number, and how they hang together, on a graph.

use std::sync::Arc;

use petgraph::Direction as EdgeDirection;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef as _;
use rustc_hash::{FxHashMap, FxHashSet};
use vpcelint_model::{Cause, ResourceId};
use vpcelint_source::Span;

use crate::{
    Endpoint, Fact, Gateway, HostedZone, Link, NatGateway, NetworkAcl, Occupant, RouteTable,
    SecurityGroup, ServiceName, Subnet, TransitAttachment, TransitTable, Vpc, Workload,
};

/// Declares the numbers of the network's parts and the ways to them.
macro_rules! parts {
    ($($(#[$doc:meta])* $id:ident => $node:ident, $field:ident, $one:ident, $many:ident: $part:ty;)*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub struct $id(pub u32);

            impl From<$id> for Node {
                fn from(id: $id) -> Self {
                    Self::$node(id)
                }
            }

            impl TryFrom<Node> for $id {
                type Error = Node;

                fn try_from(node: Node) -> Result<Self, Node> {
                    match node {
                        Node::$node(id) => Ok(id),
                        other => Err(other),
                    }
                }
            }

            impl Part for $part {
                type Id = $id;

                fn id(index: u32) -> $id {
                    $id(index)
                }

                fn all(network: &mut Network) -> &mut Vec<Self> {
                    &mut network.$field
                }
            }
        )*

        /// A part of the network.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Node {
            $($(#[$doc])* $node($id),)*
        }

        /// The network of a deployment.
        #[derive(Debug, Default)]
        pub struct Network {
            $(pub(crate) $field: Vec<$part>,)*
            topology: DiGraph<Node, Tie>,
            nodes: FxHashMap<Node, NodeIndex>,
            pub(crate) outside_tables: FxHashMap<SubnetId, Arc<str>>,
            pub(crate) unseen: FxHashMap<Node, Arc<Cause>>,
            pub(crate) exported: FxHashSet<Node>,
            pub(crate) strays: Strays,
        }

        impl Network {
            $(
                $(#[$doc])*
                #[must_use]
                #[expect(clippy::indexing_slicing, reason = "numbers are made by this network alone")]
                pub fn $one(&self, id: $id) -> &$part {
                    &self.$field[id.0 as usize]
                }

                /// All of them, in order of the code.
                pub fn $many(&self) -> impl Iterator<Item = ($id, &$part)> {
                    (0u32..).map($id).zip(&self.$field)
                }
            )*
        }
    };
}

parts! {
    /// A VPC.
    VpcId => Vpc, vpcs, vpc, vpcs_all: Vpc;
    /// A subnet.
    SubnetId => Subnet, subnets, subnet, subnets_all: Subnet;
    /// A route table.
    TableId => Table, tables, table, tables_all: RouteTable;
    /// An internet gateway or another gateway that routes lead to.
    GatewayId => Gateway, gateways, gateway, gateways_all: Gateway;
    /// A NAT gateway.
    NatId => Nat, nats, nat, nats_all: NatGateway;
    /// A VPC endpoint.
    EndpointId => Endpoint, endpoints, endpoint, endpoints_all: Endpoint;
    /// A security group.
    GroupId => Group, groups, group, groups_all: SecurityGroup;
    /// A network ACL.
    NetworkAclId => NetworkAcl, network_acls, network_acl, network_acls_all: NetworkAcl;
    /// A workload.
    WorkloadId => Workload, workloads, workload, workloads_all: Workload;
    /// Something in subnets that calls nothing by itself.
    OccupantId => Occupant, occupants, occupant, occupants_all: Occupant;
    /// A private hosted zone.
    HostedZoneId => HostedZone, hosted_zones, hosted_zone, hosted_zones_all: HostedZone;
    /// An attachment of a transit gateway.
    TransitAttachmentId => TransitAttachment, transit_attachments, transit_attachment,
        transit_attachments_all: TransitAttachment;
    /// A route table of a transit gateway.
    TransitTableId => TransitTable, transit_tables, transit_table, transit_tables_all: TransitTable;
}

/// A kind of part.
pub(crate) trait Part: Sized {
    /// Its number.
    type Id: Copy + Into<Node> + TryFrom<Node> + PartialEq;

    fn id(index: u32) -> Self::Id;
    fn all(network: &mut Network) -> &mut Vec<Self>;
}

/// How two parts hang together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relation {
    /// A subnet, table, endpoint, group or gateway in a VPC.
    In,
    /// A subnet that a route table serves.
    RoutedBy,
    /// A subnet that one of several route tables serves.
    MayBeRoutedBy,
    /// A route table with a route to a gateway.
    RoutesTo,
    /// A gateway endpoint whose route is in a table.
    InTable,
    /// An interface endpoint, NAT gateway, workload or occupant with an interface in a subnet.
    InSubnet,
    /// An endpoint or workload that carries a security group.
    GuardedBy,
    /// A subnet that a network ACL filters.
    FilteredBy,
}

/// An edge of the topology.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tie {
    relation: Relation,
    at: Span,
}

/// Side resources whose owner is not known: they may belong to any.
#[derive(Debug, Default)]
pub(crate) struct Strays {
    /// Routes of an unknown table.
    pub(crate) routes: Option<Arc<Cause>>,
    /// Associations of an unknown subnet or table.
    pub(crate) associations: Option<Arc<Cause>>,
    /// Subnets whose network ACL is not known, as far as they are known themselves.
    pub(crate) filters: Vec<(Link<SubnetId>, Arc<Cause>)>,
    /// Rules of an unknown group.
    pub(crate) rules: Option<Arc<Cause>>,
    /// Endpoints that are looked up: the VPC and service of each.
    pub(crate) lookups: Vec<(Link<VpcId>, Fact<ServiceName>)>,
}

impl Network {
    /// Adds a part.
    pub(crate) fn add<P: Part>(&mut self, part: P) -> P::Id {
        let all = P::all(self);
        let id = P::id(u32::try_from(all.len()).unwrap_or(u32::MAX));
        all.push(part);
        let node: Node = id.into();
        let index = self.topology.add_node(node);
        self.nodes.insert(node, index);
        id
    }

    /// Changes a part.
    pub(crate) fn change<P: Part>(&mut self, id: u32, change: impl FnOnce(&mut P)) {
        if let Some(part) = P::all(self).get_mut(id as usize) {
            change(part);
        }
    }

    /// Ties two parts.
    pub(crate) fn tie(
        &mut self,
        from: impl Into<Node>,
        relation: Relation,
        to: impl Into<Node>,
        at: Span,
    ) {
        let (from, to) = (from.into(), to.into());
        let ends = (self.nodes.get(&from).copied(), self.nodes.get(&to).copied());
        if let (Some(from), Some(to)) = ends {
            let known =
                self.topology.edges_connecting(from, to).any(|e| e.weight().relation == relation);
            if !known {
                self.topology.add_edge(from, to, Tie { relation, at });
            }
        }
    }

    /// What a part is tied to, in order.
    pub fn to<Id: TryFrom<Node> + Ord>(
        &self,
        from: impl Into<Node>,
        relation: Relation,
    ) -> Vec<(Id, Span)> {
        self.tied(from.into(), relation, EdgeDirection::Outgoing)
    }

    /// What is tied to a part, in order.
    pub fn from<Id: TryFrom<Node> + Ord>(
        &self,
        to: impl Into<Node>,
        relation: Relation,
    ) -> Vec<(Id, Span)> {
        self.tied(to.into(), relation, EdgeDirection::Incoming)
    }

    fn tied<Id: TryFrom<Node> + Ord>(
        &self,
        node: Node,
        relation: Relation,
        direction: EdgeDirection,
    ) -> Vec<(Id, Span)> {
        let Some(index) = self.nodes.get(&node) else { return Vec::new() };
        let edges = self.topology.edges_directed(*index, direction);
        let mut found: Vec<(Id, Span)> = edges
            .filter(|e| e.weight().relation == relation)
            .filter_map(|e| {
                let end = match direction {
                    EdgeDirection::Outgoing => e.target(),
                    EdgeDirection::Incoming => e.source(),
                };
                let node = self.topology.node_weight(end)?;
                Some((Id::try_from(*node).ok()?, e.weight().at))
            })
            .collect();
        found.sort();
        found
    }

    /// Why something that is not seen may belong to a part: it is handed to a module that is not
    /// there.
    #[must_use]
    pub fn unseen(&self, node: impl Into<Node>) -> Option<&Arc<Cause>> {
        self.unseen.get(&node.into())
    }

    /// Why there may be endpoints of a service in a VPC beside those that are seen, of which some may be
    /// in another VPC.
    #[must_use]
    pub fn unseen_endpoints(&self, vpc: VpcId, service: &str) -> Option<Arc<Cause>> {
        let serves = |name: &ServiceName| matches!(name, ServiceName::Aws(n) if n == service);
        let mut lookups = self.strays.lookups.iter();
        let looked_up = || {
            let found = lookups.find(|(in_vpc, of)| {
                (in_vpc.may_be(vpc) || *in_vpc == Link::Absent) && !of.holds(serves).is_no()
            });
            found.map(|(_, of)| Cause::new("an endpoint is looked up", Some(of.at)))
        };
        let unseen = self.unseen(vpc).cloned();
        unseen.or_else(looked_up)
    }

    /// Whether an output of a root hands a part out, so that other code may add to it.
    #[must_use]
    pub fn is_exported(&self, node: impl Into<Node>) -> bool {
        self.exported.contains(&node.into())
    }

    /// Why the code may give a group rules that are not seen.
    #[must_use]
    pub fn stray_rules(&self, group: GroupId) -> Option<&Arc<Cause>> {
        self.unseen(group).or(self.strays.rules.as_ref())
    }

    /// Why a group may have rules that are not seen, those of other code included.
    #[must_use]
    pub fn unseen_rules(&self, group: GroupId) -> Option<Arc<Cause>> {
        let exported = || {
            let at = self.group(group).at;
            self.is_exported(group).then(|| {
                Cause::new("the group is an output, so other code may add rules to it", Some(at))
            })
        };
        self.stray_rules(group).cloned().or_else(exported)
    }

    /// Why an endpoint may have subnets, groups or tables that are not seen.
    #[must_use]
    pub fn unseen_associations(&self, endpoint: EndpointId) -> Option<Arc<Cause>> {
        let exported = || {
            let at = self.endpoint(endpoint).at;
            self.is_exported(endpoint).then(|| {
                let reason = "the endpoint is an output, so other code may associate more with it";
                Cause::new(reason, Some(at))
            })
        };
        self.unseen(endpoint).cloned().or_else(exported)
    }

    /// The endpoints of a VPC.
    pub fn endpoints_of(&self, vpc: VpcId) -> impl Iterator<Item = (EndpointId, &Endpoint)> {
        self.endpoints_all().filter(move |(_, e)| e.vpc == Link::To(vpc))
    }

    /// The subnets of a VPC.
    pub fn subnets_of(&self, vpc: VpcId) -> impl Iterator<Item = (SubnetId, &Subnet)> {
        self.subnets_all().filter(move |(_, s)| s.vpc == Link::To(vpc))
    }

    /// All parts, in the order in which they were made.
    pub fn nodes(&self) -> impl Iterator<Item = Node> {
        self.topology.node_weights().copied()
    }

    /// The VPC or subnets that a part is in.
    #[must_use]
    pub fn owners_of(&self, node: Node) -> Vec<Node> {
        let vpcs = self.to::<VpcId>(node, Relation::In).into_iter().map(|(id, _)| id.into());
        let subnets = self.to::<SubnetId>(node, Relation::InSubnet);
        vpcs.chain(subnets.into_iter().map(|(id, _)| id.into())).collect()
    }

    /// The resource that makes a part, if it has one of its own.
    #[must_use]
    pub fn resource_of(&self, node: Node) -> Option<ResourceId> {
        match node {
            Node::Vpc(id) => self.vpc(id).resource.into(),
            Node::Subnet(id) => self.subnet(id).resource.into(),
            Node::Table(id) => self.table(id).resource,
            Node::Gateway(id) => self.gateway(id).resource.into(),
            Node::Nat(id) => self.nat(id).resource.into(),
            Node::Endpoint(id) => self.endpoint(id).resource.into(),
            Node::Group(id) => self.group(id).resource,
            Node::NetworkAcl(id) => self.network_acl(id).resource,
            Node::Workload(id) => self.workload(id).resource.into(),
            Node::Occupant(id) => self.occupant(id).resource.into(),
            Node::HostedZone(id) => self.hosted_zone(id).resource.into(),
            Node::TransitAttachment(id) => self.transit_attachment(id).resource.into(),
            Node::TransitTable(id) => self.transit_table(id).resource.into(),
        }
    }
}
