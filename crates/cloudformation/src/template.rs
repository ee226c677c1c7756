//! A template: its sections as they are written.

use std::path::PathBuf;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use vpcelint_model::Choice;
use vpcelint_source::{FileId, Notice, Span};
use vpcelint_syntax::document::{Document, Entry, Node, NodeKind};

use crate::check::Uses;

/// The transform of the Serverless Application Model.
const SERVERLESS: &str = "AWS::Serverless-2016-10-31";
/// The transform that brings `Fn::ForEach`, `Fn::Length` and others.
const EXTENSIONS: &str = "AWS::LanguageExtensions";
/// Other transforms of AWS that leave the network as it is written.
const HARMLESS: [&str; 5] = [
    "AWS::Include",
    "AWS::SecretsManager-2020-07-23",
    "AWS::SecretsManager-2024-09-16",
    "AWS::CodeDeployBlueGreen",
    "AWS::ServiceCatalog",
];

/// A template that was read.
#[derive(Debug)]
pub struct Template {
    /// Its absolute path.
    pub path: PathBuf,
    /// Its path as output shows it.
    pub display: std::sync::Arc<str>,
    /// Its tree.
    pub document: Document,
    /// What was wrong in it.
    pub notices: Vec<Notice>,
    /// The transforms that it declares, in order.
    pub transforms: Vec<(SmolStr, Span)>,
    /// Where each parameter stands in its section.
    parameters: FxHashMap<SmolStr, usize>,
    /// What its expressions name, looked for once.
    uses: OnceLock<Uses>,
    /// Its parameters of finite choice, looked for once.
    questions: OnceLock<Vec<(SmolStr, Vec<Choice>)>>,
}

impl Template {
    /// The template of a document.
    #[must_use]
    pub fn new(
        path: PathBuf,
        display: std::sync::Arc<str>,
        document: Document,
        notices: Vec<Notice>,
    ) -> Self {
        let transforms = document.root.get("Transform").map(|node| {
            let one = std::slice::from_ref(node);
            let nodes = if node.elements().is_empty() { one } else { node.elements() };
            let name = |node: &Node| match &node.kind {
                // `{Name: AWS::Include, Parameters: {...}}`
                NodeKind::Map(_) => node.get("Name").and_then(Node::as_str).map(SmolStr::from),
                _ => node.as_str().map(SmolStr::from),
            };
            let named = nodes.iter().filter_map(|n| Some((name(n)?, n.range.in_file(document.id))));
            named.collect()
        });
        let parameters = document.root.get("Parameters").map(Node::entries).unwrap_or_default();
        let parameters = parameters.iter().enumerate().map(|(n, e)| (e.key.text.clone(), n));
        Self {
            path,
            display,
            transforms: transforms.unwrap_or_default(),
            parameters: parameters.collect(),
            uses: OnceLock::new(),
            questions: OnceLock::new(),
            document,
            notices,
        }
    }

    /// Its file.
    #[must_use]
    pub fn id(&self) -> FileId {
        self.document.id
    }

    /// The entries of a section.
    #[must_use]
    pub fn section(&self, name: &str) -> &[Entry] {
        self.document.root.get(name).map(Node::entries).unwrap_or_default()
    }

    /// Whether it is one of the Serverless Application Model.
    #[must_use]
    pub fn is_serverless(&self) -> bool {
        let typed = |e: &Entry| {
            let kind = e.value.get("Type").and_then(Node::as_str);
            kind.is_some_and(|kind| kind.starts_with(crate::sam::PREFIX))
        };
        self.transforms.iter().any(|(name, _)| name == SERVERLESS)
            || self.section("Resources").iter().any(typed)
    }

    /// Whether it declares macros, which may change anything.
    pub fn macros(&self) -> impl Iterator<Item = &(SmolStr, Span)> {
        let known =
            |name: &str| name == SERVERLESS || name == EXTENSIONS || HARMLESS.contains(&name);
        self.transforms.iter().filter(move |(name, _)| !known(name))
    }

    /// What its expressions name.
    pub(crate) fn uses(&self) -> &Uses {
        self.uses.get_or_init(|| crate::check::check(self))
    }

    /// Its parameters of finite choice, with their choices in the order in which they are written.
    pub(crate) fn questions(&self) -> &[(SmolStr, Vec<Choice>)] {
        self.questions.get_or_init(|| crate::questions::of_template(self))
    }

    /// A parameter's declaration.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&Entry> {
        self.section("Parameters").get(*self.parameters.get(name)?)
    }

    /// A range of it with its file.
    #[must_use]
    pub fn span(&self, range: vpcelint_source::Range) -> Span {
        range.in_file(self.id())
    }
}
