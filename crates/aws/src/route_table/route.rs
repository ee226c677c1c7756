//! What one route is for and where it leads.

use vpcelint_model::{Cause, Kind, Mode, ResourceId, Value};
use vpcelint_source::Span;

use super::{
    DESTINATION, DESTINATION_V6, Destination, GATEWAY, INLINE_DESTINATION, INLINE_DESTINATION_V6,
    NAT, PREFIX_LIST, Route, RouteTarget, TARGETS,
};
use crate::builder::Builder;
use crate::fact::why;
use crate::network::{GatewayId, NatId};
use crate::spelling::Attribute;
use crate::vpc::cidr_of;
use crate::{Fact, GatewayKind, Link, Source};

/// The route that a resource or an inline block writes.
pub(super) fn route<'v>(
    b: &Builder<'_>,
    get: &dyn Fn(Attribute) -> Option<&'v Value>,
    at: Span,
    inline: bool,
) -> Route {
    let (v4, v6) = match inline {
        true => (INLINE_DESTINATION, INLINE_DESTINATION_V6),
        false => (DESTINATION, DESTINATION_V6),
    };
    let (target, to) = target(b, get);
    Route {
        destination: destination(b, [get(v4), get(v6)], get(PREFIX_LIST), at),
        target,
        to,
        at,
        by: None,
        conditional: None,
    }
}

fn destination(
    b: &Builder<'_>,
    cidrs: [Option<&Value>; 2],
    prefix_list: Option<&Value>,
    at: Span,
) -> Destination {
    let written = |v: &Option<&Value>| !v.is_some_and(|v| v.is_null() || v.as_str() == Some(""));
    if let Some(value) = cidrs.iter().find(|v| written(v)) {
        let Some(value) = value else {
            return Destination::Unknown(Cause::new("the destination is not known", Some(at)));
        };
        return match cidr_of(value, at) {
            Fact { known: Ok(cidr), .. } => Destination::Cidr(cidr),
            Fact { known: Err(cause), .. } => Destination::Unknown(cause),
        };
    }
    match prefix_list {
        Some(value) if value.is_null() => {
            Destination::Unknown(Cause::new("the route has no destination", Some(at)))
        }
        Some(value) => {
            Destination::PrefixList(b.resource_link(value), crate::prefix_list::addresses(b, value))
        }
        None => {
            let cause = Cause::new("the prefix list of the route is not known", Some(at));
            Destination::PrefixList(Link::Unknown(cause.clone()), vec![Source::Unknown(cause)])
        }
    }
}

/// Where the route leads, and what it names as that.
fn target<'v>(
    b: &Builder<'_>,
    get: &dyn Fn(Attribute) -> Option<&'v Value>,
) -> (RouteTarget, Link<ResourceId>) {
    let written = |a: Attribute| match get(a) {
        Some(value) if value.is_null() || value.as_str() == Some("") => None,
        Some(value) => Some(value.clone()),
        None => Some(Kind::Unknown(Cause::new("the target is not known", None)).into()),
    };
    if let Some(value) = written(NAT) {
        let target = match b.link::<NatId>(&value) {
            // Whichever NAT gateway it is, it is one.
            Link::Unknown(cause) if !matches!(value.kind, Kind::Reference(_)) => {
                RouteTarget::Unknown(cause)
            }
            link => RouteTarget::Nat(link),
        };
        return (target, b.resource_link(&value));
    }
    if let Some(value) = written(GATEWAY) {
        return (gateway(b, &value), b.resource_link(&value));
    }
    for (attribute, kind) in &TARGETS {
        if let Some(value) = written(*attribute) {
            let to = match (b.link::<GatewayId>(&value), b.rests_on(&value)) {
                (Link::To(id), _) => Link::To(b.network.gateway(id).resource),
                (_, Some(id)) if b.graph.resource(id).mode == Mode::Managed => Link::To(id),
                _ => b.resource_link(&value),
            };
            let target = match (&value.kind, &to) {
                (Kind::Unknown(cause), Link::Unknown(_)) => RouteTarget::Unknown(cause.clone()),
                _ => kind.clone(),
            };
            return (target, to);
        }
    }
    (RouteTarget::Unknown(Cause::new("the route has no target", None)), Link::Absent)
}

/// What `gateway_id` names: an internet gateway, a virtual private gateway, or `local`; AWS takes the ids
/// of NAT gateways and egress-only internet gateways there as well (`aws_route` of the provider, 2025).
fn gateway(b: &Builder<'_>, value: &Value) -> RouteTarget {
    if value.as_str() == Some("local") {
        return RouteTarget::Local;
    }
    match b.link::<NatId>(value) {
        Link::Outside(text) if !text.starts_with("nat-") => {}
        nat @ (Link::To(_) | Link::Any(_) | Link::Outside(_)) => return RouteTarget::Nat(nat),
        Link::Unknown(_) | Link::Absent => {}
    }
    if Builder::looked_up(value).is_some_and(|a| a.contains("data.aws_internet_gateway.")) {
        return RouteTarget::InternetGateway;
    }
    match b.link::<GatewayId>(value) {
        Link::To(id) => match b.network.gateway(id).kind {
            GatewayKind::Internet => RouteTarget::InternetGateway,
            GatewayKind::EgressOnly => RouteTarget::EgressOnlyInternetGateway,
            GatewayKind::Vpn => RouteTarget::VpnGateway,
            GatewayKind::Transit => RouteTarget::TransitGateway,
            GatewayKind::Peering => RouteTarget::Peering,
        },
        Link::Any(ids) => {
            let internet = |id: &GatewayId| b.network.gateway(*id).kind == GatewayKind::Internet;
            match ids.iter().all(internet) {
                true => RouteTarget::InternetGateway,
                false => RouteTarget::Unknown(why(value)),
            }
        }
        // The id's own words tell: `igw-…`, `vgw-…`.
        Link::Outside(text) if text.starts_with("igw-") => RouteTarget::InternetGateway,
        Link::Outside(text) if text.starts_with("vgw-") => RouteTarget::VpnGateway,
        Link::Outside(text) if text.starts_with("eigw-") => RouteTarget::EgressOnlyInternetGateway,
        Link::Unknown(cause) => RouteTarget::Unknown(cause),
        _ => RouteTarget::Unknown(why(value)),
    }
}
