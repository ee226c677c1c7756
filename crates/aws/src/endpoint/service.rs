//! Which service an endpoint is for: by its name, a part of it, or what looks it up.

use smol_str::SmolStr;
use vpcelint_model::{Kind, Mode, Part, Reference, Resource, Target, Value};
use vpcelint_source::Span;

use super::{LOOKUP_SHORT, SERVICE, ServiceName};
use crate::Fact;
use crate::builder::Builder;
use crate::fact::why;

/// The service of a name, also where only its end is known, or where a data source looks it up.
pub(super) fn service(b: &Builder<'_>, value: &Value, at: Span) -> Fact<ServiceName> {
    let aws = |name: &str| Fact::known(ServiceName::Aws(name.into()), at);
    match &value.kind {
        Kind::String(full) => match vpcelint_catalog::short_name(full) {
            Some(name) => aws(name),
            None => Fact::known(ServiceName::Custom(full.clone()), at),
        },
        Kind::Text(parts) => match (parts.first(), parts.last()) {
            (Some(Part::Literal(first)), _) if first.starts_with("com.amazonaws.vpce.") => {
                Fact::known(ServiceName::Custom(custom(b, parts, first)), at)
            }
            (Some(Part::Literal(first)), Some(Part::Literal(last))) => {
                match vpcelint_catalog::short_name_of_parts(first, last) {
                    Some(name) => aws(name),
                    None => Fact::unknown(why(value), at),
                }
            }
            _ => Fact::unknown(why(value), at),
        },
        Kind::Reference(r) => match &r.target {
            Target::Resource(id) => {
                let target = b.graph.resource(*id);
                if target.kind == "aws_vpc_endpoint_service" {
                    return looked_up(b, target, at);
                }
                Fact::unknown(why(value), at)
            }
            _ => Fact::unknown(why(value), at),
        },
        _ => Fact::unknown(why(value), at),
    }
}

/// The name of a service of somebody else: by the resource that makes it, where that is of the code.
fn custom(b: &Builder<'_>, parts: &[Part], first: &SmolStr) -> SmolStr {
    let made = parts.iter().find_map(|part| match part {
        Part::Reference(Reference { target: Target::Resource(id), .. }) => Some(*id),
        _ => None,
    });
    made.map_or_else(|| first.clone(), |id| b.graph.resource(id).address.as_ref().into())
}

/// The service of a data source that looks one up, or of an endpoint service of the code.
fn looked_up(b: &Builder<'_>, lookup: &Resource, at: Span) -> Fact<ServiceName> {
    if lookup.mode == Mode::Managed {
        return Fact::known(ServiceName::Custom(lookup.address.as_ref().into()), at);
    }
    let short = LOOKUP_SHORT.of(lookup);
    match (short.as_str(), SERVICE.of(lookup)) {
        (Some(name), _) => Fact::known(ServiceName::Aws(name.into()), at),
        (None, full) if !full.is_null() => service(b, full, at),
        _ => Fact::unknown(why(short), at),
    }
}
