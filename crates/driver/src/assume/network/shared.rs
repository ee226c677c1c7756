//! A transit gateway, and endpoints of another VPC behind it whose private names a shared hosted zone
//! answers.

use std::sync::Arc;

use vpcelint_model::{Kind, Reference, ResourceId, Target};

use super::{Network, id, list, rules, text};

/// The addresses of the other VPC, of which only matters that they are nobody else's: a block for
/// documentation (RFC 5737).
const ELSEWHERE: &str = "192.0.2.0/24";

impl Network<'_> {
    /// The transit gateway, made once.
    pub(super) fn transit_gateway(&mut self) -> ResourceId {
        if let Some(made) = self.transit_gateway {
            return made;
        }
        let made = self.add("aws_ec2_transit_gateway", self.named("the transit gateway"), vec![]);
        self.transit_gateway = Some(made);
        made
    }

    fn named(&self, what: &str) -> String {
        let name = self.of.written.vpc.names().first().map_or("", String::as_str);
        format!("{what} of {name}")
    }

    /// Attaches the VPC to the transit gateway, behind which is everything else.
    pub(super) fn attach(&mut self, vpc: ResourceId) {
        let Some(gateway) = self.transit_gateway else { return };
        let subnets: Vec<ResourceId> = self.subnets.iter().flatten().copied().collect();
        self.attachment("the attachment", gateway, vpc, &subnets);
        let outside = Target::Outside(self.named("what is behind the transit gateway").into());
        let attachment = Reference { target: outside, attribute: "id".into() };
        let table = Target::Resource(gateway);
        let table =
            Reference { target: table, attribute: "association_default_route_table_id".into() };
        let values = vec![
            ("transit_gateway_route_table_id", Kind::Reference(table)),
            ("transit_gateway_attachment_id", Kind::Reference(attachment)),
            ("destination_cidr_block", text("0.0.0.0/0")),
        ];
        let address = self.named("the default route of the transit gateway");
        self.add("aws_ec2_transit_gateway_route", address, values);
        if !self.of.written.shared_endpoints.is_empty() {
            self.hub(gateway, vpc);
        }
    }

    fn attachment(
        &mut self,
        what: &str,
        gateway: ResourceId,
        vpc: ResourceId,
        subnets: &[ResourceId],
    ) {
        let values = vec![
            ("transit_gateway_id", id(gateway)),
            ("vpc_id", id(vpc)),
            ("subnet_ids", list(subnets.iter().map(|subnet| id(*subnet)))),
        ];
        let address = self.named(what);
        self.add("aws_ec2_transit_gateway_vpc_attachment", address, values);
    }

    /// The VPC of the shared endpoints, and the zones that answer for their names.
    fn hub(&mut self, gateway: ResourceId, vpc: ResourceId) {
        let hub = self.add(
            "aws_vpc",
            self.named("the VPC of the shared endpoints"),
            vec![("cidr_block", text(ELSEWHERE)), ("enable_dns_support", Kind::Bool(true))],
        );
        let zone = self.unknown("in which zone the shared endpoints are");
        let subnet =
            vec![("vpc_id", id(hub)), ("cidr_block", text(ELSEWHERE)), ("availability_zone", zone)];
        let subnet =
            self.add("aws_subnet", self.named("the subnet of the shared endpoints"), subnet);
        let table = self.named("the route table of the shared endpoints");
        let table = self.add("aws_route_table", table, vec![("vpc_id", id(hub))]);
        let association = vec![("subnet_id", id(subnet)), ("route_table_id", id(table))];
        let address = self.named("the association of the shared endpoints");
        self.add("aws_route_table_association", address, association);
        let route = vec![
            ("route_table_id", id(table)),
            ("destination_cidr_block", text("0.0.0.0/0")),
            ("transit_gateway_id", id(gateway)),
        ];
        self.add("aws_route", self.named("the route of the shared endpoints"), route);
        self.attachment("the attachment of the shared endpoints", gateway, hub, &[subnet]);
        let everywhere = ["0.0.0.0/0".to_owned()];
        let group = vec![
            ("vpc_id", id(hub)),
            ("ingress", rules(&everywhere, true)),
            ("egress", rules(&everywhere, true)),
        ];
        let address = self.named("the security group of the shared endpoints");
        let group = self.add("aws_security_group", address, group);
        for service in &self.of.written.shared_endpoints {
            let values = vec![
                ("vpc_id", id(hub)),
                ("service_name", self.service_name(service)),
                ("vpc_endpoint_type", text("Interface")),
                ("private_dns_enabled", Kind::Bool(false)),
                ("subnet_ids", list([id(subnet)])),
                ("security_group_ids", list([id(group)])),
            ];
            let address = self.named(&format!("the shared {service} endpoint"));
            let endpoint = self.add("aws_vpc_endpoint", address, values);
            self.zones(service, endpoint, vpc);
        }
    }

    /// The hosted zones that answer for the private names of a service with an endpoint.
    fn zones(&mut self, service: &str, endpoint: ResourceId, vpc: ResourceId) {
        let Some(region) = self.of.region.clone() else { return };
        let known = vpcelint_catalog::service(service);
        let names = known.and_then(|known| known.private_dns).unwrap_or_default();
        let wildcards = names.iter().filter_map(|name| name.strip_prefix("*."));
        let wildcards: Vec<&str> = wildcards.collect();
        for name in names.iter().filter(|name| !name.starts_with("*.")) {
            let has_wildcard = wildcards.contains(name);
            let name = name.replace("{region}", &region);
            let of_vpc = [("vpc_id".into(), id(vpc).into())].into_iter().collect();
            let values =
                vec![("name", text(&name)), ("vpc", list([Kind::Map(Arc::new(of_vpc), None)]))];
            let address = self.named(&format!("the hosted zone {name}"));
            let zone = self.add("aws_route53_zone", address, values);
            self.record(zone, endpoint, &name);
            if has_wildcard {
                self.record(zone, endpoint, &format!("*.{name}"));
            }
        }
    }

    fn record(&mut self, zone: ResourceId, endpoint: ResourceId, name: &str) {
        let to = |of, attribute: &str| {
            let target = Target::Resource(of);
            Kind::Reference(Reference { target, attribute: attribute.into() })
        };
        let alias = [
            ("name".into(), to(endpoint, "dns_entry[0].dns_name").into()),
            ("zone_id".into(), to(endpoint, "dns_entry[0].hosted_zone_id").into()),
        ];
        let values = vec![
            ("zone_id", to(zone, "zone_id")),
            ("name", text(name)),
            ("type", text("A")),
            ("alias", list([Kind::Map(Arc::new(alias.into_iter().collect()), None)])),
        ];
        let address = self.named(&format!("the record {name}"));
        self.add("aws_route53_record", address, values);
    }
}
