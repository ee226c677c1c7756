//! What is given for the inputs of roots, for each language: values of the command line, and files of
//! values by what stands in them.

use std::path::Path;
use std::sync::Arc;

use smol_str::SmolStr;
use vpcelint_cloudformation as cloudformation;
use vpcelint_cloudformation::GivenParameter;
use vpcelint_source::{FileId, Gravity, Notice, Reader, Text};
use vpcelint_syntax::document::{Node, NodeKind};
use vpcelint_terraform::{Argument, Given};

use crate::config::Config;

/// What is given, for each language.
#[derive(Debug, Default)]
pub(crate) struct AllGiven {
    pub(crate) terraform: Arc<Given>,
    pub(crate) templates: cloudformation::Given,
    /// The configuration that holds.
    pub(crate) config: Arc<Config>,
}

/// What is given for a unit.
#[derive(Debug, Default)]
pub(crate) struct OfUnit {
    /// For its first member.
    pub(crate) first: Arc<AllGiven>,
    /// The configurations that hold for its members, one of each.
    pub(crate) configs: Vec<Arc<Config>>,
}

impl AllGiven {
    /// Sorts what is given by the language that reads it.
    pub(crate) fn read(reader: &Reader<'_>, given: &Given, notices: &mut Vec<Notice>) -> Self {
        let mut terraform = given.clone();
        terraform.arguments.clear();
        let mut all = Self::default();
        all.templates.region = region(reader, given);
        all.templates.zones = given.zones.clone();
        for assumed in &given.assumed {
            all.templates.parameters.push(GivenParameter {
                name: assumed.name.as_str().into(),
                text: assumed.ids.join(",").into(),
                from: assumed.from.clone(),
                at: Some(assumed.at),
            });
        }
        for argument in &given.arguments {
            match argument {
                Argument::Value(name, text) => {
                    all.templates.parameters.push(GivenParameter {
                        name: name.as_str().into(),
                        text: text.as_str().into(),
                        from: format!("--var {name}").into(),
                        at: None,
                    });
                    terraform.arguments.push(argument.clone());
                }
                Argument::File(path) => {
                    let full = reader.working_directory.join(path);
                    match parameters_of(reader, &full, notices) {
                        Some(parameters) => all.templates.parameters.extend(parameters),
                        None => terraform.arguments.push(argument.clone()),
                    }
                }
            }
        }
        all.terraform = Arc::new(terraform);
        all
    }
}

fn region(reader: &Reader<'_>, given: &Given) -> Option<SmolStr> {
    let variable = |name: &str| reader.system.variable(name).filter(|v| !v.is_empty());
    let own = given.region.clone().filter(|r| !r.is_empty());
    own.or_else(|| variable("AWS_REGION"))
        .or_else(|| variable("AWS_DEFAULT_REGION"))
        .map(Into::into)
}

/// The parameters in a file of the AWS CLI, CodePipeline or SAM; none if it is another file.
fn parameters_of(
    reader: &Reader<'_>,
    path: &Path,
    notices: &mut Vec<Notice>,
) -> Option<Vec<GivenParameter>> {
    let ending = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
    if !matches!(ending, "json" | "yaml" | "yml" | "toml") || is_of_terraform(path) {
        return None;
    }
    let limit = reader.budget.limits.file_bytes;
    // Reported here, as there may be no root of Terraform that would read it.
    let bytes = match reader.system.read(path, limit) {
        Ok(bytes) => bytes,
        Err(error) => {
            let notice = reader.unreadable(path, &error);
            notices.push(Notice { gravity: Gravity::Error, ..notice });
            return None;
        }
    };
    let (text, broken) = vpcelint_source::text_of(bytes);
    let from: SmolStr = reader.display(path).as_ref().into();
    let nowhere = FileId(u32::MAX);
    if ending == "toml" {
        let found = overrides_of(&text, &from);
        if found.is_none() {
            let message = "there are no `parameter_overrides` in this file";
            let path = Some(reader.display(path));
            notices.push(Notice::about(Gravity::Error, path, message));
        }
        return Some(found.unwrap_or_default());
    }
    let document =
        vpcelint_syntax::parse_document(nowhere, &text, &reader.budget.limits).document?;
    let mut found = pairs_of(&document.root)?;
    let Text { id, .. } = reader.add(path, text, broken, true);
    for parameter in &mut found {
        parameter.from = from.clone();
        parameter.at = parameter.at.map(|at| at.range.in_file(id));
    }
    Some(found)
}

fn is_of_terraform(path: &Path) -> bool {
    path.to_str().is_some_and(|p| p.ends_with(".tfvars.json"))
}

/// `[{ParameterKey, ParameterValue}]`, `["Key=Value"]`, or `{Parameters: {Key: Value}}`.
fn pairs_of(root: &Node) -> Option<Vec<GivenParameter>> {
    let given = |name: &str, text: SmolStr, node: &Node| GivenParameter {
        name: name.into(),
        text,
        from: SmolStr::default(),
        at: Some(node.range.in_file(FileId(u32::MAX))),
    };
    if let Some(parameters) = root.get("Parameters") {
        let pairs = parameters.entries().iter();
        let pairs = pairs.filter_map(|e| Some(given(&e.key.text, text_of(&e.value)?, &e.value)));
        return matches!(parameters.kind, NodeKind::Map(_)).then(|| pairs.collect());
    }
    let items = root.elements();
    let pair = |item: &Node| match item.as_str() {
        Some(text) => {
            let (name, value) = text.split_once('=')?;
            Some(given(name, value.into(), item))
        }
        None => {
            let value = item.get("ParameterValue");
            let name = item.get("ParameterKey")?.as_str()?;
            // `UsePreviousValue` says that there is one, not which.
            value.and_then(|v| Some(given(name, text_of(v)?, v)))
        }
    };
    let listed = items.first().is_some_and(|item| {
        item.get("ParameterKey").is_some() || item.as_str().is_some_and(|t| t.contains('='))
    });
    listed.then(|| items.iter().filter_map(pair).collect())
}

/// A scalar as text; a list as CloudFormation takes it.
fn text_of(node: &Node) -> Option<SmolStr> {
    match &node.kind {
        NodeKind::String(text) | NodeKind::Number(text) => Some(text.clone()),
        NodeKind::Bool(b) => Some(if *b { "true" } else { "false" }.into()),
        NodeKind::List(items) => {
            let texts: Option<Vec<_>> = items.iter().map(text_of).collect();
            texts.map(|texts| texts.join(",").into())
        }
        _ => None,
    }
}

/// `parameter_overrides` of `samconfig.toml`: those of the environment `default`, for the command
/// `deploy` or for all.
fn overrides_of(text: &str, from: &SmolStr) -> Option<Vec<GivenParameter>> {
    let document: toml::Table = text.parse().ok()?;
    let environment = document.get("default")?;
    let commands = ["global", "build", "deploy"];
    let overrides =
        |command: &&str| environment.get(*command)?.get("parameters")?.get("parameter_overrides");
    let found: Vec<_> = commands.iter().filter_map(overrides).collect();
    if found.is_empty() {
        return None;
    }
    let given = |name: &str, value: &str| GivenParameter {
        name: name.trim_matches('"').into(),
        text: value.trim_matches('"').into(),
        from: from.clone(),
        at: None,
    };
    let mut all = Vec::new();
    for value in found {
        match value {
            toml::Value::String(line) => {
                let pairs = words(line);
                all.extend(pairs.iter().filter_map(|p| pair(p)).map(|(n, v)| given(n, v)));
            }
            toml::Value::Array(items) => {
                let pairs = items.iter().filter_map(toml::Value::as_str);
                all.extend(pairs.filter_map(pair).map(|(n, v)| given(n, v)));
            }
            toml::Value::Table(table) => {
                all.extend(table.iter().filter_map(|(name, value)| match value {
                    toml::Value::String(text) => Some(given(name, text)),
                    toml::Value::Integer(number) => Some(given(name, &number.to_string())),
                    toml::Value::Boolean(b) => Some(given(name, &b.to_string())),
                    _ => None,
                }));
            }
            _ => {}
        }
    }
    Some(all)
}

/// `Key=Value`, or `ParameterKey=Key,ParameterValue=Value`.
fn pair(word: &str) -> Option<(&str, &str)> {
    match word.strip_prefix("ParameterKey=") {
        Some(long) => long.split_once(",ParameterValue="),
        None => word.split_once('='),
    }
}

/// The words of a line; spaces within quotes belong to a word.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            c if c.is_whitespace() && !quoted => {
                if !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
            }
            c => word.push(c),
        }
    }
    words.extend((!word.is_empty()).then_some(word));
    words
}

#[cfg(test)]
mod tests {
    use vpcelint_source::{Budget, Memory, Sources};

    use super::*;

    fn read(name: &str, text: &str) -> Option<Vec<(String, String)>> {
        let system = Memory::default().with(name, text);
        let (sources, budget) = (Sources::default(), Budget::default());
        let reader = Reader::new(&system, &sources, &budget, "/".into());
        let found = parameters_of(&reader, Path::new("/").join(name).as_path(), &mut Vec::new())?;
        Some(found.iter().map(|p| (p.name.to_string(), p.text.to_string())).collect())
    }

    #[test]
    fn files_of_parameters_are_told_by_their_form() {
        let wanted = Some(vec![("A".to_owned(), "1".to_owned()), ("B".into(), "x y".into())]);
        for (name, text) in [
            (
                "a.json",
                r#"[{"ParameterKey":"A","ParameterValue":"1"},{"ParameterKey":"B","ParameterValue":"x y"}]"#,
            ),
            ("b.json", r#"["A=1","B=x y"]"#),
            ("c.json", r#"{"Parameters":{"A":1,"B":"x y"},"Tags":{"C":"d"}}"#),
            ("d.yaml", "Parameters:\n  A: '1'\n  B: x y\n"),
            (
                "samconfig.toml",
                "[default.deploy.parameters]\nparameter_overrides = \"A=1 B=\\\"x y\\\"\"\n",
            ),
            (
                "samconfig.toml",
                "[default.deploy.parameters]\nparameter_overrides = \"ParameterKey=A,ParameterValue=1 ParameterKey=B,ParameterValue=\\\"x y\\\"\"\n",
            ),
            (
                "samconfig.toml",
                "[default.deploy.parameters]\nparameter_overrides = [\"A=1\", \"B=x y\"]\n",
            ),
        ] {
            assert_eq!(read(name, text), wanted, "{text}");
        }
        assert_eq!(read("a.tfvars.json", r#"{"Parameters":{"A":1}}"#), None);
        assert_eq!(read("vars.json", r#"{"A":1}"#), None);
    }

    #[test]
    fn a_missing_file_is_an_error() {
        let (system, sources, budget) = (Memory::default(), Sources::default(), Budget::default());
        let reader = Reader::new(&system, &sources, &budget, "/".into());
        let mut notices = Vec::new();
        assert!(parameters_of(&reader, Path::new("/none.json"), &mut notices).is_none());
        let messages: Vec<_> = notices.iter().map(|n| (n.gravity, n.message.as_str())).collect();
        assert!(
            matches!(&messages[..], [(Gravity::Error, message)] if message.contains("no such file")),
            "{messages:?}"
        );
    }
}
