//! The resources of an assumed network.

mod shared;

use std::collections::BTreeMap;
use std::sync::Arc;

use smol_str::SmolStr;
use vpcelint_model::{
    Asked, Cause, Existence, Kind, Language, Mode, Origin, Part, Reference, Resource, ResourceId,
    RootId, Target, Value,
};

use super::written::{DefaultRoute, WrittenGroups, WrittenSubnets};
use super::{Assumption, Stands};

/// An assumed network while it is made. Its resources are made of what `aws` reads.
pub(super) struct Network<'a> {
    of: &'a Assumption,
    first: u32,
    made: Vec<Made>,
    subnets: Vec<Vec<ResourceId>>,
    groups: Vec<ResourceId>,
    transit_gateway: Option<ResourceId>,
}

struct Made {
    kind: &'static str,
    mode: Mode,
    address: String,
    values: BTreeMap<SmolStr, Value>,
}

/// Values by name.
type Values = Vec<(&'static str, Kind)>;

impl<'a> Network<'a> {
    /// The network of an entry; its resources are numbered from `first`.
    pub(super) fn new(of: &'a Assumption, first: u32) -> Self {
        let mut this = Self {
            of,
            first,
            made: Vec::new(),
            subnets: Vec::new(),
            groups: Vec::new(),
            transit_gateway: None,
        };
        this.make();
        this
    }

    /// The resource of each id.
    pub(super) fn targets(&mut self, stands: &[Stands]) -> BTreeMap<SmolStr, ResourceId> {
        let vpcs = self.of.written.vpc.names().len();
        let mut ids = Vec::new();
        ids.extend(std::iter::repeat_n(vec![self.vpc()], vpcs));
        for (subnets, of) in self.of.written.subnets.iter().zip(&self.subnets) {
            ids.extend(std::iter::repeat_n(of.clone(), subnets.ids.names().len()));
        }
        for (groups, of) in self.of.written.security_groups.iter().zip(&self.groups) {
            ids.extend(std::iter::repeat_n(vec![*of], groups.ids.names().len()));
        }
        let mut targets = BTreeMap::new();
        for (stands, ids) in stands.iter().zip(ids) {
            targets.extend(stands.ids.iter().cloned().zip(ids.iter().copied()));
            // An id that is written stands for itself.
            if let (super::Name::Id(written), Some(id)) = (&stands.name, ids.first()) {
                targets.insert(written.as_str().into(), *id);
            }
        }
        targets
    }

    /// The resources, of a root.
    pub(super) fn resources(self, root: RootId) -> impl Iterator<Item = Resource> {
        let span = self.of.span();
        let origin = Origin { at: Some(span), via: None };
        let region = self.of.region.as_deref().map(|region| Value::from(text(region)));
        let region = region.unwrap_or_default();
        self.made.into_iter().map(move |made| {
            let values = made.values.into_iter();
            let written = |(name, value)| (name, Value { origin: origin.clone(), ..value });
            Resource {
                root,
                language: Language::Terraform,
                mode: made.mode,
                kind: made.kind.into(),
                address: made.address.into(),
                span,
                inner: None,
                exists: Existence::Yes,
                calls: Arc::from([]),
                region: region.clone(),
                values: values.map(written).collect(),
                asked: Asked::Everything,
                mentions: Arc::from([]),
                path: None,
            }
        })
    }

    /// The first thing that is made.
    fn vpc(&self) -> ResourceId {
        ResourceId(self.first)
    }

    fn add(&mut self, kind: &'static str, address: String, values: Values) -> ResourceId {
        self.add_as(Mode::Managed, kind, address, values)
    }

    fn add_as(
        &mut self,
        mode: Mode,
        kind: &'static str,
        address: String,
        values: Values,
    ) -> ResourceId {
        let id = self.first.saturating_add(u32::try_from(self.made.len()).unwrap_or(u32::MAX));
        let values = values.into_iter().map(|(name, kind)| (name.into(), kind.into())).collect();
        self.made.push(Made { kind, mode, address, values });
        ResourceId(id)
    }

    fn unknown(&self, what: &str) -> Kind {
        let reason = format!("the configuration does not say {what}");
        Kind::Unknown(Cause::new(reason, Some(self.of.span())))
    }

    fn make(&mut self) {
        let written = &self.of.written;
        let name = written.vpc.names().first().cloned().unwrap_or_default();
        let cidr = match written.cidrs.first() {
            Some(cidr) => text(cidr),
            None => self.unknown("which CIDR block the VPC has"),
        };
        let hostnames = match written.dns_hostnames {
            Some(on) => Kind::Bool(on),
            // An endpoint with private DNS can't be without.
            None if !written.interface_endpoints.is_empty() => Kind::Bool(true),
            None => self.unknown("whether the VPC has DNS host names"),
        };
        let vpc = self.add(
            "aws_vpc",
            name.clone(),
            vec![
                ("cidr_block", cidr),
                ("enable_dns_support", Kind::Bool(written.dns_support.unwrap_or(true))),
                ("enable_dns_hostnames", hostnames),
            ],
        );
        for (n, cidr) in written.cidrs.iter().enumerate().skip(1) {
            let values = vec![("vpc_id", id(vpc)), ("cidr_block", text(cidr))];
            self.add("aws_vpc_ipv4_cidr_block_association", format!("{name} (CIDR {n})"), values);
        }
        let mut tables = Vec::new();
        for subnets in &written.subnets {
            self.subnets(vpc, subnets, &mut tables);
        }
        for groups in &written.security_groups {
            let name = groups.ids.names().first().cloned().unwrap_or_default();
            let made = self.group(vpc, name, groups);
            self.groups.push(made);
        }
        self.endpoints(vpc, &name, &tables);
        self.attach(vpc);
        if !written.complete {
            let values = vec![("vpc_id", id(vpc))];
            self.add_as(Mode::Untold, "vpc", name, values);
        }
    }

    fn subnets(&mut self, vpc: ResourceId, of: &WrittenSubnets, tables: &mut Vec<ResourceId>) {
        let name = of.ids.names().first().cloned().unwrap_or_default();
        let target = of.default_route.map(|route| self.target(vpc, &name, route));
        let mut made = Vec::new();
        for n in 0..of.count() {
            let name = if of.are_many() { format!("{name}[{n}]") } else { name.clone() };
            let mut values = vec![("vpc_id", id(vpc))];
            let cidr = of.cidrs.get(n).map(|cidr| text(cidr));
            let cidr = cidr.unwrap_or_else(|| self.unknown("which CIDR block the subnet has"));
            values.push(("cidr_block", cidr));
            let zone = of.zones.get(n).map(|zone| text(zone));
            let zone = zone.unwrap_or_else(|| self.unknown("in which zone the subnet is"));
            values.push(("availability_zone", zone));
            let subnet = self.add("aws_subnet", name.clone(), values);
            made.push(subnet);
            let address = format!("the route table of {name}");
            let table = match &target {
                Some(target) => {
                    let table =
                        self.add("aws_route_table", address.clone(), vec![("vpc_id", id(vpc))]);
                    tables.push(table);
                    if let Some((attribute, target)) = target {
                        let values = vec![
                            ("route_table_id", id(table)),
                            ("destination_cidr_block", text("0.0.0.0/0")),
                            (*attribute, target.clone()),
                        ];
                        self.add("aws_route", format!("the default route of {name}"), values);
                    }
                    id(table)
                }
                None => self.unknown("where the subnet's default route leads"),
            };
            let values = vec![("subnet_id", id(subnet)), ("route_table_id", table)];
            self.add("aws_route_table_association", format!("{address} (association)"), values);
        }
        self.subnets.push(made);
    }

    /// The attribute of a route and what it leads to; none where there is no default route.
    fn target(
        &mut self,
        vpc: ResourceId,
        name: &str,
        route: DefaultRoute,
    ) -> Option<(&'static str, Kind)> {
        match route {
            DefaultRoute::None => None,
            DefaultRoute::InternetGateway => {
                let gateway = self.internet_gateway(vpc, name);
                Some(("gateway_id", id(gateway)))
            }
            DefaultRoute::Nat => {
                let nat = self.nat(vpc, name);
                Some(("nat_gateway_id", id(nat)))
            }
            DefaultRoute::TransitGateway => {
                let gateway = self.transit_gateway();
                Some(("transit_gateway_id", id(gateway)))
            }
        }
    }

    fn internet_gateway(&mut self, vpc: ResourceId, name: &str) -> ResourceId {
        let address = format!("the internet gateway of {name}");
        self.add("aws_internet_gateway", address, vec![("vpc_id", id(vpc))])
    }

    /// A NAT gateway with the public subnet that it stands in.
    fn nat(&mut self, vpc: ResourceId, name: &str) -> ResourceId {
        let gateway = self.internet_gateway(vpc, name);
        let address = format!("the NAT gateway of {name}");
        let cidr = self.unknown("which CIDR block the subnet has");
        let zone = self.unknown("in which zone the subnet is");
        let subnet = self.add(
            "aws_subnet",
            format!("the subnet of {address}"),
            vec![("vpc_id", id(vpc)), ("cidr_block", cidr), ("availability_zone", zone)],
        );
        let table = format!("the route table of {address}");
        let table = self.add("aws_route_table", table, vec![("vpc_id", id(vpc))]);
        let values = vec![
            ("route_table_id", id(table)),
            ("destination_cidr_block", text("0.0.0.0/0")),
            ("gateway_id", id(gateway)),
        ];
        self.add("aws_route", format!("the default route of {address}"), values);
        let values = vec![("subnet_id", id(subnet)), ("route_table_id", id(table))];
        self.add("aws_route_table_association", format!("the association of {address}"), values);
        let values = vec![
            ("subnet_id", id(subnet)),
            ("connectivity_type", text("public")),
            ("allocation_id", self.unknown("which address the NAT gateway has")),
        ];
        self.add("aws_nat_gateway", address, values)
    }

    fn group(&mut self, vpc: ResourceId, name: String, of: &WrittenGroups) -> ResourceId {
        let everywhere = ["0.0.0.0/0".to_owned()];
        let egress = of.egress.as_deref().unwrap_or(&everywhere);
        // What lets HTTPS out everywhere is the group that AWS makes: it lets everything out.
        let all = of.egress.is_none();
        let values = vec![
            ("vpc_id", id(vpc)),
            ("ingress", rules(&of.ingress, false)),
            ("egress", rules(egress, all)),
        ];
        self.add("aws_security_group", name, values)
    }

    fn endpoints(&mut self, vpc: ResourceId, name: &str, tables: &[ResourceId]) {
        let written = &self.of.written;
        for service in &written.gateway_endpoints {
            let values = vec![
                ("vpc_id", id(vpc)),
                ("service_name", self.service_name(service)),
                ("vpc_endpoint_type", text("Gateway")),
                ("route_table_ids", list(tables.iter().map(|table| id(*table)))),
            ];
            self.add("aws_vpc_endpoint", format!("the {service} endpoint of {name}"), values);
        }
        if written.interface_endpoints.is_empty() {
            return;
        }
        let everywhere = ["0.0.0.0/0".to_owned()];
        let values = vec![
            ("vpc_id", id(vpc)),
            ("ingress", rules(&everywhere, true)),
            ("egress", rules(&everywhere, true)),
        ];
        let group = format!("the security group of the endpoints of {name}");
        let group = self.add("aws_security_group", group, values);
        let subnets: Vec<ResourceId> = self.subnets.iter().flatten().copied().collect();
        let subnets = match subnets.is_empty() {
            true => self.unknown("in which subnets the endpoints are"),
            false => list(subnets.iter().map(|subnet| id(*subnet))),
        };
        for service in &written.interface_endpoints {
            let values = vec![
                ("vpc_id", id(vpc)),
                ("service_name", self.service_name(service)),
                ("vpc_endpoint_type", text("Interface")),
                ("private_dns_enabled", Kind::Bool(true)),
                ("subnet_ids", subnets.clone()),
                ("security_group_ids", list([id(group)])),
            ];
            self.add("aws_vpc_endpoint", format!("the {service} endpoint of {name}"), values);
        }
    }

    /// The name of a service in whatever Region the code works.
    fn service_name(&self, service: &str) -> Kind {
        let region = Cause::new("the Region is that of the provider", Some(self.of.span()));
        Kind::Text(Arc::new(vec![
            Part::Literal("com.amazonaws.".into()),
            Part::Hole(region),
            Part::Literal(format!(".{service}").into()),
        ]))
    }
}

fn text(text: &str) -> Kind {
    Kind::String(text.into())
}

fn id(of: ResourceId) -> Kind {
    Kind::Reference(Reference { target: Target::Resource(of), attribute: "id".into() })
}

fn list(items: impl IntoIterator<Item = Kind>) -> Kind {
    Kind::List(Arc::new(items.into_iter().map(Value::from).collect()), None)
}

/// One rule for HTTPS, or for everything; none for no addresses.
fn rules(cidrs: &[String], all: bool) -> Kind {
    if cidrs.is_empty() {
        return list([]);
    }
    let port = if all { "0" } else { "443" };
    let rule: [(&str, Kind); 4] = [
        ("protocol", text(if all { "-1" } else { "tcp" })),
        ("from_port", Kind::Number(port.into())),
        ("to_port", Kind::Number(port.into())),
        ("cidr_blocks", list(cidrs.iter().map(|cidr| text(cidr)))),
    ];
    let rule = rule.into_iter().map(|(name, kind)| (name.into(), kind.into())).collect();
    list([Kind::Map(Arc::new(rule), None)])
}
