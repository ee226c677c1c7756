//! Whatever stands in a plan, nothing panics: plans that are cut off, and plans whose parts are
//! replaced by other parts of them.

use serde_json::Value;
use vpcelint_source::{Gravity, Memory};

use super::files::{check_in, text};

/// A generator of numbers, the same in each run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most.max(1)
    }
}

/// The plans that are broken: small ones, of which one is a change of something that is there.
const PLANS: [&str; 3] = [
    "plans/endpoint-type-defaulted-to-gateway/plan.json",
    "plans/private-dns-duplicate-in-vpc/plan.json",
    "plans/changed/state.json",
];

fn run(text: &str) -> usize {
    let system = Memory::default().with("plan.json", text);
    let (_, checked) = check_in(&system, vec!["plan.json".into()], None);
    checked.notices.iter().filter(|n| n.gravity == Gravity::Error).count()
}

#[test]
fn plans_that_are_cut_off_are_errors() {
    let mut numbers = Numbers(7);
    for plan in PLANS {
        let whole = text(plan).trim_end();
        for _ in 0..20 {
            let mut end = whole.len() / 4 + numbers.below(whole.len() * 3 / 4 - 1);
            while !whole.is_char_boundary(end) {
                end -= 1;
            }
            assert_eq!(run(&whole[..end]), 1, "{plan} up to {end}");
        }
    }
}

#[test]
fn parts_in_wrong_places_do_no_harm() {
    let mut numbers = Numbers(11);
    for plan in PLANS {
        let whole: Value = serde_json::from_str(text(plan)).unwrap();
        for _ in 0..40 {
            let mut broken = whole.clone();
            for _ in 0..=numbers.below(6) {
                let part = match numbers.below(4) {
                    0 => part_of(&mut broken, &mut numbers, 3).clone(),
                    1 => Value::Bool(true),
                    2 => Value::String("module.a[\"x].b[0]..c".to_owned()),
                    _ => Value::Null,
                };
                *part_of(&mut broken, &mut numbers, 2) = part;
            }
            run(&broken.to_string());
        }
    }
}

/// Some part of a value, rarely a shallow one.
fn part_of<'v>(value: &'v mut Value, numbers: &mut Numbers, shallow: usize) -> &'v mut Value {
    let mut at = value;
    let mut depth = 0;
    loop {
        let count = match &*at {
            Value::Array(items) => items.len(),
            Value::Object(entries) => entries.len(),
            _ => 0,
        };
        if count == 0 || depth > shallow && numbers.below(4) == 0 {
            return at;
        }
        let n = numbers.below(count);
        depth += 1;
        at = match at {
            Value::Array(items) => &mut items[n],
            Value::Object(entries) => entries.values_mut().nth(n).unwrap(),
            _ => unreachable!("it has parts"),
        };
    }
}

#[test]
fn names_that_lead_in_circles_end() {
    let call = |name: &str, other: &str| {
        format!(
            r#""{name}": {{"source": "./m", "expressions": {{"x": {{"references": ["module.{other}.y", "module.{other}"]}}}},
            "module": {{"outputs": {{"y": {{"expression": {{"references": ["var.x"]}}}}}}, "variables": {{"x": {{}}}}}}}}"#
        )
    };
    let plan = format!(
        r#"{{"format_version": "1.2", "terraform_version": "1.11.4",
        "planned_values": {{"root_module": {{"resources": [{{"address": "aws_subnet.a", "mode": "managed",
            "type": "aws_subnet", "name": "a", "values": {{}}}}]}}}},
        "resource_changes": [{{"address": "aws_subnet.a",
            "change": {{"actions": ["create"], "after_unknown": {{"id": true, "vpc_id": true}}}}}}],
        "configuration": {{"root_module": {{
            "resources": [{{"mode": "managed", "type": "aws_subnet", "name": "a", "address": "aws_subnet.a",
                "expressions": {{"vpc_id": {{"references": ["module.a.y", "module.a"]}}}}}}],
            "module_calls": {{{}, {}}}}}}}}}"#,
        call("a", "b"),
        call("b", "a")
    );
    assert_eq!(run(&plan), 0);
}

#[test]
fn what_is_nested_too_deep_is_an_error() {
    let deep = "{\"child_modules\":[".repeat(5_000);
    let plan = format!(
        r#"{{"format_version":"1.2","terraform_version":"1.11.4","planned_values":{{"root_module":{deep}"#
    );
    assert_eq!(run(&plan), 1);
    let masks = "[".repeat(100) + &"]".repeat(100);
    let plan = format!(
        r#"{{"format_version":"1.2","terraform_version":"1.11.4","values":{{"root_module":{{"resources":[
        {{"address":"aws_vpc.a","mode":"managed","type":"aws_vpc","name":"a","values":{{"cidr_block":{masks}}}}}]}}}}}}"#
    );
    assert_eq!(run(&plan), 0);
}
