//! The schemas of the JSON documents, and the test that keeps the committed ones fresh.

use std::borrow::Cow;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::{graph, json, paths, show};

/// [`show::Value`] writes itself, so its schema is by hand.
impl JsonSchema for show::Value {
    fn schema_name() -> Cow<'static, str> {
        "Value".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let value = generator.subschema_for::<Self>();
        let one = |name: &str, of: serde_json::Value| {
            serde_json::json!({
                "type": "object",
                "properties": {name: of},
                "required": [name],
                "additionalProperties": false,
            })
        };
        let mut unknown = one("unknown", serde_json::json!({"type": "string"}));
        unknown["properties"]["known"] = serde_json::json!({"type": "string"});
        json_schema!({
            "description": "An attribute's value; an object with the key `ref`, `unknown`, \
                            `sensitive` or `withheld` is no map.",
            "anyOf": [
                {"type": ["null", "boolean", "number", "string"]},
                {"type": "array", "items": value},
                one("ref", serde_json::json!({"type": "string"})),
                unknown,
                one("sensitive", serde_json::json!({"const": true})),
                one("withheld", serde_json::json!({"const": "file content"})),
                {"type": "object", "additionalProperties": value},
            ],
        })
    }
}

fn schema<T: JsonSchema>(title: &str) -> String {
    let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let mut schema = generator.into_root_schema_for::<T>();
    schema.insert("title".to_owned(), title.into());
    let mut text = serde_json::to_string_pretty(&schema).unwrap();
    text.push('\n');
    text
}

/// Compares with the committed file; writes the fresh one if they differ.
#[track_caller]
fn assert_fresh(name: &str, schema: &str) {
    let path = format!("{}/schema/{name}", env!("CARGO_MANIFEST_DIR"));
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    if committed.replace("\r\n", "\n") != schema {
        std::fs::write(&path, schema).unwrap();
        panic!("{name} was stale and is rewritten: look at the difference and commit it");
    }
}

#[test]
fn schema_of_check_is_fresh() {
    assert_fresh("check.schema.json", &schema::<json::Document>("vpcelint check --format json"));
}

#[test]
fn schema_of_paths_is_fresh() {
    assert_fresh("paths.schema.json", &schema::<Vec<paths::Row>>("vpcelint paths --format json"));
}

#[test]
fn schema_of_graph_is_fresh() {
    assert_fresh("graph.schema.json", &schema::<graph::Document>("vpcelint graph --format json"));
}

#[test]
fn schema_of_show_is_fresh() {
    assert_fresh("show.schema.json", &schema::<show::Document>("vpcelint show --format json"));
}
