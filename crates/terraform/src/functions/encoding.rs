//! Base64, URL encoding and character sets.

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use encoding_rs::Encoding;

use crate::Marks;

use super::text::string;
use super::{Answer, Call, Failure};

/// Go's standard encoding: padded, and lenient with the last bits.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::RequireCanonical),
);

pub(super) fn to_base64(bytes: &[u8]) -> String {
    BASE64.encode(bytes)
}

/// Line breaks are skipped, as Go does.
pub(super) fn from_base64(text: &str) -> Option<Vec<u8>> {
    let text: Vec<u8> = text.bytes().filter(|b| !matches!(b, b'\r' | b'\n')).collect();
    BASE64.decode(text).ok()
}

/// `base64encode`
pub(super) fn base64encode(call: &Call<'_>) -> Answer {
    Ok(to_base64(call.str(0)?.as_bytes()).into())
}

/// `base64decode`
pub(super) fn base64decode(call: &Call<'_>) -> Answer {
    let text = call.str(0)?;
    let Some(bytes) = from_base64(text) else {
        let shown =
            if call.arg(0)?.deep_marks().has(Marks::SENSITIVE) { "(sensitive)" } else { text };
        return Err(Failure::new(format!("failed to decode base64 data {shown:?}")));
    };
    let text = String::from_utf8(bytes).map_err(|_| {
        Failure::new("the result of decoding the provided string is not valid UTF-8")
    })?;
    Ok(string(text))
}

/// `base64gzip`
pub(super) fn base64gzip(call: &Call<'_>) -> Answer {
    Ok(call.unknown_because("`base64gzip` depends on the compressor"))
}

/// `urlencode`
pub(super) fn urlencode(call: &Call<'_>) -> Answer {
    let text = call.str(0)?;
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                out.push(char::from(byte));
            }
            b' ' => out.push('+'),
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    Ok(out.into())
}

/// A character set.
#[derive(Clone, Copy)]
enum Charset {
    Ascii,
    Latin1,
    Ibm437,
    /// With a byte order mark.
    Utf16,
    Utf16Le,
    Utf16Be,
    Other(&'static Encoding),
}

/// The names by which IANA knows character sets, in lower case.
const CHARSETS: &[(&[&str], Charset)] = &[
    (&["utf-8", "csutf8"], Charset::Other(encoding_rs::UTF_8)),
    (&["utf-16", "csutf16"], Charset::Utf16),
    (&["utf-16le", "csutf16le"], Charset::Utf16Le),
    (&["utf-16be", "csutf16be"], Charset::Utf16Be),
    (
        &[
            "us-ascii",
            "ascii",
            "iso-ir-6",
            "ansi_x3.4-1968",
            "iso646-us",
            "us",
            "ibm367",
            "cp367",
            "csascii",
        ],
        Charset::Ascii,
    ),
    (
        &[
            "iso-8859-1",
            "iso_8859-1",
            "iso_8859-1:1987",
            "iso-ir-100",
            "latin1",
            "l1",
            "ibm819",
            "cp819",
            "csisolatin1",
        ],
        Charset::Latin1,
    ),
    (&["ibm437", "cp437", "437", "cspc8codepage437"], Charset::Ibm437),
    (
        &["iso-8859-2", "iso_8859-2", "latin2", "l2", "iso-ir-101", "csisolatin2"],
        Charset::Other(encoding_rs::ISO_8859_2),
    ),
    (
        &["iso-8859-3", "iso_8859-3", "latin3", "l3", "iso-ir-109", "csisolatin3"],
        Charset::Other(encoding_rs::ISO_8859_3),
    ),
    (
        &["iso-8859-4", "iso_8859-4", "latin4", "l4", "iso-ir-110", "csisolatin4"],
        Charset::Other(encoding_rs::ISO_8859_4),
    ),
    (
        &["iso-8859-5", "iso_8859-5", "cyrillic", "iso-ir-144", "csisolatincyrillic"],
        Charset::Other(encoding_rs::ISO_8859_5),
    ),
    (
        &["iso-8859-6", "iso_8859-6", "arabic", "iso-ir-127", "csisolatinarabic"],
        Charset::Other(encoding_rs::ISO_8859_6),
    ),
    (
        &["iso-8859-7", "iso_8859-7", "greek", "iso-ir-126", "csisolatingreek"],
        Charset::Other(encoding_rs::ISO_8859_7),
    ),
    (
        &["iso-8859-8", "iso_8859-8", "hebrew", "iso-ir-138", "csisolatinhebrew"],
        Charset::Other(encoding_rs::ISO_8859_8),
    ),
    (
        &["iso-8859-10", "latin6", "l6", "iso-ir-157", "csisolatin6"],
        Charset::Other(encoding_rs::ISO_8859_10),
    ),
    (&["iso-8859-13", "csiso885913"], Charset::Other(encoding_rs::ISO_8859_13)),
    (
        &["iso-8859-14", "iso_8859-14", "latin8", "l8", "csiso885914"],
        Charset::Other(encoding_rs::ISO_8859_14),
    ),
    (
        &["iso-8859-15", "iso_8859-15", "latin-9", "csiso885915"],
        Charset::Other(encoding_rs::ISO_8859_15),
    ),
    (
        &["iso-8859-16", "iso_8859-16", "latin10", "l10", "csiso885916"],
        Charset::Other(encoding_rs::ISO_8859_16),
    ),
    (&["windows-874", "cswindows874"], Charset::Other(encoding_rs::WINDOWS_874)),
    (&["windows-1250", "cswindows1250"], Charset::Other(encoding_rs::WINDOWS_1250)),
    (&["windows-1251", "cswindows1251"], Charset::Other(encoding_rs::WINDOWS_1251)),
    (&["windows-1252", "cswindows1252"], Charset::Other(encoding_rs::WINDOWS_1252)),
    (&["windows-1253", "cswindows1253"], Charset::Other(encoding_rs::WINDOWS_1253)),
    (&["windows-1254", "cswindows1254"], Charset::Other(encoding_rs::WINDOWS_1254)),
    (&["windows-1255", "cswindows1255"], Charset::Other(encoding_rs::WINDOWS_1255)),
    (&["windows-1256", "cswindows1256"], Charset::Other(encoding_rs::WINDOWS_1256)),
    (&["windows-1257", "cswindows1257"], Charset::Other(encoding_rs::WINDOWS_1257)),
    (&["windows-1258", "cswindows1258"], Charset::Other(encoding_rs::WINDOWS_1258)),
    (&["ibm866", "cp866", "866", "csibm866"], Charset::Other(encoding_rs::IBM866)),
    (&["koi8-r", "cskoi8r"], Charset::Other(encoding_rs::KOI8_R)),
    (&["koi8-u", "cskoi8u"], Charset::Other(encoding_rs::KOI8_U)),
    (&["macintosh", "mac", "csmacintosh"], Charset::Other(encoding_rs::MACINTOSH)),
    (&["shift_jis", "ms_kanji", "csshiftjis"], Charset::Other(encoding_rs::SHIFT_JIS)),
    (
        &["euc-jp", "extended_unix_code_packed_format_for_japanese", "cseucpkdfmtjapanese"],
        Charset::Other(encoding_rs::EUC_JP),
    ),
    (&["iso-2022-jp", "csiso2022jp"], Charset::Other(encoding_rs::ISO_2022_JP)),
    (&["euc-kr", "cseuckr"], Charset::Other(encoding_rs::EUC_KR)),
    (&["gbk", "cp936", "ms936", "windows-936", "csgbk"], Charset::Other(encoding_rs::GBK)),
    (&["gb18030", "csgb18030"], Charset::Other(encoding_rs::GB18030)),
    (&["big5", "csbig5"], Charset::Other(encoding_rs::BIG5)),
];

/// The upper half of IBM's code page 437.
const IBM437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐\
                      └┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";

fn charset(call: &Call<'_>) -> Result<Charset, Failure> {
    let name = call.str(1)?;
    let lower = name.to_ascii_lowercase();
    let found = CHARSETS.iter().find(|(names, _)| names.contains(&lower.as_str()));
    found.map(|(_, charset)| *charset).ok_or_else(|| {
        Failure::argument(
            1,
            format!(
                "{name:?} is not a supported IANA encoding name or alias in this Terraform version"
            ),
        )
    })
}

/// `textencodebase64`
pub(super) fn textencodebase64(call: &Call<'_>) -> Answer {
    let charset = charset(call)?;
    let Some(bytes) = encode(call.str(0)?, charset) else {
        let name = call.str(1)?;
        let message =
            format!("the given string contains characters that cannot be represented in {name}");
        return Err(Failure::argument(0, message));
    };
    Ok(to_base64(&bytes).into())
}

fn encode(text: &str, charset: Charset) -> Option<Vec<u8>> {
    let single = |most: u32| {
        text.chars()
            .map(|c| u8::try_from(u32::from(c)).ok().filter(|b| u32::from(*b) <= most))
            .collect()
    };
    match charset {
        Charset::Ascii => single(0x7f),
        Charset::Latin1 => single(0xff),
        Charset::Ibm437 => text.chars().map(ibm437).collect(),
        Charset::Utf16Le => Some(text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        Charset::Utf16Be => Some(text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
        Charset::Utf16 => {
            let mark = 0xfeffu16.to_be_bytes();
            Some(mark.into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect())
        }
        Charset::Other(encoding) => {
            let (bytes, _, broken) = encoding.encode(text);
            (!broken).then(|| bytes.into_owned())
        }
    }
}

fn ibm437(c: char) -> Option<u8> {
    if c.is_ascii() {
        return u8::try_from(u32::from(c)).ok();
    }
    IBM437.chars().position(|k| k == c).and_then(|at| u8::try_from(at + 0x80).ok())
}

/// `textdecodebase64`
pub(super) fn textdecodebase64(call: &Call<'_>) -> Answer {
    let charset = charset(call)?;
    let Some(bytes) = from_base64(call.str(0)?) else {
        return Err(Failure::argument(0, "the given value has an invalid base64 symbol"));
    };
    match decode(&bytes, charset) {
        Some(text) if !text.contains('\u{fffd}') => Ok(string(text)),
        _ => {
            let name = call.str(1)?;
            let message =
                format!("the given string contains symbols that are not defined for {name}");
            Err(Failure::argument(0, message))
        }
    }
}

fn decode(bytes: &[u8], charset: Charset) -> Option<String> {
    match charset {
        Charset::Ascii if !bytes.is_ascii() => None,
        Charset::Ascii | Charset::Latin1 => Some(bytes.iter().map(|b| char::from(*b)).collect()),
        Charset::Ibm437 => {
            let upper: Vec<char> = IBM437.chars().collect();
            let of = |b: &u8| match b.checked_sub(0x80) {
                None => Some(char::from(*b)),
                Some(at) => upper.get(usize::from(at)).copied(),
            };
            bytes.iter().map(of).collect()
        }
        Charset::Utf16Le => utf16(bytes, u16::from_le_bytes),
        Charset::Utf16Be => utf16(bytes, u16::from_be_bytes),
        Charset::Utf16 => match bytes {
            [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
            [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
            _ => None,
        },
        Charset::Other(encoding) => encoding
            .decode_without_bom_handling_and_without_replacement(bytes)
            .map(|t| t.into_owned()),
    }
}

fn utf16(bytes: &[u8], of: fn([u8; 2]) -> u16) -> Option<String> {
    let (pairs, []) = bytes.as_chunks::<2>() else { return None };
    let units: Vec<u16> = pairs.iter().map(|p| of(*p)).collect();
    String::from_utf16(&units).ok()
}
