//! Logarithm and power of doubles, rounded in every step as Terraform's are: whether
//! `floor(log(1000, 10))` is 2 or 3 rests on the last bit.

/// `x = fraction * 2^exponent`, the fraction from 0.5 to 1.
fn split(x: f64) -> (f64, i32) {
    const SUBNORMAL: f64 = 4_503_599_627_370_496.0;
    if x == 0.0 || !x.is_finite() {
        return (x, 0);
    }
    let (x, shifted) = if x.is_normal() { (x, 0) } else { (x * SUBNORMAL, 52) };
    let bits = x.to_bits();
    let exponent = i32::try_from((bits >> 52) & 0x7ff).unwrap_or(0) - 1022;
    (f64::from_bits(bits & !(0x7ff << 52) | 1022 << 52), exponent - shifted)
}

/// The natural logarithm.
#[expect(clippy::excessive_precision, reason = "the constants as they are published")]
pub(super) fn ln(x: f64) -> f64 {
    const LN2_HIGH: f64 = 6.931_471_803_691_238_164_90e-01;
    const LN2_LOW: f64 = 1.908_214_929_270_587_700_02e-10;
    const L: [f64; 7] = [
        6.666_666_666_666_735_130e-01,
        3.999_999_999_940_941_908e-01,
        2.857_142_874_366_239_149e-01,
        2.222_219_843_214_978_396e-01,
        1.818_357_216_161_805_012e-01,
        1.531_383_769_920_937_332e-01,
        1.479_819_860_511_658_591e-01,
    ];
    if x.is_nan() || x < 0.0 {
        return f64::NAN;
    }
    if x == 0.0 || x.is_infinite() {
        return x.ln();
    }
    let (mut fraction, mut exponent) = split(x);
    if fraction < std::f64::consts::FRAC_1_SQRT_2 {
        fraction *= 2.0;
        exponent -= 1;
    }
    let (f, k) = (fraction - 1.0, f64::from(exponent));
    let s = f / (2.0 + f);
    let s2 = s * s;
    let s4 = s2 * s2;
    let [l1, l2, l3, l4, l5, l6, l7] = L;
    let odd = s2 * (l1 + s4 * (l3 + s4 * (l5 + s4 * l7)));
    let even = s4 * (l2 + s4 * (l4 + s4 * l6));
    let half = 0.5 * f * f;
    k * LN2_HIGH - ((half - (s * (half + (odd + even)) + k * LN2_LOW)) - f)
}

/// The power.
pub(super) fn pow(x: f64, y: f64) -> f64 {
    const LARGE: f64 = 9_223_372_036_854_775_808.0;
    if y == 0.0 || y == 1.0 || x == 1.0 || x == 0.0 || !x.is_finite() || !y.is_finite() {
        return x.powf(y);
    }
    if y.abs() == 0.5 {
        return if y > 0.0 { x.sqrt() } else { 1.0 / x.sqrt() };
    }
    let (mut whole, mut part) = (y.abs().trunc(), y.abs().fract());
    if part != 0.0 && x < 0.0 {
        return f64::NAN;
    }
    if whole >= LARGE {
        return x.powf(y);
    }
    let (mut result, mut exponent) = (1.0, 0i32);
    if part != 0.0 {
        if part > 0.5 {
            part -= 1.0;
            whole += 1.0;
        }
        result = (part * ln(x)).exp();
    }
    let (mut square, mut doubled) = split(x);
    let mut left = whole_bits(whole);
    while left != 0 {
        if !(-4096..=4096).contains(&doubled) {
            // It overflows whatever follows.
            exponent = exponent.saturating_add(doubled);
            break;
        }
        if left & 1 == 1 {
            result *= square;
            exponent += doubled;
        }
        square *= square;
        doubled <<= 1;
        if square < 0.5 {
            square += square;
            doubled -= 1;
        }
        left >>= 1;
    }
    if y < 0.0 {
        (result, exponent) = (1.0 / result, -exponent);
    }
    scaled(result, exponent)
}

/// A whole number below 2^63.
fn whole_bits(x: f64) -> u64 {
    let (fraction, exponent) = split(x);
    let mantissa = fraction.to_bits() & ((1 << 52) - 1) | 1 << 52;
    match u32::try_from(53 - exponent) {
        _ if x == 0.0 => 0,
        Ok(down) => mantissa.checked_shr(down).unwrap_or(0),
        Err(_) => mantissa << (exponent - 53).unsigned_abs(),
    }
}

/// `x * 2^exponent`
fn scaled(x: f64, exponent: i32) -> f64 {
    let (fraction, own) = split(x);
    let exponent = exponent.saturating_add(own).clamp(-1200, 1200);
    // In two steps, as neither factor may leave the range.
    fraction * 2f64.powi(exponent / 2) * 2f64.powi(exponent - exponent / 2)
}
