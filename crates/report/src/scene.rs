//! What the drawn formats show: boxes within boxes, what the routes between them are, and where each
//! path goes. `dot`, `mermaid` and the picture are three ways to write it down.

mod build;
mod edges;
mod names;
mod place;
mod trim;
mod ways;

use crate::graph::{Document, TargetKind};
use crate::paths::Row;
use crate::text;

pub(crate) use edges::{Edge, EdgeKind};
pub(crate) use names::{clipped, short_name};
pub(crate) use ways::{Ends, Walk};

/// Characters of a name or a sentence at most.
pub(crate) const LONGEST: usize = 300;

/// A part, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Id(pub(crate) usize);

/// What a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    /// What is deployed together: a root, or the templates of a deployment.
    Deployment,
    /// What is outside of every VPC.
    Outside,
    Vpc,
    Zone,
    Subnet,
    Nat,
    Workload,
    /// The network interface of an endpoint in a subnet.
    Interface,
    /// A gateway endpoint, or an endpoint of which no subnet is known.
    Endpoint,
    /// Anything else at the edge of a VPC that routes lead to.
    Gateway,
    Internet,
    Service,
    /// Stands for parts that are not drawn.
    More,
}

impl Kind {
    /// Its name in documents.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Deployment => "root",
            Self::Outside => "outside",
            Self::Vpc => "vpc",
            Self::Zone => "zone",
            Self::Subnet => "subnet",
            Self::Nat => "nat",
            Self::Interface => "interface",
            Self::Workload => "workload",
            Self::Endpoint => "endpoint",
            Self::Gateway => "gateway",
            Self::Internet => "internet",
            Self::Service => "service",
            Self::More => "more",
        }
    }

    /// Whether other parts lie in it.
    pub(crate) fn is_box(self) -> bool {
        matches!(self, Self::Deployment | Self::Outside | Self::Vpc | Self::Zone | Self::Subnet)
    }
}

/// Where the default route of a subnet leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum RouteKind {
    Internet,
    Nat,
    Other,
    Unknown,
    None,
}

impl RouteKind {
    /// All, in the order in which subnets are stacked.
    pub(crate) const ALL: [Self; 5] =
        [Self::Internet, Self::Nat, Self::Other, Self::Unknown, Self::None];

    /// Its name in documents.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Internet => "to-internet",
            Self::Nat => "to-nat",
            Self::Other => "to-other",
            Self::Unknown => "to-unknown",
            Self::None => "to-none",
        }
    }

    /// What it means.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Internet => "default route to an internet gateway",
            Self::Nat => "default route to a NAT gateway",
            Self::Other => "default route to something else",
            Self::Unknown => "default route not known",
            Self::None => "no default route",
        }
    }
}

/// A box, or something in one. All texts are visible ones of bounded length.
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) kind: Kind,
    /// The address in the code, or what it is called.
    pub(crate) address: String,
    /// What kind of thing it is, in front of the label; may be empty.
    pub(crate) what: String,
    /// A short name.
    pub(crate) label: String,
    /// Facts, a line each; the first ones of a subnet are drawn.
    pub(crate) facts: Vec<String>,
    /// The default route of a subnet.
    pub(crate) route: Option<RouteKind>,
    /// Whether it, or where it is, is not certain.
    pub(crate) doubt: bool,
    pub(crate) parent: Option<Id>,
    pub(crate) children: Vec<Id>,
    /// What is drawn instead of it.
    pub(crate) stand_in: Option<Id>,
}

impl Part {
    pub(crate) fn new(kind: Kind, address: &str, label: &str) -> Self {
        Self {
            kind,
            address: text::visible(address, LONGEST),
            what: String::new(),
            label: text::visible(label, LONGEST),
            facts: Vec::new(),
            route: None,
            doubt: false,
            parent: None,
            children: Vec::new(),
            stand_in: None,
        }
    }

    pub(crate) fn what(mut self, what: &str) -> Self {
        self.what = text::visible(what, LONGEST);
        self
    }

    pub(crate) fn doubtful(mut self, doubt: bool) -> Self {
        self.doubt |= doubt;
        self
    }

    /// Adds a fact.
    pub(crate) fn fact(mut self, fact: impl AsRef<str>) -> Self {
        self.facts.push(text::visible(fact.as_ref(), LONGEST));
        self
    }

    /// Everything about it, a line each.
    pub(crate) fn told(&self) -> String {
        let mut lines = vec![self.named()];
        if matches!(self.kind, Kind::Vpc | Kind::Subnet) && !self.what.is_empty() {
            lines.push(self.what.clone());
        }
        lines.extend(self.facts.iter().cloned());
        lines.join("\n")
    }

    /// What it is, and its address.
    fn named(&self) -> String {
        let what = match self.kind {
            Kind::Deployment => "root",
            Kind::Vpc => "VPC",
            Kind::Zone => "zone",
            Kind::Subnet => "subnet",
            Kind::Nat => "NAT gateway",
            Kind::Interface => "network interface of endpoint",
            Kind::Service => "service",
            _ => self.what.as_str(),
        };
        [what, &self.address].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

/// A workload with all that stands for it.
#[derive(Debug)]
pub(crate) struct Listed {
    pub(crate) root: String,
    pub(crate) address: String,
    pub(crate) kind: &'static str,
    pub(crate) drawn: Vec<Id>,
}

/// Everything that is drawn.
#[derive(Debug, Default)]
pub(crate) struct Scene {
    parts: Vec<Part>,
    /// The outermost boxes.
    pub(crate) deployments: Vec<Id>,
    /// Routes and paths between the parts, for formats that draw all at once.
    pub(crate) edges: Vec<Edge>,
    /// Where each row goes, in the order of the rows.
    pub(crate) walks: Vec<Walk>,
    /// All workloads, also those that something else is drawn for.
    pub(crate) workloads: Vec<Listed>,
    /// Services, with what is drawn for them.
    pub(crate) services: Vec<(String, Id)>,
    /// Roots without anything to draw.
    pub(crate) empty: usize,
    /// Roots that are left out because there are too many.
    pub(crate) left_out: usize,
}

impl Scene {
    /// The scene of a document and the paths through its networks.
    pub(crate) fn of(document: &Document, rows: &[Row]) -> Self {
        let mut scene = Self::default();
        let places = build::build(&mut scene, document);
        trim::trim(&mut scene);
        scene.workloads = ways::workloads(&scene, document, &places);
        scene.services = ways::services(&scene, &places);
        scene.walks = ways::walks(&scene, document, &places, rows);
        scene.edges = edges::edges(&scene, &places, rows);
        scene
    }

    pub(crate) fn part(&self, id: Id) -> &Part {
        // An `Id` is only ever made by `add`.
        &self.parts[id.0]
    }

    fn part_mut(&mut self, id: Id) -> &mut Part {
        &mut self.parts[id.0]
    }

    fn add(&mut self, parent: Option<Id>, part: Part) -> Id {
        let id = Id(self.parts.len());
        self.parts.push(Part { parent, ..part });
        match parent {
            Some(parent) => self.part_mut(parent).children.push(id),
            None => self.deployments.push(id),
        }
        id
    }

    /// The part that is drawn for one.
    pub(crate) fn drawn(&self, id: Id) -> Id {
        self.part(id).stand_in.unwrap_or(id)
    }

    /// The boxes that are drawn, outer ones before inner ones.
    pub(crate) fn boxes(&self) -> Vec<(Id, &Part)> {
        let mut open: Vec<_> = self.deployments.iter().rev().copied().collect();
        let mut boxes = Vec::new();
        while let Some(id) = open.pop() {
            let part = self.part(id);
            open.extend(part.children.iter().rev());
            if part.kind.is_box() {
                boxes.push((id, part));
            }
        }
        boxes
    }

    /// The boxes around a part, the innermost first.
    pub(crate) fn around(&self, id: Id) -> impl Iterator<Item = Id> {
        std::iter::successors(self.part(id).parent, |id| self.part(*id).parent)
    }

    /// The nearest box of a kind around a part, or the part.
    pub(crate) fn within(&self, id: Id, kind: Kind) -> Option<Id> {
        std::iter::once(id).chain(self.around(id)).find(|id| self.part(*id).kind == kind)
    }
}

/// A kind of target in words.
pub(crate) fn words(kind: TargetKind) -> &'static str {
    match kind {
        TargetKind::Local => "local",
        TargetKind::InternetGateway => "internet gateway",
        TargetKind::NatGateway => "NAT gateway",
        TargetKind::EgressOnlyInternetGateway => "egress-only internet gateway",
        TargetKind::TransitGateway => "transit gateway",
        TargetKind::PeeringConnection => "peering connection",
        TargetKind::VpnGateway => "VPN gateway",
        TargetKind::Appliance => "appliance",
        TargetKind::VpcEndpoint => "VPC endpoint",
        TargetKind::CoreNetwork => "core network",
        TargetKind::LocalGateway => "local gateway",
        TargetKind::CarrierGateway => "carrier gateway",
    }
}
