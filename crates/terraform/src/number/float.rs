//! Binary floating point of any size with a last rounding to so many bits.

use std::cmp::Ordering;

use num_bigint::{BigInt, BigUint, Sign};

use super::{Number, NumberError};

/// Binary exponents beyond this are not worked out: their text would have 20,000 digits.
const MOST_EXPONENT: i64 = 1 << 16;

/// `mantissa * 2^exponent`, the mantissa odd or zero.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Float {
    pub(super) negative: bool,
    pub(super) mantissa: BigUint,
    pub(super) exponent: i64,
}

impl From<i64> for Float {
    fn from(n: i64) -> Self {
        Self::normal(n < 0, n.unsigned_abs().into(), 0)
    }
}

impl Float {
    fn normal(negative: bool, mantissa: BigUint, exponent: i64) -> Self {
        match mantissa.trailing_zeros() {
            None => Self { negative, mantissa, exponent: 0 },
            Some(0) => Self { negative, mantissa, exponent },
            Some(zeros) => Self {
                negative,
                mantissa: mantissa >> zeros,
                exponent: exponent.saturating_add_unsigned(zeros),
            },
        }
    }

    /// The whole number, if it is one and fits.
    pub(super) fn as_i64(&self) -> Option<i64> {
        if !(0..64).contains(&self.exponent) {
            return None;
        }
        let mantissa = i128::try_from(&self.mantissa).ok().filter(|m| *m < 1 << 63)?;
        let n = mantissa << self.exponent;
        i64::try_from(if self.negative { -n } else { n }).ok()
    }

    /// The number without its fraction.
    pub(super) fn truncate(&self) -> BigInt {
        let sign = if self.negative { Sign::Minus } else { Sign::Plus };
        BigInt::from_biguint(sign, shift(&self.mantissa, self.exponent))
    }

    /// The position of the bit above the highest.
    fn top(&self) -> i64 {
        self.exponent.saturating_add_unsigned(self.mantissa.bits())
    }

    fn cmp_magnitude(&self, other: &Self) -> Ordering {
        let zero = |f: &Self| f.mantissa.bits() == 0;
        match (zero(self), zero(other)) {
            (true, true) => return Ordering::Equal,
            (true, false) => return Ordering::Less,
            (false, true) => return Ordering::Greater,
            _ => {}
        }
        self.top().cmp(&other.top()).then_with(|| {
            let low = self.exponent.min(other.exponent);
            let a = shift(&self.mantissa, self.exponent - low);
            a.cmp(&shift(&other.mantissa, other.exponent - low))
        })
    }
}

impl PartialOrd for Float {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Float {
    fn cmp(&self, other: &Self) -> Ordering {
        let zero = self.mantissa.bits() == 0 && other.mantissa.bits() == 0;
        match (self.negative, other.negative) {
            _ if zero => Ordering::Equal,
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (false, false) => self.cmp_magnitude(other),
            (true, true) => other.cmp_magnitude(self),
        }
    }
}

/// `n * 2^by`, cut off.
pub(super) fn shift(n: &BigUint, by: i64) -> BigUint {
    if by >= 0 { n << by.unsigned_abs() } else { n >> by.unsigned_abs() }
}

/// `mantissa * 2^exponent`, and a little more if `more`, rounded to the nearest of so many bits.
pub(super) fn round(
    negative: bool,
    mantissa: BigUint,
    exponent: i64,
    more: bool,
    bits: u16,
) -> Result<Number, NumberError> {
    let size = mantissa.bits();
    let excess = size.saturating_sub(u64::from(bits));
    let (mantissa, exponent) = if excess == 0 {
        (mantissa, exponent)
    } else {
        let up = rounds_up(&mantissa, excess, more);
        let kept = (mantissa >> excess) + u32::from(up);
        (kept, exponent.saturating_add_unsigned(excess))
    };
    let float = Float::normal(negative, mantissa, exponent);
    if float.mantissa.bits() != 0
        && (float.top() > MOST_EXPONENT || float.exponent < -MOST_EXPONENT)
    {
        return Err(NumberError::Range);
    }
    Ok(Number::of(float, bits))
}

/// Whether cutting off the low bits must be followed by adding one: nearest, half to even.
fn rounds_up(mantissa: &BigUint, cut: u64, more: bool) -> bool {
    let half = mantissa.bit(cut - 1);
    let beyond = more || mantissa.trailing_zeros().is_some_and(|z| z < cut - 1);
    half && (beyond || mantissa.bit(cut))
}

pub(super) fn add(a: &Float, b: &Float, bits: u16) -> Result<Number, NumberError> {
    let low = a.exponent.min(b.exponent);
    let signed = |f: &Float| {
        let sign = if f.negative { Sign::Minus } else { Sign::Plus };
        BigInt::from_biguint(sign, shift(&f.mantissa, f.exponent - low))
    };
    let sum = signed(a) + signed(b);
    round(sum.sign() == Sign::Minus, sum.magnitude().clone(), low, false, bits)
}

pub(super) fn div(a: &Float, b: &Float, bits: u16) -> Result<Number, NumberError> {
    let negative = a.negative != b.negative;
    if a.mantissa.bits() == 0 {
        return Ok(Number::of(Float { negative, ..a.clone() }, bits));
    }
    // Two bits more than needed, and whether anything is left, round rightly.
    let want = u64::from(bits) + 2 + b.mantissa.bits();
    let by = want.saturating_sub(a.mantissa.bits());
    let dividend = &a.mantissa << by;
    let quotient = &dividend / &b.mantissa;
    let more = &quotient * &b.mantissa != dividend;
    let exponent = a.exponent.saturating_sub(b.exponent).saturating_sub_unsigned(by);
    // The sticky remainder needs a bit of its own where nothing would be cut off.
    round(negative, (quotient << 1u8) + u32::from(more), exponent - 1, false, bits)
}
