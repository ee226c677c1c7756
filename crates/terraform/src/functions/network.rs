//! Functions of IP addresses.

use std::net::{Ipv4Addr, Ipv6Addr};

use num_bigint::{BigInt, Sign};

use crate::{Number, Type, Value};

use super::{Answer, Call, Failure};

/// A network: its first address and the length of its prefix.
#[derive(Clone, Copy)]
struct Network {
    address: u128,
    prefix: u32,
    /// 32 or 128.
    bits: u32,
}

impl Network {
    fn host_mask(self) -> u128 {
        mask(self.bits - self.prefix)
    }

    /// Whether it is an IPv4 network in IPv6's clothes.
    fn is_mapped(self) -> bool {
        self.bits == 128 && self.address >> 32 == 0xffff
    }

    fn text(self) -> String {
        let prefix = if self.is_mapped() { self.prefix.saturating_sub(96) } else { self.prefix };
        format!("{}/{prefix}", address_text(self.address, self.bits))
    }
}

/// So many low bits.
fn mask(bits: u32) -> u128 {
    if bits >= 128 { u128::MAX } else { (1 << bits) - 1 }
}

fn address_text(address: u128, bits: u32) -> String {
    let v4 = u32::try_from(address & mask(32)).unwrap_or(0);
    // An IPv4 address in IPv6's clothes is shown as what it is.
    if bits == 32 || address >> 32 == 0xffff {
        return Ipv4Addr::from(v4).to_string();
    }
    Ipv6Addr::from(address).to_string()
}

/// Reads a network as Terraform does: leading zeros are allowed and decimal.
fn parse(text: &str) -> Option<Network> {
    let (address, prefix) = text.split_once('/')?;
    let (address, bits) = match parse_v4(address) {
        Some(address) => (u128::from(address), 32),
        None => (parse_v6(address)?, 128),
    };
    if prefix.is_empty() || !prefix.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let prefix: u32 = prefix.parse().ok().filter(|p| *p <= bits)?;
    Some(Network { address: address & !mask(bits - prefix), prefix, bits })
}

fn parse_v4(text: &str) -> Option<u32> {
    let mut address = 0u32;
    let mut count = 0;
    for part in text.split('.') {
        if part.is_empty() || !part.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let byte: u8 = part.parse().ok()?;
        address = address << 8 | u32::from(byte);
        count += 1;
        if count > 4 {
            return None;
        }
    }
    (count == 4).then_some(address)
}

fn parse_v6(text: &str) -> Option<u128> {
    // Rust refuses leading zeros: drop them.
    let parts = text.split(':').map(|part| {
        if part.contains('.') {
            return parse_v4(part).map(|a| Ipv4Addr::from(a).to_string());
        }
        let short = part.trim_start_matches('0');
        Some(if short.is_empty() && !part.is_empty() { "0" } else { short }.to_owned())
    });
    let parts: Option<Vec<String>> = parts.collect();
    parts?.join(":").parse::<Ipv6Addr>().ok().map(u128::from)
}

fn network(call: &Call<'_>) -> Result<Network, Failure> {
    let text = call.str(0)?;
    parse(text).ok_or_else(|| {
        Failure::new(format!("invalid CIDR expression: invalid CIDR address: {text}"))
    })
}

fn whole(number: &Number) -> Result<BigInt, Failure> {
    if number.is_whole() {
        Ok(number.truncate())
    } else {
        Err(Failure::new("value must be a whole number"))
    }
}

/// The address with a number put into its low bits.
fn insert(address: u128, number: &BigInt, shift: u32, bits: u32) -> Result<u128, Failure> {
    let sum: BigInt = BigInt::from(address) | (number << shift);
    let magnitude = u128::try_from(sum.magnitude()).ok();
    magnitude
        .filter(|m| *m <= mask(bits))
        .ok_or_else(|| Failure::new("the number is too large for an address"))
}

/// `cidrhost`
pub(super) fn cidrhost(call: &Call<'_>) -> Answer {
    let mut number = whole(call.number(1)?)?;
    let network = network(call)?;
    let most = BigInt::from(mask(network.bits - network.prefix));
    let mut checked = number.clone();
    if number.sign() == Sign::Minus {
        // Counted from the end.
        checked = -&number - 1;
        number = &most - &checked;
    }
    if checked > most {
        let prefix = network.prefix;
        return Err(Failure::new(format!(
            "prefix of {prefix} does not accommodate a host numbered {number}"
        )));
    }
    // Terraform takes the length of an IPv4 address in IPv6's clothes for 32 bits.
    let shift = if network.is_mapped() { 96 } else { 0 };
    let address = insert(network.address, &number, shift, network.bits)?;
    Ok(address_text(address, network.bits).into())
}

/// `cidrnetmask`
pub(super) fn cidrnetmask(call: &Call<'_>) -> Answer {
    let network = network(call)?;
    if network.bits != 32 && !network.is_mapped() {
        let text = call.str(0)?;
        return Err(Failure::new(format!("IPv6 addresses cannot have a netmask: {text}")));
    }
    let netmask = mask(network.bits) & !mask(network.bits - network.prefix);
    Ok(address_text(netmask, network.bits).into())
}

/// `cidrsubnet`
pub(super) fn cidrsubnet(call: &Call<'_>) -> Answer {
    let bits = call.whole(1)?;
    let number = whole(call.number(2)?)?;
    let network = network(call)?;
    let parent = network.prefix;
    let prefix = i64::from(parent).saturating_add(bits);
    if prefix > i64::from(network.bits) {
        return Err(Failure::new(format!(
            "insufficient address space to extend prefix of {parent} by {bits}"
        )));
    }
    let Ok(prefix) = u32::try_from(prefix) else {
        return Err(Failure::new(format!("cannot extend prefix of {parent} by {bits}")));
    };
    let most = u32::try_from(bits).ok().filter(|b| *b < 64).map_or(u64::MAX, |b| (1u64 << b) - 1);
    // Only the low 64 bits are compared.
    let low = number.magnitude().iter_u64_digits().next().unwrap_or(0);
    if low > most {
        return Err(Failure::new(format!(
            "prefix extension of {bits} does not accommodate a subnet numbered {number}"
        )));
    }
    let address = insert(network.address, &number, network.bits - prefix, network.bits)?;
    Ok(Network { address, prefix, bits: network.bits }.text().into())
}

/// `cidrsubnets`
pub(super) fn cidrsubnets(call: &Call<'_>) -> Answer {
    let text = call.str(0)?;
    let network = parse(text).ok_or_else(|| {
        Failure::argument(0, format!("invalid CIDR expression: invalid CIDR address: {text}"))
    })?;
    if network.is_mapped() && call.args.len() > 1 {
        return Err(Failure::argument(1, "not enough remaining address space"));
    }
    let last = network.address | network.host_mask();
    let mut subnets = Vec::with_capacity(call.args.len());
    let mut end = network.address.wrapping_sub(1) & mask(network.bits);
    for i in 1..call.args.len() {
        let prefix = network.prefix + extension(call, i)?;
        if prefix > network.bits {
            let protocol = if network.bits == 32 { "IPv4" } else { "IPv6" };
            return Err(Failure::argument(
                i,
                format!(
                    "would extend prefix to {prefix} bits, which is too long for an {protocol} address"
                ),
            ));
        }
        let hosts = mask(network.bits - prefix);
        let next = (end | hosts).wrapping_add(1) & mask(network.bits);
        if next == 0 || next < network.address || next > last {
            return Err(Failure::argument(
                i,
                format!(
                    "not enough remaining address space for a subnet with a prefix of {prefix} bits"
                ),
            ));
        }
        subnets.push(Value::from(Network { address: next, prefix, bits: network.bits }.text()));
        end = next | hosts;
    }
    Ok(Value::list(Type::String, subnets))
}

fn extension(call: &Call<'_>, index: usize) -> Result<u32, Failure> {
    match call.whole(index)? {
        n @ 1..=32 => Ok(u32::try_from(n).unwrap_or(32)),
        n if n < 1 => Err(Failure::argument(index, "must extend prefix by at least one bit")),
        _ => Err(Failure::argument(index, "may not extend prefix by more than 32 bits")),
    }
}
