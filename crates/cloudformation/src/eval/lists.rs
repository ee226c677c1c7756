//! Functions that make lists or take their elements.

use std::net::Ipv4Addr;
use std::sync::Arc;

use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use smol_str::SmolStr;
use vpcelint_model::{Cause, Input, InputKind, Kind, Reference, Target, Value};
use vpcelint_source::Span;
use vpcelint_syntax::document::Node;

use super::{Evaluator, Scope, cause_of, unknown};

/// Zones of a Region that templates may count on: no Region has more, and the deployment of one
/// that takes a zone which is not there fails.
const ZONES: usize = 8;

impl Evaluator<'_> {
    /// `Fn::Select`
    pub(super) fn select(&self, scope: &Scope, argument: &Node, at: Span) -> Value {
        let (index, list) = match self.arguments("Select", argument, 2..=2, at) {
            Ok([index, list]) => (self.eval(scope, index), self.eval(scope, list)),
            Ok(_) => return unknown("of its arguments", at),
            Err(value) => return value,
        };
        let Some(index) = index.as_i64() else {
            let known = index.cause().is_none() && index.as_reference().is_none();
            return match known {
                true => self.refuse(at, "`Fn::Select` takes a whole number as its first element"),
                false => Value::unknown(&cause_of(&index, at)),
            };
        };
        match &list.kind {
            Kind::List(items, open) => {
                let item = usize::try_from(index).ok().and_then(|n| items.get(n));
                match (item, open) {
                    (Some(item), _) => item.clone(),
                    (None, Some(cause)) => Value::unknown(cause),
                    (None, None) => {
                        let message = format!(
                            "`Fn::Select` takes element {index}, but the list has {}",
                            items.len()
                        );
                        self.refuse(at, message)
                    }
                }
            }
            Kind::Unknown(cause) => Value::unknown(cause),
            // An attribute that is a list, or a list from elsewhere: its elements are things.
            Kind::Reference(reference) => element(reference, index),
            _ => self.refuse(at, "`Fn::Select` takes a list as its second element"),
        }
    }

    /// `Fn::GetAZs`: names that differ between accounts, so that they are the likely ones; where the
    /// Region is not known, elements with an identity.
    pub(super) fn zones(&self, scope: &Scope, argument: &Node, at: Span) -> Value {
        let asked = self.eval(scope, argument);
        let own = scope.stack.region(at);
        let region = match &asked.kind {
            Kind::Null => own,
            Kind::String(text) if text.is_empty() => own,
            _ => asked,
        };
        let address: Arc<str> = match (region.as_text(), &region.kind) {
            (Some(name), _) => format!("Fn::GetAZs({name})").into(),
            (None, Kind::Unknown(cause)) => {
                let inputs: Vec<_> = cause.inputs.iter().map(|i| i.address.as_str()).collect();
                format!("Fn::GetAZs({})", inputs.join(",")).into()
            }
            _ => "Fn::GetAZs".into(),
        };
        let given = region.as_text().and_then(|name| self.given.zones.get(&*name));
        if let Some(names) = given {
            let items = names.iter().map(|name| Kind::String(name.into()).into()).collect();
            return Kind::List(Arc::new(items), None).into();
        }
        let names: Vec<String> = match region.as_text() {
            Some(name) => vpcelint_catalog::zones_of(&name).collect(),
            None => Vec::new(),
        };
        let items = (0..ZONES).map(|n| match names.get(n) {
            Some(name) => {
                Value { kind: Kind::String(name.into()), derived: true, ..Value::default() }
            }
            None => Kind::Reference(Reference {
                target: Target::Outside(address.clone()),
                attribute: format!("[{n}]").into(),
            })
            .into(),
        });
        let cause = Arc::new(Cause {
            reason: "the zones of a Region are looked up at deployment".into(),
            at: Some(at),
            inputs: vec![Input {
                kind: InputKind::Data,
                root: scope.stack.root,
                address: address.as_ref().into(),
            }],
        });
        Kind::List(Arc::new(items.collect()), Some(cause)).into()
    }

    /// `Fn::Length`
    pub(super) fn length(&self, scope: &Scope, argument: &Node, at: Span) -> Value {
        let list = self.eval(scope, argument);
        match &list.kind {
            Kind::List(items, None) => Kind::Number(items.len().to_string().into()).into(),
            Kind::List(_, Some(cause)) | Kind::Unknown(cause) => Value::unknown(cause),
            Kind::Reference(_) => Value::unknown(&cause_of(&list, at)),
            _ => self.refuse(at, "`Fn::Length` takes a list"),
        }
    }

    /// `Fn::Cidr`: blocks of a block, by their number and the bits of a host.
    pub(super) fn cidr(&self, scope: &Scope, argument: &Node, at: Span) -> Value {
        let values: Vec<_> = match self.arguments("Cidr", argument, 2..=3, at) {
            Ok(nodes) => nodes.iter().map(|node| self.eval(scope, node)).collect(),
            Err(value) => return value,
        };
        let [block, count, bits] = [values.first(), values.get(1), values.get(2)];
        let Some(count) = count.and_then(Value::as_i64).and_then(|n| usize::try_from(n).ok())
        else {
            let cause =
                count.map_or_else(|| Cause::new("of its count", Some(at)), |v| cause_of(v, at));
            return Value::unknown(&cause);
        };
        // CloudFormation User Guide: "Valid values are 1-256".
        if !(1..=256).contains(&count) {
            return self.refuse(at, "`Fn::Cidr` makes 1 to 256 blocks");
        }
        let bits = match bits {
            None => None,
            Some(value) => match value.as_i64() {
                Some(bits) => Some(bits),
                None => return holes(count, &cause_of(value, at)),
            },
        };
        let Some(block) = block else { return unknown("of its block", at) };
        let Some(net) = block.as_str().and_then(|s| s.trim().parse::<IpNet>().ok()) else {
            return match block.as_str() {
                Some(_) => self.refuse(at, "`Fn::Cidr` takes a CIDR block as its first element"),
                None => holes(count, &cause_of(block, at)),
            };
        };
        match blocks(net, count, bits) {
            Some(blocks) => {
                let items = blocks.into_iter().map(|b| Value {
                    kind: Kind::String(b.to_string().into()),
                    origin: block.origin.clone(),
                    ..Value::default()
                });
                Kind::List(Arc::new(items.collect()), None).into()
            }
            None => self.refuse(at, format!("`{net}` has no room for {count} such blocks")),
        }
    }
}

/// An element of a list that is known as a whole only.
pub(super) fn element(reference: &Reference, index: i64) -> Value {
    let attribute: SmolStr = format!("{}[{index}]", reference.attribute).into();
    Kind::Reference(Reference { target: reference.target.clone(), attribute }).into()
}

/// A list of known length whose elements are not known.
fn holes(count: usize, cause: &Arc<Cause>) -> Value {
    let items = (0..count).map(|_| Value::unknown(cause)).collect();
    Kind::List(Arc::new(items), None).into()
}

/// The first blocks of a block that have some bits for hosts; without a word as many as for /24 or
/// /64.
fn blocks(net: IpNet, count: usize, bits: Option<i64>) -> Option<Vec<IpNet>> {
    let (width, usual) = match net {
        IpNet::V4(_) => (32u8, 8),
        IpNet::V6(_) => (128, 64),
    };
    let bits = u8::try_from(bits.unwrap_or(usual)).ok().filter(|b| *b <= width)?;
    let prefix = width - bits;
    let room = prefix.checked_sub(net.prefix_len())?;
    if room < 64 && (count as u128) > (1u128 << room) {
        return None;
    }
    let nth = |n: usize| -> Option<IpNet> {
        let offset = (n as u128).checked_shl(u32::from(bits))?;
        match net.trunc() {
            IpNet::V4(v4) => {
                let first = u32::from(v4.addr()).checked_add(u32::try_from(offset).ok()?)?;
                Ipv4Net::new(Ipv4Addr::from(first), prefix).ok().map(IpNet::V4)
            }
            IpNet::V6(v6) => {
                let first = u128::from(v6.addr()).checked_add(offset)?;
                Ipv6Net::new(first.into(), prefix).ok().map(IpNet::V6)
            }
        }
    };
    (0..count).map(nth).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_lie_side_by_side() {
        let of = |net: &str, count, bits| {
            let found = blocks(net.parse().ok()?, count, bits)?;
            Some(found.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "))
        };
        for (net, count, bits, wanted) in [
            ("10.0.0.0/16", 2, Some(8), Some("10.0.0.0/24 10.0.1.0/24")),
            ("10.0.0.0/16", 2, None, Some("10.0.0.0/24 10.0.1.0/24")),
            (
                "192.168.0.0/24",
                6,
                Some(5),
                Some(
                    "192.168.0.0/27 192.168.0.32/27 192.168.0.64/27 192.168.0.96/27 192.168.0.128/27 192.168.0.160/27",
                ),
            ),
            ("10.0.0.0/24", 3, Some(7), None),
            ("2001:db8::/56", 2, Some(64), Some("2001:db8::/64 2001:db8:0:1::/64")),
            ("0.0.0.0/0", 1, Some(32), Some("0.0.0.0/0")),
        ] {
            assert_eq!(of(net, count, bits).as_deref(), wanted, "{net}");
        }
    }
}
