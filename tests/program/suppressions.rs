//! Findings that comments hide: listed in JSON, without weight elsewhere.

use crate::project::{HEALTHY, Project, RULE};

fn hidden() -> Project {
    let comment = format!("# vpcelint:ignore[{RULE}] another team associates it\n");
    let text = HEALTHY.replace(
        "resource \"aws_vpc_endpoint\"",
        &format!("{comment}resource \"aws_vpc_endpoint\""),
    );
    Project::new().file("root/main.tf", text)
}

#[test]
fn json_lists_what_is_hidden_and_why() {
    let checked = hidden().check();
    let finding = &checked.document["findings"][0];
    assert_eq!(finding["rule"], RULE);
    assert_eq!(finding["suppressed"]["by"], "comment");
    assert_eq!(finding["suppressed"]["reason"], "another team associates it");
    assert_eq!(finding["suppressed"]["range"]["start"]["line"], 5);
    assert_eq!(checked.document["summary"]["suppressed"], 1);
    assert_eq!(checked.document["summary"]["by_severity"]["high"], 0);
    assert_eq!(checked.status, 0);
}

#[test]
fn people_hear_only_that_something_is_hidden() {
    let ran = hidden().run(&["root"]);
    assert_eq!(ran.status, 0);
    assert!(ran.out.contains("no findings in"), "{}", ran.out);
    assert!(ran.out.contains("1 finding suppressed"), "{}", ran.out);
}

#[test]
fn comments_in_json_syntax_stand_in_the_block() {
    let text = r#"{
      "resource": {
        "aws_vpc": { "main": { "cidr_block": "10.0.0.0/16" } },
        "aws_vpc_endpoint": {
          "s3": {
            "//": "vpcelint:ignore[gateway-endpoint-no-route-table] another team",
            "vpc_id": "${aws_vpc.main.id}",
            "service_name": "com.amazonaws.eu-west-1.s3"
          }
        }
      }
    }"#;
    let checked = Project::new().file("root/main.tf.json", text).check();
    assert_eq!(checked.document["findings"][0]["suppressed"]["reason"], "another team");
    assert_eq!(checked.document["findings"].as_array().map(Vec::len), Some(1));
}

#[test]
fn nothing_is_called_unused_after_an_error() {
    let text = "locals {\n  a = nosuch()\n}\n# vpcelint:ignore\nresource \"aws_vpc\" \"v\" {\n  \
                cidr_block = local.a\n}\n";
    let checked = Project::new().file("root/main.tf", text).check();
    assert_eq!(checked.document["findings"], serde_json::json!([]));
    assert_eq!(checked.status, 2);
}
