//! Terraform's numbers: binary floating point with up to 512 bits, rounded to the nearest even,
//! with a fast path for whole numbers of 64 bits.

mod decimal;
mod float;

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use num_bigint::BigInt;

use float::Float;

/// Bits of a number that was written in decimal.
const DECIMAL_BITS: u16 = 512;
/// Bits of a number that came from a machine integer.
const WHOLE_BITS: u16 = 64;
/// Bits of a number that came from a double.
const DOUBLE_BITS: u16 = 53;

/// A number.
///
/// Like Terraform's, it remembers with how many bits it was made: results take the larger of
/// their operands' precisions, and its text is the shortest that tells it apart at its own.
#[derive(Debug, Clone)]
pub struct Number {
    repr: Repr,
    bits: u16,
}

/// Whole numbers that fit are always `Small`.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Repr {
    Small(i64),
    /// Only its text differs from zero's.
    NegativeZero,
    Big(Arc<Float>),
}

/// Why arithmetic has no result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// Terraform computes infinity, which it cannot store.
    #[error("the result is infinite")]
    Infinite,
    /// Zero by zero.
    #[error("can't divide zero by zero or infinity by infinity")]
    ZeroByZero,
    /// Beyond what is computed here.
    #[error("the number is too large or too small to be worked out")]
    Range,
    /// Not a number in decimal notation.
    #[error("a number is required")]
    Invalid,
}

impl From<i64> for Number {
    fn from(n: i64) -> Self {
        Self { repr: Repr::Small(n), bits: WHOLE_BITS }
    }
}

impl Number {
    /// Reads decimal notation (`1`, `-2.50`, `1e3`), as Terraform does when it converts a string.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::read(text).ok()
    }

    /// Reads decimal notation.
    ///
    /// # Errors
    /// If it is not a number, is infinite, or has more digits than are worth working out.
    pub fn read(text: &str) -> Result<Self, NumberError> {
        /// Longer ones might not fit.
        const SHORT: usize = 18;
        // Most are short and whole.
        if text.len() <= SHORT
            && text.bytes().all(|b| b.is_ascii_digit())
            && let Ok(n) = text.parse()
        {
            return Ok(Self { repr: Repr::Small(n), bits: DECIMAL_BITS });
        }
        decimal::read(text)
    }

    /// The number of a double.
    ///
    /// # Errors
    /// If it is infinite or not a number.
    pub fn from_f64(n: f64) -> Result<Self, NumberError> {
        if n.is_nan() {
            return Err(NumberError::Invalid);
        }
        if n.is_infinite() {
            return Err(NumberError::Infinite);
        }
        let bits = n.to_bits();
        let exponent = i64::try_from((bits >> 52) & 0x7ff).unwrap_or(0);
        let fraction = bits & ((1 << 52) - 1);
        let (mantissa, exponent) =
            if exponent == 0 { (fraction, -1074) } else { (fraction | 1 << 52, exponent - 1075) };
        float::round(n.is_sign_negative(), mantissa.into(), exponent, false, DOUBLE_BITS)
    }

    /// A whole number of any size, as Terraform keeps those that it computed as integers.
    ///
    /// # Errors
    /// If it is too large.
    pub fn from_whole(n: &BigInt) -> Result<Self, NumberError> {
        let bits = n.bits().clamp(u64::from(WHOLE_BITS), u64::from(u16::MAX));
        Self::whole(n, u16::try_from(bits).unwrap_or(u16::MAX))
    }

    fn whole(n: &BigInt, bits: u16) -> Result<Self, NumberError> {
        let negative = n.sign() == num_bigint::Sign::Minus;
        float::round(negative, n.magnitude().clone(), 0, false, bits)
    }

    /// The whole number, if it is one and fits.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        match self.repr {
            Repr::Small(n) => Some(n),
            Repr::NegativeZero => Some(0),
            Repr::Big(_) => None,
        }
    }

    /// The whole number from zero, if it is one and fits.
    #[must_use]
    pub fn as_usize(&self) -> Option<usize> {
        self.as_i64().and_then(|n| usize::try_from(n).ok())
    }

    /// The nearest double, infinite where it is too large.
    #[must_use]
    pub fn as_f64(&self) -> f64 {
        self.to_string().parse().unwrap_or(f64::NAN)
    }

    /// Whether it has no fraction.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        match &self.repr {
            Repr::Big(f) => f.exponent >= 0,
            _ => true,
        }
    }

    /// Whether it is zero.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.as_i64() == Some(0)
    }

    /// Whether it is below zero.
    #[must_use]
    pub fn is_negative(&self) -> bool {
        match &self.repr {
            Repr::Small(n) => *n < 0,
            Repr::NegativeZero => false,
            Repr::Big(f) => f.negative,
        }
    }

    /// -1, 0 or 1.
    #[must_use]
    pub fn signum(&self) -> i64 {
        if self.is_zero() {
            0
        } else if self.is_negative() {
            -1
        } else {
            1
        }
    }

    /// The number without its fraction.
    #[must_use]
    pub fn truncate(&self) -> BigInt {
        match &self.repr {
            Repr::Small(n) => BigInt::from(*n),
            Repr::NegativeZero => BigInt::ZERO,
            Repr::Big(f) => f.truncate(),
        }
    }

    /// With so many decimal places (`%.2f`).
    pub(crate) fn fixed(&self, places: usize) -> String {
        decimal::fixed(&self.float(), places)
    }

    /// With an exponent and so many decimal places (`%.2e`).
    pub(crate) fn scientific(&self, places: usize) -> String {
        decimal::scientific(&self.float(), places)
    }

    /// With an exponent where that is shorter (`%g`).
    pub(crate) fn general(&self, digits: Option<usize>) -> String {
        decimal::general(&self.float(), self.bits, digits)
    }

    /// The sum.
    ///
    /// # Errors
    /// If it is out of range.
    pub fn add(&self, other: &Self) -> Result<Self, NumberError> {
        let bits = self.bits.max(other.bits);
        if let (Repr::Small(a), Repr::Small(b)) = (&self.repr, &other.repr)
            && let Some(n) = a.checked_add(*b)
            && bits >= WHOLE_BITS
        {
            return Ok(Self { repr: Repr::Small(n), bits });
        }
        if let (Repr::NegativeZero, Repr::NegativeZero) = (&self.repr, &other.repr) {
            return Ok(Self { repr: Repr::NegativeZero, bits });
        }
        float::add(&self.float(), &other.float(), bits)
    }

    /// The difference.
    ///
    /// # Errors
    /// If it is out of range.
    pub fn sub(&self, other: &Self) -> Result<Self, NumberError> {
        self.add(&other.neg())
    }

    /// The product.
    ///
    /// # Errors
    /// If it is out of range.
    pub fn mul(&self, other: &Self) -> Result<Self, NumberError> {
        let bits = self.bits.max(other.bits);
        if let (Repr::Small(a), Repr::Small(b)) = (&self.repr, &other.repr)
            && *a != 0
            && *b != 0
            && let Some(n) = a.checked_mul(*b)
        {
            return Ok(Self { repr: Repr::Small(n), bits: bits.max(needed_bits(n)) });
        }
        let product = self.times(other, DECIMAL_BITS)?;
        let needed = match &product.repr {
            Repr::Big(f) => u16::try_from(f.mantissa.bits()).unwrap_or(DECIMAL_BITS),
            Repr::Small(n) => needed_bits(*n),
            Repr::NegativeZero => 0,
        };
        Ok(Self { repr: product.repr, bits: bits.max(needed) })
    }

    fn times(&self, other: &Self, bits: u16) -> Result<Self, NumberError> {
        let (a, b) = (self.float(), other.float());
        let negative = a.negative != b.negative;
        float::round(negative, &a.mantissa * &b.mantissa, a.exponent + b.exponent, false, bits)
    }

    /// The quotient.
    ///
    /// # Errors
    /// If the divisor is zero or the quotient is out of range.
    pub fn div(&self, other: &Self) -> Result<Self, NumberError> {
        let bits = self.bits.max(other.bits);
        match (self.is_zero(), other.is_zero()) {
            (true, true) => Err(NumberError::ZeroByZero),
            (false, true) => Err(NumberError::Infinite),
            _ => float::div(&self.float(), &other.float(), bits),
        }
    }

    /// The remainder with the sign of the dividend; the dividend itself where the divisor is zero.
    ///
    /// # Errors
    /// If a step on the way is out of range.
    pub fn rem(&self, other: &Self) -> Result<Self, NumberError> {
        if other.is_zero() {
            return Ok(self.clone());
        }
        let times = Self::whole(&self.div(other)?.truncate(), self.bits)?;
        let part = other.times(&times, self.bits)?;
        float::add(&self.float(), &part.neg().float(), self.bits)
    }

    /// The number with the other sign.
    #[must_use]
    pub fn neg(&self) -> Self {
        let repr = match &self.repr {
            Repr::Small(0) => Repr::NegativeZero,
            Repr::NegativeZero => Repr::Small(0),
            Repr::Small(n) => match n.checked_neg() {
                Some(n) => Repr::Small(n),
                None => return self.negated_big(),
            },
            Repr::Big(_) => return self.negated_big(),
        };
        Self { repr, bits: self.bits }
    }

    fn negated_big(&self) -> Self {
        let f = self.float();
        Self::of(Float { negative: !f.negative, ..f }, self.bits)
    }

    /// The number without its sign.
    #[must_use]
    pub fn abs(&self) -> Self {
        if self.is_negative() || self.repr == Repr::NegativeZero {
            self.neg()
        } else {
            self.clone()
        }
    }

    /// The largest whole number that is not above.
    #[must_use]
    pub fn floor(&self) -> Self {
        self.whole_beside(self.is_negative(), -1)
    }

    /// The smallest whole number that is not below.
    #[must_use]
    pub fn ceil(&self) -> Self {
        self.whole_beside(!self.is_negative(), 1)
    }

    /// Without fraction, one step further if `away`.
    fn whole_beside(&self, away: bool, step: i32) -> Self {
        if self.is_zero() {
            return Self { repr: Repr::Small(0), bits: self.bits };
        }
        if self.is_whole() {
            return self.clone();
        }
        let whole = self.truncate() + if away { step } else { 0 };
        Self::whole(&whole, self.bits).unwrap_or_else(|_| self.clone())
    }

    fn float(&self) -> Float {
        match &self.repr {
            Repr::Small(n) => Float::from(*n),
            Repr::NegativeZero => Float { negative: true, ..Float::from(0) },
            Repr::Big(f) => Float::clone(f),
        }
    }

    fn of(float: Float, bits: u16) -> Self {
        let repr = match float.as_i64() {
            Some(0) if float.negative => Repr::NegativeZero,
            Some(n) => Repr::Small(n),
            None => Repr::Big(Arc::new(float)),
        };
        Self { repr, bits }
    }
}

/// Bits from the first to the last that is set.
fn needed_bits(n: i64) -> u16 {
    let n = n.unsigned_abs();
    if n == 0 { 0 } else { u16::try_from(n.ilog2() - n.trailing_zeros() + 1).unwrap_or(0) }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Number {}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.as_i64(), other.as_i64()) {
            (Some(a), Some(b)) => a.cmp(&b),
            _ => self.float().cmp(&other.float()),
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.repr {
            // Below as many bits as these numbers have, every digit may be needed.
            Repr::Small(n) if needed_bits(*n) == 0 || self.bits >= WHOLE_BITS => write!(f, "{n}"),
            Repr::NegativeZero => f.write_str("-0"),
            _ => f.write_str(&decimal::text(&self.float(), self.bits)),
        }
    }
}

#[cfg(test)]
#[path = "number/tests.rs"]
mod tests;
