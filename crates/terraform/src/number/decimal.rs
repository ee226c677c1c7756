//! Decimal notation of numbers, read and written as Go's `big.Float` does.

use num_bigint::BigUint;

use super::float::{self, Float, shift};
use super::{DECIMAL_BITS, Number, NumberError};

/// Longer texts are not read: their digits are beyond any use.
const MOST_TEXT: usize = 4096;
/// Decimal exponents beyond this are out of range whatever the digits are.
const MOST_EXPONENT: i64 = 100_000;

/// A decimal number in parts.
struct Parts<'a> {
    negative: bool,
    whole: &'a str,
    fraction: &'a str,
    /// Decimal exponent.
    ten: i64,
    /// Binary exponent (`1p3`).
    two: i64,
}

pub(super) fn read(text: &str) -> Result<Number, NumberError> {
    let (negative, rest) = match text.as_bytes().first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    };
    if rest == "Inf" || rest == "inf" {
        return Err(NumberError::Infinite);
    }
    if text.len() > MOST_TEXT {
        return Err(NumberError::Range);
    }
    value(&split(negative, rest).ok_or(NumberError::Invalid)?)
}

fn split(negative: bool, text: &str) -> Option<Parts<'_>> {
    let (digits, exponent) = match text.find(['e', 'E', 'p', 'P']) {
        Some(at) => (&text[..at], Some((text.as_bytes().get(at).copied()?, &text[at + 1..]))),
        None => (text, None),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() && fraction.is_empty() || !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    let (mut ten, mut two) = (0, 0);
    if let Some((letter, text)) = exponent {
        let number = exponent_of(text)?;
        *(if letter.eq_ignore_ascii_case(&b'e') { &mut ten } else { &mut two }) = number;
    }
    Some(Parts { negative, whole, fraction, ten, two })
}

fn exponent_of(text: &str) -> Option<i64> {
    let (sign, digits) = match text.as_bytes().first()? {
        b'-' => (-1, &text[1..]),
        b'+' => (1, &text[1..]),
        _ => (1, text),
    };
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    Some(sign * digits.parse::<i64>().unwrap_or(MOST_EXPONENT + 1))
}

fn value(parts: &Parts<'_>) -> Result<Number, NumberError> {
    let digits = format!("{}{}", parts.whole, parts.fraction);
    let mantissa = BigUint::parse_bytes(digits.as_bytes(), 10).ok_or(NumberError::Invalid)?;
    if mantissa.bits() == 0 {
        return float::round(parts.negative, mantissa, 0, false, DECIMAL_BITS);
    }
    if parts.ten.abs() > MOST_EXPONENT || parts.two.abs() > MOST_EXPONENT {
        return Err(NumberError::Range);
    }
    let ten = parts.ten - i64::try_from(parts.fraction.len()).unwrap_or(MOST_EXPONENT);
    let (negative, exponent) = (parts.negative, parts.two + ten);
    let power = five_to(ten.unsigned_abs())?;
    if ten >= 0 {
        let exponent = exponent + power.exponent;
        float::round(negative, mantissa * power.mantissa, exponent, false, DECIMAL_BITS)
    } else {
        let mantissa = Float { negative, mantissa, exponent };
        float::div(&mantissa, &power, DECIMAL_BITS)
    }
}

/// A power of five, with as many bits as Go keeps of it: its roundings show in the last digits.
fn five_to(n: u64) -> Result<Float, NumberError> {
    const EXACT: u64 = 27;
    const POWER_BITS: u16 = DECIMAL_BITS + 64;
    const SQUARE_BITS: u16 = POWER_BITS + 64;
    let first = u32::try_from(n.min(EXACT)).unwrap_or(0);
    let mut power = exact(5u64.pow(first), POWER_BITS)?;
    let mut square = exact(5, SQUARE_BITS)?;
    let mut rest = n.saturating_sub(EXACT);
    while rest > 0 {
        if rest & 1 == 1 {
            power = power.times(&square, POWER_BITS)?;
        }
        rest >>= 1;
        if rest > 0 {
            square = square.times(&square, SQUARE_BITS)?;
        }
    }
    Ok(power.float())
}

fn exact(n: u64, bits: u16) -> Result<Number, NumberError> {
    float::round(false, n.into(), 0, false, bits)
}

/// Digits without trailing zeros and the place of the decimal point.
struct Decimal {
    digits: Vec<u8>,
    point: i64,
}

impl Decimal {
    fn new(mantissa: &BigUint, exponent: i64) -> Self {
        let (whole, places) = if exponent >= 0 {
            (shift(mantissa, exponent), 0)
        } else {
            // m / 2^k = m * 5^k / 10^k
            let k = u32::try_from(exponent.unsigned_abs()).unwrap_or(u32::MAX);
            (mantissa * BigUint::from(5u8).pow(k), i64::from(k))
        };
        let digits = whole.to_str_radix(10).into_bytes();
        let point = i64::try_from(digits.len()).unwrap_or(i64::MAX) - places;
        let mut decimal = Self { digits, point };
        decimal.trim();
        decimal
    }

    fn trim(&mut self) {
        while self.digits.last() == Some(&b'0') {
            self.digits.pop();
        }
    }

    fn at(&self, i: usize) -> u8 {
        self.digits.get(i).copied().unwrap_or(b'0')
    }

    fn round(&mut self, n: usize) {
        if n >= self.digits.len() {
            return;
        }
        let half = self.at(n) == b'5' && n + 1 == self.digits.len();
        let up = if half { n > 0 && self.at(n - 1) & 1 == 1 } else { self.at(n) >= b'5' };
        if up { self.round_up(n) } else { self.round_down(n) }
    }

    fn round_down(&mut self, n: usize) {
        self.digits.truncate(n);
        self.trim();
    }

    fn round_up(&mut self, mut n: usize) {
        while n > 0 && self.at(n - 1) >= b'9' {
            n -= 1;
        }
        self.digits.truncate(n);
        match self.digits.last_mut() {
            Some(last) => *last += 1,
            None => {
                self.digits.push(b'1');
                self.point += 1;
            }
        }
    }

    /// Shortens to the fewest digits that still tell the number apart at so many bits.
    fn shorten(&mut self, float: &Float, bits: u16) {
        if self.digits.is_empty() {
            return;
        }
        let size = i64::try_from(float.mantissa.bits()).unwrap_or(i64::MAX);
        let by = i64::from(bits) + 1 - size;
        let (mantissa, exponent) = (shift(&float.mantissa, by), float.exponent - by);
        let lower = Self::new(&(&mantissa - 1u8), exponent);
        let upper = Self::new(&(&mantissa + 1u8), exponent);
        let inclusive = !mantissa.bit(1);
        for i in 0..self.digits.len() {
            let (m, l, u) = (self.at(i), lower.at(i), upper.at(i));
            let down = l != m || inclusive && i + 1 == lower.digits.len();
            let up = m != u && (inclusive || m + 1 < u || i + 1 < upper.digits.len());
            match (down, up) {
                (true, true) => return self.round(i + 1),
                (true, false) => return self.round_down(i + 1),
                (false, true) => return self.round_up(i + 1),
                (false, false) => {}
            }
        }
    }
}

/// The shortest decimal text, without exponent.
pub(super) fn text(float: &Float, bits: u16) -> String {
    let mut decimal = Decimal::new(&float.mantissa, float.exponent);
    decimal.shorten(float, bits);
    let places = usize::try_from(decimal.count() - decimal.point).unwrap_or(0);
    signed(float, &decimal.plain(places))
}

fn signed(float: &Float, text: &str) -> String {
    if float.negative { format!("-{text}") } else { text.to_owned() }
}

/// With so many decimal places.
pub(super) fn fixed(float: &Float, places: usize) -> String {
    let mut decimal = Decimal::new(&float.mantissa, float.exponent);
    let keep = decimal.point.saturating_add(i64::try_from(places).unwrap_or(i64::MAX));
    match usize::try_from(keep) {
        Ok(keep) => decimal.round(keep),
        Err(_) => decimal.digits.clear(),
    }
    signed(float, &decimal.plain(places))
}

/// With an exponent and so many decimal places.
pub(super) fn scientific(float: &Float, places: usize) -> String {
    let mut decimal = Decimal::new(&float.mantissa, float.exponent);
    decimal.round(places.saturating_add(1));
    signed(float, &decimal.exponential(places))
}

/// The shorter of both notations, with at most so many digits; without a number, with as few as
/// tell it apart.
pub(super) fn general(float: &Float, bits: u16, digits: Option<usize>) -> String {
    const DECISIVE: i64 = 6;
    let mut decimal = Decimal::new(&float.mantissa, float.exponent);
    let most = match digits {
        None => {
            decimal.shorten(float, bits);
            DECISIVE
        }
        Some(digits) => {
            let digits = digits.max(1);
            decimal.round(digits);
            let digits = i64::try_from(digits).unwrap_or(i64::MAX);
            let count = decimal.count();
            if digits > count && count >= decimal.point { count } else { digits }
        }
    };
    let exponent = decimal.point - 1;
    let text = if !decimal.digits.is_empty() && (exponent < -4 || exponent >= most) {
        decimal.exponential(decimal.digits.len().saturating_sub(1))
    } else {
        let places = decimal.count() - decimal.point;
        decimal.plain(usize::try_from(places).unwrap_or(0))
    };
    signed(float, &text)
}

impl Decimal {
    fn count(&self) -> i64 {
        if self.digits.is_empty() {
            self.point
        } else {
            i64::try_from(self.digits.len()).unwrap_or(i64::MAX)
        }
    }

    /// Without exponent, with so many decimal places.
    fn plain(&self, places: usize) -> String {
        let digit = |i: i64| {
            let i = usize::try_from(i);
            char::from(i.map_or(b'0', |i| self.at(i)))
        };
        let mut text = String::new();
        let point = if self.digits.is_empty() { 0 } else { self.point };
        if point <= 0 {
            text.push('0');
        }
        text.extend((0..point.max(0)).map(digit));
        if places > 0 {
            text.push('.');
            let end = point.saturating_add(i64::try_from(places).unwrap_or(i64::MAX));
            text.extend((point..end).map(digit));
        }
        text
    }

    fn exponential(&self, places: usize) -> String {
        let mut text = String::from(char::from(self.at(0)));
        if places > 0 {
            text.push('.');
            text.extend((1..=places).map(|i| char::from(self.at(i))));
        }
        let exponent = if self.digits.is_empty() { 0 } else { self.point - 1 };
        let sign = if exponent < 0 { '-' } else { '+' };
        text.push_str(&format!("e{sign}{:02}", exponent.abs()));
        text
    }
}
