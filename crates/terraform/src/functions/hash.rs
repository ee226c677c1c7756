//! Hashes of strings and files, and identifiers made of them.

use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};

use crate::Marks;

use super::encoding::to_base64;
use super::{Answer, Call, Failure};

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

fn of_string<D: Digest>(call: &Call<'_>, write: fn(&[u8]) -> String) -> Answer {
    Ok(write(&D::digest(call.str(0)?.as_bytes())).into())
}

fn of_file<D: Digest>(call: &Call<'_>, write: fn(&[u8]) -> String) -> Answer {
    match call.host.read(call.str(0)?) {
        Ok(bytes) => {
            let hash = write(&D::digest(bytes.as_ref()));
            Ok(crate::Value::from(hash).marked(Marks::FILE))
        }
        Err(error) => call.without_file(error),
    }
}

/// `md5`
pub(super) fn md5(call: &Call<'_>) -> Answer {
    of_string::<Md5>(call, hex)
}

/// `sha1`
pub(super) fn sha1(call: &Call<'_>) -> Answer {
    of_string::<Sha1>(call, hex)
}

/// `sha256`
pub(super) fn sha256(call: &Call<'_>) -> Answer {
    of_string::<Sha256>(call, hex)
}

/// `sha512`
pub(super) fn sha512(call: &Call<'_>) -> Answer {
    of_string::<Sha512>(call, hex)
}

/// `base64sha256`
pub(super) fn base64sha256(call: &Call<'_>) -> Answer {
    of_string::<Sha256>(call, to_base64)
}

/// `base64sha512`
pub(super) fn base64sha512(call: &Call<'_>) -> Answer {
    of_string::<Sha512>(call, to_base64)
}

/// `filemd5`
pub(super) fn filemd5(call: &Call<'_>) -> Answer {
    of_file::<Md5>(call, hex)
}

/// `filesha1`
pub(super) fn filesha1(call: &Call<'_>) -> Answer {
    of_file::<Sha1>(call, hex)
}

/// `filesha256`
pub(super) fn filesha256(call: &Call<'_>) -> Answer {
    of_file::<Sha256>(call, hex)
}

/// `filesha512`
pub(super) fn filesha512(call: &Call<'_>) -> Answer {
    of_file::<Sha512>(call, hex)
}

/// `filebase64sha256`
pub(super) fn filebase64sha256(call: &Call<'_>) -> Answer {
    of_file::<Sha256>(call, to_base64)
}

/// `filebase64sha512`
pub(super) fn filebase64sha512(call: &Call<'_>) -> Answer {
    of_file::<Sha512>(call, to_base64)
}

/// The name spaces that have names; they differ in one byte.
const NAMESPACES: &[(&str, u8)] = &[("dns", 0x10), ("url", 0x11), ("oid", 0x12), ("x500", 0x14)];

/// `uuidv5`
pub(super) fn uuidv5(call: &Call<'_>) -> Answer {
    let given = call.str(0)?;
    let named = NAMESPACES.iter().find(|(name, _)| *name == given);
    let namespace = match named {
        Some((_, byte)) => parse_uuid(&format!("6ba7b8{byte:02x}-9dad-11d1-80b4-00c04fd430c8")),
        None => parse_uuid(given),
    };
    let Some(namespace) = namespace else {
        return Err(Failure::new(format!("uuidv5() doesn't support namespace {given}")));
    };
    let hash = Sha1::new().chain_update(namespace).chain_update(call.str(1)?).finalize();
    let mut id: Vec<u8> = hash.iter().take(16).copied().collect();
    if let [.., version, _, variant, _, _, _, _, _, _, _] = id.as_mut_slice() {
        *version = (*version & 0x0f) | 0x50;
        *variant = (*variant & 0x3f) | 0x80;
    }
    let text = hex(&id);
    let part = |from: usize, to: usize| text.get(from..to).unwrap_or("");
    let parts = [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)];
    Ok(parts.join("-").into())
}

/// Plain, with dashes, in braces, or as a URN.
fn parse_uuid(text: &str) -> Option<[u8; 16]> {
    let digits = match text.len() {
        32 => text.to_owned(),
        36 => dashed(text)?,
        38 => dashed(text.get(1..37)?)?,
        45 if text.get(..9)?.eq_ignore_ascii_case("urn:uuid:") => dashed(text.get(9..)?)?,
        _ => return None,
    };
    let mut bytes = [0; 16];
    for (i, byte) in bytes.iter_mut().enumerate() {
        let pair = digits.get(i * 2..i * 2 + 2)?;
        if !pair.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        *byte = u8::from_str_radix(pair, 16).ok()?;
    }
    Some(bytes)
}

fn dashed(text: &str) -> Option<String> {
    let at = |i: usize| text.as_bytes().get(i) == Some(&b'-');
    let dashes = [8, 13, 18, 23].into_iter().all(at);
    let plain: String = text.chars().filter(|c| *c != '-').collect();
    (dashes && plain.len() == 32).then_some(plain)
}
