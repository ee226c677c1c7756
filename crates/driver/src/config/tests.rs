//! The schemas of the configuration and of baselines, and that the committed ones are fresh.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails where its input is wrong")]

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;

use super::{Written, with_suggestion};
use crate::Baseline;

#[track_caller]
fn assert_fresh<T: JsonSchema>(name: &str, title: &str) {
    let generator = SchemaSettings::draft07().into_generator();
    let mut schema = generator.into_root_schema_for::<T>();
    schema.insert("title".to_owned(), title.into());
    let text = serde_json::to_string_pretty(&schema).unwrap() + "\n";
    let path = format!("{}/schema/{name}", env!("CARGO_MANIFEST_DIR"));
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    if committed.replace("\r\n", "\n") != text {
        std::fs::write(&path, text).unwrap();
        panic!("{name} was stale and is rewritten: look at the difference and commit it");
    }
}

#[test]
fn committed_schemas_are_fresh() {
    assert_fresh::<Written>("vpcelint.schema.json", "vpcelint.toml");
    assert_fresh::<Baseline>("baseline.schema.json", "A baseline of vpcelint");
}

#[test]
fn an_unknown_key_comes_with_the_one_that_was_meant() {
    for (toml, says) in [
        ("ignroe = []", "unknown key `ignroe`: did you mean `ignore`?"),
        ("min_severity = \"low\"", "unknown key `min_severity`: did you mean `min-severity`?"),
        ("[[paths]]\nfiles = []\nignores = []", "unknown key `ignores`: did you mean `ignore`?"),
        ("[prices.eu-west-1]\nnat = 1", "unknown key `nat`: did you mean `nat_gb`?"),
        ("\"\\u001b[2J\" = 1", "unknown key"),
        ("region = 1", "invalid type"),
    ] {
        let error = toml::from_str::<Written>(toml).unwrap_err();
        let said = with_suggestion(error.message());
        assert!(said.starts_with(says), "{toml}: {said}");
        assert!(error.span().is_some(), "{toml}");
    }
}
