//! Tells templates from all the other YAML and JSON of a repository, by what stands in them.

use vpcelint_syntax::document::{Node, NodeKind};

/// Whether a file's name says that it may be a template.
#[must_use]
pub fn is_candidate(name: &str) -> bool {
    /// Endings of templates, by hand and synthesised.
    const ENDINGS: [&str; 6] = [".yaml", ".yml", ".json", ".template", ".cfn", ".cform"];
    ENDINGS.iter().any(|end| name.ends_with(end))
}

/// Whether a text may be a template: it has the words of one. What has not is passed over unparsed.
#[must_use]
pub(crate) fn may_be_template(text: &str) -> bool {
    if text.contains("AWSTemplateFormatVersion") || text.contains("AWS::Serverless") {
        return true;
    }
    text.contains("Resources") && (text.contains("AWS::") || text.contains("Custom::"))
}

/// Whether a document is a template: it has its version, a SAM transform, or resources of AWS.
#[must_use]
pub fn is_template(root: &Node) -> bool {
    let NodeKind::Map(_) = root.kind else { return false };
    let transforms = |node: &Node| -> bool {
        let is = |n: &Node| n.as_str().is_some_and(|t| t.starts_with("AWS::"));
        is(node) || node.elements().iter().any(is)
    };
    let typed = |resources: &Node| {
        let types = resources.entries().iter().filter_map(|e| e.value.get("Type")?.as_str());
        types.into_iter().any(|t| t.starts_with("AWS::") || t.starts_with("Custom::"))
    };
    root.get("AWSTemplateFormatVersion").is_some()
        || root.get("Resources").is_some_and(typed)
        || root.get("Transform").is_some_and(transforms) && root.get("Resources").is_some()
}

/// Whether a text that could not be read as a whole was meant as a template: its first level says
/// so.
#[must_use]
pub(crate) fn claims_to_be_template(text: &str) -> bool {
    let mut resources = false;
    for line in text.lines() {
        let key = line.trim_start().trim_start_matches('"');
        let at_first_level = line.len() - line.trim_start().len() <= 4;
        if at_first_level && key.starts_with("AWSTemplateFormatVersion") {
            return true;
        }
        resources |= at_first_level && key.starts_with("Resources");
        if resources && key.starts_with("Type") && line.contains("AWS::") {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use vpcelint_source::{FileId, Limits};

    use super::*;

    #[test]
    fn templates_are_told_by_their_content() {
        for (text, is) in [
            ("AWSTemplateFormatVersion: 2010-09-09\n", true),
            ("Resources:\n  A:\n    Type: AWS::EC2::VPC\n", true),
            ("Transform: AWS::Serverless-2016-10-31\nResources: {}\n", true),
            ("{\"Resources\": {\"A\": {\"Type\": \"AWS::EC2::VPC\"}}}", true),
            ("Resources:\n  A:\n    Type: Custom::Thing\n", true),
            ("apiVersion: v1\nkind: Pod\n", false),
            ("Resources:\n  - AWS::EC2::VPC\n", false),
            ("resources:\n  Resources:\n    A:\n      Type: AWS::EC2::VPC\n", false),
            ("[{\"ParameterKey\": \"A\", \"ParameterValue\": \"b\"}]", false),
            ("{\"typeName\": \"AWS::EC2::VPC\", \"properties\": {}}", false),
        ] {
            let parsed = vpcelint_syntax::parse_document(FileId(0), text, &Limits::default());
            let found = parsed.document.is_some_and(|d| is_template(&d.root));
            assert_eq!(found, is, "{text}");
            assert!(!is || may_be_template(text), "{text}");
        }
    }

    #[test]
    fn what_is_broken_may_still_claim_to_be_one() {
        assert!(claims_to_be_template("Resources:\n  A:\n    Type: AWS::EC2::VPC\n   B\n"));
        assert!(claims_to_be_template("{\n  \"AWSTemplateFormatVersion\": \"2010"));
        assert!(!claims_to_be_template("{{ if }}\nkind: Pod\n"));
    }
}
