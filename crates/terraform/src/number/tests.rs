//! Values that Terraform printed.

use super::Number;

fn n(text: &str) -> Number {
    Number::parse(text).unwrap()
}

#[test]
fn text_is_the_shortest_of_512_bits() {
    let third = n("1").div(&n("3")).unwrap();
    assert_eq!(third.to_string(), format!("0.{}5", "3".repeat(154)));
    let product = n("0.71").mul(&n("0.076")).unwrap();
    assert_eq!(product.to_string(), format!("0.05395{}5", "9".repeat(150)));
    assert_eq!(n("18e-7").to_string(), "0.0000018");
    assert_eq!(n("1e400").to_string(), format!("1{}", "0".repeat(400)));
    assert_eq!(n("-0.0").to_string(), "-0");
    assert_eq!(n("9007199254740993").to_string(), "9007199254740993");
    assert_eq!(n("0.1").add(&n("0.2")).unwrap(), n("0.3"));
}

#[test]
fn precision_follows_the_operands() {
    let power = Number::from_f64(2f64.powi(64)).unwrap();
    assert_eq!(power.to_string(), "18446744073709550000");
    let third = Number::from(1).div(&Number::from(3)).unwrap();
    assert_eq!(third.to_string(), "0.33333333333333333334");
    assert_eq!(n("18446744073709551616").mul(&n("2")).unwrap().to_string(), "36893488147419103232");
}

#[test]
fn other_notations() {
    assert_eq!(n("0").general(None), "0");
    assert_eq!(n("-0").general(None), "-0");
    assert_eq!(n("0").scientific(2), "0.00e+00");
    assert_eq!(n("0").fixed(1), "0.0");
    assert_eq!(n("1721000").general(None), "1.721e+06");
    assert_eq!(n("2.5").fixed(0), "2");
    assert_eq!(n("0.004").fixed(1), "0.0");
    assert_eq!(n("0.06").fixed(1), "0.1");
    assert_eq!(n("999.96").fixed(1), "1000.0");
    assert_eq!(n("9.996").scientific(2), "1.00e+01");
    assert_eq!(n("1e19000").to_string().len(), 19_001);
}

#[test]
fn whole_parts() {
    assert_eq!(n("-0.9").ceil().to_string(), "-0".trim_start_matches('-'));
    assert_eq!(n("-0.9").floor().to_string(), "-1");
    assert_eq!(n("7.5").rem(&n("2")).unwrap(), n("1.5"));
    assert_eq!(n("-7").rem(&n("3")).unwrap(), n("-1"));
    assert_eq!(n("7").rem(&n("0")).unwrap(), n("7"));
    assert!(!n("1.5").is_whole() && n("1e30").is_whole());
}

#[test]
fn what_is_no_number_or_too_large() {
    for text in ["", "x", " 1", "0x10", "1_000", ".", "1e", "--1", "1.2.3", "1e+", "e5", "Inf"] {
        assert!(Number::parse(text).is_none(), "{text}");
    }
    for text in ["1e999999999", "1e-999999999999999999999", "1p99999999"] {
        assert!(Number::parse(text).is_none(), "{text}");
    }
    for text in [".5", "5.", "+1", "007", "1p3"] {
        assert!(Number::parse(text).is_some(), "{text}");
    }
    assert!(n("1").div(&n("0")).is_err());
    assert!(n("0").div(&n("0")).is_err());
}

#[test]
fn order_is_by_value() {
    let sorted = ["-1e30", "-9223372036854775808", "-1", "-0.5", "0", "1e-9", "1", "1e30"];
    for pair in sorted.windows(2) {
        assert!(n(pair[0]) < n(pair[1]), "{pair:?}");
    }
    assert_eq!(n("-0"), n("0"));
    assert_eq!(n("-9223372036854775808").as_i64(), Some(i64::MIN));
    assert_eq!(n("-9223372036854775808").neg().to_string(), "9223372036854775808");
}
