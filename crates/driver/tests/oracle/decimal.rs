//! Decimal numbers with all their digits.

use num_bigint::BigInt;

/// `digits` times ten to the power of `exponent`; the digits end in no zero.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decimal {
    digits: BigInt,
    exponent: i64,
}

impl Decimal {
    /// A number as JSON writes it.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits: BigInt = format!("{whole}{fraction}").parse().ok()?;
        let places = i64::try_from(fraction.len()).ok()?;
        let exponent = exponent.strip_prefix('+').unwrap_or(exponent).parse::<i64>().ok()?;
        Some(Self::new(digits, exponent - places))
    }

    fn new(digits: BigInt, exponent: i64) -> Self {
        let text = digits.to_string();
        let short = text.trim_end_matches('0');
        if digits == BigInt::ZERO {
            return Self { digits, exponent: 0 };
        }
        let zeros = i64::try_from(text.len() - short.len()).unwrap();
        Self { digits: short.parse().unwrap(), exponent: exponent + zeros }
    }

    fn is_whole(&self) -> bool {
        self.exponent >= 0
    }

    fn magnitude(&self) -> i64 {
        i64::try_from(self.digits.magnitude().to_string().len()).unwrap() + self.exponent
    }

    fn scaled(&self, exponent: i64) -> BigInt {
        let by = u32::try_from(self.exponent - exponent).unwrap();
        &self.digits * BigInt::from(10).pow(by)
    }

    /// Whether a computed number counts as this one: a whole one of up to 40 digits exactly, others
    /// within 1e-12 of it.
    pub(crate) fn agrees(&self, got: &Self) -> bool {
        /// Digits within which whole numbers are exact.
        const EXACT: i64 = 40;
        if self == got {
            return true;
        }
        let both_whole = self.is_whole() && self.magnitude() <= EXACT;
        if both_whole || (self.magnitude() - got.magnitude()).abs() > 1 {
            return false;
        }
        let exponent = self.exponent.min(got.exponent);
        let (want, got) = (self.scaled(exponent), got.scaled(exponent));
        let difference = (&want - got).magnitude().clone();
        difference * 10u64.pow(12) <= *want.magnitude()
    }
}

#[test]
fn numbers_agree_as_decimals() {
    let agree = |a: &str, b: &str| Decimal::parse(a).unwrap().agrees(&Decimal::parse(b).unwrap());
    assert!(agree("1", "1.0") && agree("100", "1e2") && agree("-0", "0") && agree("1E+2", "100"));
    assert!(agree("0.3", "0.30000000000000004") && !agree("0.3", "0.3000000001"));
    assert!(!agree("9007199254740993", "9007199254740992"));
    assert!(!agree("1", "1.0000000000000001") && !agree("0", "1e-30") && !agree("1", "-1"));
    assert!(agree("0.9999999999999999", "1") && !agree("1e400", "1e300"));
}
