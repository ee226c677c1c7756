//! Transit gateways: what is attached to them, and the route tables between their attachments.

use std::sync::Arc;

use ipnet::IpNet;
use rustc_hash::FxHashMap;
use vpcelint_model::{Cause, Resource, ResourceId};
use vpcelint_source::Span;

use crate::builder::Builder;
use crate::fact::why;
use crate::network::{GatewayId, SubnetId, TransitAttachmentId, TransitTableId, VpcId};
use crate::spelling::{Attribute, Reads, Type};
use crate::vpc::cidr_of;
use crate::{Answer, Fact, Link, Links};

const GATEWAY: Type = Type("aws_ec2_transit_gateway", "AWS::EC2::TransitGateway");
const TABLE: Type =
    Type("aws_ec2_transit_gateway_route_table", "AWS::EC2::TransitGatewayRouteTable");
const ROUTE: Type = Type("aws_ec2_transit_gateway_route", "AWS::EC2::TransitGatewayRoute");
const LIST_REFERENCE: Type = Type("aws_ec2_transit_gateway_prefix_list_reference", "");
const ASSOCIATION: Type = Type(
    "aws_ec2_transit_gateway_route_table_association",
    "AWS::EC2::TransitGatewayRouteTableAssociation",
);
const PROPAGATION: Type = Type(
    "aws_ec2_transit_gateway_route_table_propagation",
    "AWS::EC2::TransitGatewayRouteTablePropagation",
);
/// What can be attached, and what it leads to where that is no VPC.
const ATTACHMENTS: [(Type, &str); 6] = [
    (
        Type("aws_ec2_transit_gateway_vpc_attachment", "AWS::EC2::TransitGatewayVpcAttachment"),
        "a VPC",
    ),
    (Type("", "AWS::EC2::TransitGatewayAttachment"), "a VPC"),
    (Type("aws_vpn_connection", "AWS::EC2::VPNConnection"), "a VPN"),
    (
        Type(
            "aws_ec2_transit_gateway_peering_attachment",
            "AWS::EC2::TransitGatewayPeeringAttachment",
        ),
        "another transit gateway",
    ),
    (
        Type("aws_ec2_transit_gateway_connect", "AWS::EC2::TransitGatewayConnect"),
        "an appliance by Connect",
    ),
    (Type("aws_dx_gateway_association", ""), "a Direct Connect gateway"),
];

const GATEWAY_ID: Attribute = Attribute("transit_gateway_id", "TransitGatewayId");
const VPC_ID: Attribute = Attribute("vpc_id", "VpcId");
const SUBNETS: Attribute = Attribute("subnet_ids", "SubnetIds");
const ASSOCIATES: Attribute = Attribute("transit_gateway_default_route_table_association", "");
const PROPAGATES: Attribute = Attribute("transit_gateway_default_route_table_propagation", "");
const GATEWAY_ASSOCIATES: Attribute =
    Attribute("default_route_table_association", "DefaultRouteTableAssociation");
const GATEWAY_PROPAGATES: Attribute =
    Attribute("default_route_table_propagation", "DefaultRouteTablePropagation");
const TABLE_ID: Attribute =
    Attribute("transit_gateway_route_table_id", "TransitGatewayRouteTableId");
const ATTACHMENT_ID: Attribute =
    Attribute("transit_gateway_attachment_id", "TransitGatewayAttachmentId");
const DESTINATION: Attribute = Attribute("destination_cidr_block", "DestinationCidrBlock");
const BLACKHOLE: Attribute = Attribute("blackhole", "Blackhole");

const OF_ATTACHMENT: &[Attribute] = &[GATEWAY_ID, VPC_ID, SUBNETS, ASSOCIATES, PROPAGATES];

/// What this family reads.
pub(crate) const READS: &[Reads] = &[
    Reads { of: GATEWAY, attributes: &[GATEWAY_ASSOCIATES, GATEWAY_PROPAGATES] },
    Reads { of: ATTACHMENTS[0].0, attributes: OF_ATTACHMENT },
    Reads { of: ATTACHMENTS[1].0, attributes: OF_ATTACHMENT },
    Reads { of: ATTACHMENTS[2].0, attributes: OF_ATTACHMENT },
    Reads { of: ATTACHMENTS[3].0, attributes: OF_ATTACHMENT },
    Reads { of: ATTACHMENTS[4].0, attributes: OF_ATTACHMENT },
    Reads { of: ATTACHMENTS[5].0, attributes: OF_ATTACHMENT },
    Reads { of: TABLE, attributes: &[GATEWAY_ID] },
    Reads { of: ROUTE, attributes: &[TABLE_ID, ATTACHMENT_ID, DESTINATION, BLACKHOLE] },
    Reads { of: LIST_REFERENCE, attributes: &[TABLE_ID] },
    Reads { of: ASSOCIATION, attributes: &[TABLE_ID, ATTACHMENT_ID] },
    Reads { of: PROPAGATION, attributes: &[TABLE_ID, ATTACHMENT_ID] },
];

/// An attachment of a transit gateway.
#[derive(Debug)]
pub struct TransitAttachment {
    /// The resource that makes it.
    pub resource: ResourceId,
    /// Its header.
    pub at: Span,
    /// Why it may not exist.
    pub conditional: Option<Arc<Cause>>,
    /// Its transit gateway.
    pub gateway: Link<GatewayId>,
    /// The VPC that it attaches; absent where it attaches something else.
    pub vpc: Link<VpcId>,
    /// What it leads to, in words.
    pub leads_to: &'static str,
    /// Its subnets, one in each zone that it serves.
    pub subnets: Links<SubnetId>,
    /// The table that routes what comes from it, with the place that says so; absent where it has
    /// none.
    pub table: Link<TransitTableId>,
    /// Where that is written.
    pub table_at: Span,
}

/// A route table of a transit gateway.
#[derive(Debug)]
pub struct TransitTable {
    /// The resource that makes it; that of its transit gateway where it comes with that.
    pub resource: ResourceId,
    /// The header of that resource.
    pub at: Span,
    /// Its transit gateway.
    pub gateway: Link<GatewayId>,
    /// Its routes.
    pub routes: Vec<TransitRoute>,
    /// The attachments that propagate the blocks of their VPCs to it.
    pub propagating: Vec<(TransitAttachmentId, Span)>,
    /// Why there may be more routes.
    pub open: Option<Arc<Cause>>,
}

/// A route of a transit gateway.
#[derive(Debug, Clone)]
pub struct TransitRoute {
    /// What it is for.
    pub destination: Fact<IpNet>,
    /// The attachment that it leads to; absent for one that drops what it takes.
    pub to: Link<TransitAttachmentId>,
    /// Where it is written.
    pub at: Span,
    /// Why it may not exist.
    pub conditional: Option<Arc<Cause>>,
}

/// What of the code makes which attachment and table.
#[derive(Debug, Default)]
struct Made {
    attachments: FxHashMap<ResourceId, TransitAttachmentId>,
    tables: FxHashMap<ResourceId, TransitTableId>,
}

/// Makes attachments and tables, then what stands between them.
pub(crate) fn sides(b: &mut Builder<'_>) {
    let mut made = Made::default();
    for (id, resource) in b.resources() {
        if TABLE.is(resource) || GATEWAY.is(resource) {
            let gateway = match GATEWAY.is(resource) {
                true => b.part(id).and_then(|node| GatewayId::try_from(node).ok()).into(),
                false => b.link(GATEWAY_ID.of(resource)),
            };
            let (routes, propagating) = (Vec::new(), Vec::new());
            let at = resource.span;
            let open = Builder::conditional(resource).filter(|_| TABLE.is(resource));
            let table = TransitTable { resource: id, at, gateway, routes, propagating, open };
            made.tables.insert(id, b.network.add(table));
        }
    }
    for (id, resource) in b.resources() {
        let Some((_, leads_to)) = ATTACHMENTS.iter().find(|(of, _)| of.is(resource)) else {
            continue;
        };
        // Most VPN connections end at a virtual private gateway.
        if GATEWAY_ID.of(resource).is_null() && *leads_to == "a VPN" {
            continue;
        }
        let attachment = attachment(b, &made, id, resource, leads_to);
        made.attachments.insert(id, b.network.add(attachment));
    }
    by_default(b, &made);
    associations(b, &made);
    let opened = routes(b, &made);
    for (table, cause) in opened {
        each_table(b, &table, |t| {
            t.open.get_or_insert_with(|| cause.clone());
        });
    }
}

fn attachment(
    b: &Builder<'_>,
    made: &Made,
    id: ResourceId,
    resource: &Resource,
    leads_to: &'static str,
) -> TransitAttachment {
    let gateway = b.resource_link(GATEWAY_ID.of(resource));
    let associates = match gateway.to().map(|id| b.graph.resource(id)) {
        Some(of) => is_on(GATEWAY_ASSOCIATES, of).and(is_taken(ASSOCIATES, resource)),
        None => Answer::No,
    };
    let table = match (&gateway, associates) {
        (Link::To(gateway), Answer::Yes) => made.tables.get(gateway).copied().into(),
        (Link::To(_), Answer::No) => Link::Absent,
        (Link::To(_), Answer::Unknown(cause)) => Link::Unknown(cause),
        (Link::Unknown(cause), _) => Link::Unknown(cause.clone()),
        _ => Link::Outside("the route table of a transit gateway".into()),
    };
    TransitAttachment {
        resource: id,
        at: resource.span,
        conditional: Builder::conditional(resource),
        gateway: b.link(GATEWAY_ID.of(resource)),
        vpc: match leads_to {
            "a VPC" => b.link(VPC_ID.of(resource)),
            _ => Link::Absent,
        },
        leads_to,
        subnets: b.links(SUBNETS.of(resource), SUBNETS.place(resource)),
        table,
        table_at: resource.span,
    }
}

/// Whether a switch of a transit gateway is on, as it is unless it is written otherwise (EC2 API,
/// 2026).
fn is_on(switch: Attribute, gateway: &Resource) -> Answer {
    let value = switch.of(gateway);
    match value.as_str() {
        Some(word) => Answer::from(word != "disable"),
        None if value.is_null() => Answer::Yes,
        None => Answer::Unknown(why(value)),
    }
}

/// Whether an attachment takes part in what its gateway does by default, as it does unless it is written
/// otherwise.
fn is_taken(switch: Attribute, attachment: &Resource) -> Answer {
    Fact::bool(switch.of(attachment), true, switch.place(attachment)).holds(|on| *on)
}

/// Attachments propagate to the table that comes with their gateway unless somebody says otherwise.
fn by_default(b: &mut Builder<'_>, made: &Made) {
    for (id, resource) in b.resources() {
        let Some(attachment) = made.attachments.get(&id).copied() else { continue };
        let Link::To(gateway) = b.resource_link(GATEWAY_ID.of(resource)) else { continue };
        let on = is_on(GATEWAY_PROPAGATES, b.graph.resource(gateway))
            .and(is_taken(PROPAGATES, resource));
        let Some(table) = made.tables.get(&gateway) else { continue };
        let at = resource.span;
        b.network.change::<TransitTable>(table.0, |t| match on {
            Answer::Yes => t.propagating.push((attachment, at)),
            Answer::No => {}
            Answer::Unknown(cause) => t.open = Some(cause),
        });
    }
}

/// Associations and propagations that resources write.
fn associations(b: &mut Builder<'_>, made: &Made) {
    for (_, resource) in b.resources() {
        let associates = ASSOCIATION.is(resource);
        if !associates && !PROPAGATION.is(resource) {
            continue;
        }
        let at = resource.span;
        let attachment = link(b, &made.attachments, ATTACHMENT_ID, resource);
        let table = link(b, &made.tables, TABLE_ID, resource);
        let doubt = Builder::conditional(resource);
        if associates {
            let table = match doubt {
                Some(cause) => Link::Unknown(cause),
                None => table,
            };
            each_attachment(b, &attachment, |a, sure| {
                a.table_at = at;
                a.table = match sure {
                    true => table.clone(),
                    false => Link::Unknown(several(at)),
                };
            });
            continue;
        }
        match (attachment, doubt) {
            (Link::To(attachment), None) => {
                each_table(b, &table, |t| t.propagating.push((attachment, at)));
            }
            (Link::Absent | Link::Outside(_), None) => {}
            (_, doubt) => {
                let cause = doubt.unwrap_or_else(|| several(at));
                each_table(b, &table, |t| t.open = Some(cause.clone()));
            }
        }
    }
}

fn several(at: Span) -> Arc<Cause> {
    Cause::new("which attachment of the transit gateway it is, is not known", Some(at))
}

/// Routes that resources write; the tables that may have more.
fn routes(b: &mut Builder<'_>, made: &Made) -> Vec<(Link<TransitTableId>, Arc<Cause>)> {
    let mut opened = Vec::new();
    for (_, resource) in b.resources() {
        let at = resource.span;
        if LIST_REFERENCE.is(resource) {
            let cause =
                Cause::new("routes of a prefix list are in the transit gateway's table", Some(at));
            opened.push((link(b, &made.tables, TABLE_ID, resource), cause));
            continue;
        }
        if !ROUTE.is(resource) {
            continue;
        }
        let drops = Fact::bool(BLACKHOLE.of(resource), false, BLACKHOLE.place(resource));
        let to = match drops.known {
            Ok(true) => Link::Absent,
            Err(cause) => Link::Unknown(cause),
            Ok(false) => match link(b, &made.attachments, ATTACHMENT_ID, resource) {
                Link::Absent => Link::Outside("an attachment".into()),
                other => other,
            },
        };
        let destination = cidr_of(DESTINATION.of(resource), at);
        let conditional = Builder::conditional(resource);
        let route = TransitRoute { destination, to, at, conditional };
        match link(b, &made.tables, TABLE_ID, resource) {
            Link::To(table) => {
                b.network.change::<TransitTable>(table.0, |t| t.routes.push(route));
            }
            Link::Absent => {}
            Link::Outside(_) if TABLE_ID.of(resource).as_str().is_some() => {}
            other => {
                // What names the table is only known later: it may be any of the code's.
                let other = match other {
                    Link::Outside(_) => Link::Unknown(Cause::new("", Some(at))),
                    other => other,
                };
                let cause = Cause::new("a route may be of this table", Some(at));
                opened.push((other, cause));
            }
        }
    }
    opened
}

/// Where a reference to an attachment or table leads.
fn link<Id: Copy>(
    b: &Builder<'_>,
    made: &FxHashMap<ResourceId, Id>,
    attribute: Attribute,
    resource: &Resource,
) -> Link<Id> {
    let value = attribute.of(resource);
    match b.resource_link(value) {
        Link::To(id) => match made.get(&id) {
            Some(id) => Link::To(*id),
            None => Link::Outside(b.graph.resource(id).address.clone()),
        },
        Link::Any(ids) => Link::Any(ids.iter().filter_map(|id| made.get(id)).copied().collect()),
        Link::Outside(name) => Link::Outside(name),
        Link::Unknown(cause) => {
            let known = b.rests_on(value).and_then(|id| made.get(&id));
            known.map_or(Link::Unknown(cause), |id| Link::To(*id))
        }
        Link::Absent => Link::Absent,
    }
}

fn each_table(b: &mut Builder<'_>, of: &Link<TransitTableId>, change: impl Fn(&mut TransitTable)) {
    for (n, table) in (0u32..).zip(&mut b.network.transit_tables) {
        if of.may_be(TransitTableId(n)) {
            change(table);
        }
    }
}

/// Changes the attachments that a link may lead to; says whether it certainly is that one.
fn each_attachment(
    b: &mut Builder<'_>,
    of: &Link<TransitAttachmentId>,
    change: impl Fn(&mut TransitAttachment, bool),
) {
    for (n, attachment) in (0u32..).zip(&mut b.network.transit_attachments) {
        if of.may_be(TransitAttachmentId(n)) {
            change(attachment, of.to().is_some());
        }
    }
}
