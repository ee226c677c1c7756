//! The configuration in a plan: of each expression its constant or the names that it refers to, with
//! places in the plan's file. How an expression is built of these names, a plan does not say.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use serde_json::{Map, Value as Json};
use smol_str::{SmolStr, format_smolstr};
use vpcelint_source::Range;
use vpcelint_syntax::document::Node;

use super::document::{Configuration, ConfigurationModule, ConfigurationResource, ModuleCall};

/// An expression, or the blocks of a kind.
#[derive(Debug)]
pub(super) enum Code {
    /// An expression.
    Leaf {
        /// Its value, where it refers to nothing.
        constant: Option<Json>,
        /// What it refers to.
        references: Vec<SmolStr>,
        place: Option<Range>,
    },
    /// A block.
    Block(BTreeMap<SmolStr, Self>, Option<Range>),
    /// Several blocks.
    Blocks(Vec<Self>, Option<Range>),
}

/// A module.
#[derive(Debug, Default)]
pub(super) struct ModuleCode {
    /// The declarations, by their addresses within the module.
    pub(super) resources: FxHashMap<SmolStr, ResourceCode>,
    pub(super) calls: BTreeMap<SmolStr, CallCode>,
    pub(super) outputs: BTreeMap<SmolStr, Code>,
    /// The defaults of variables.
    pub(super) defaults: BTreeMap<SmolStr, Json>,
}

/// A declaration.
#[derive(Debug)]
pub(super) struct ResourceCode {
    pub(super) place: Option<Range>,
    pub(super) attributes: BTreeMap<SmolStr, Code>,
    pub(super) count: Option<Code>,
    pub(super) for_each: Option<Code>,
    pub(super) provider: Option<SmolStr>,
}

/// A module call.
#[derive(Debug)]
pub(super) struct CallCode {
    pub(super) place: Option<Range>,
    pub(super) arguments: BTreeMap<SmolStr, Code>,
    pub(super) count: Option<Code>,
    pub(super) for_each: Option<Code>,
    pub(super) module: ModuleCode,
}

/// A provider.
#[derive(Debug)]
pub(super) struct ProviderCode {
    /// The module that configures it; empty for the root.
    pub(super) module: SmolStr,
    pub(super) region: Option<Code>,
}

impl Code {
    /// Where it stands.
    pub(super) fn place(&self) -> Option<Range> {
        match self {
            Self::Leaf { place, .. } | Self::Block(_, place) | Self::Blocks(_, place) => *place,
        }
    }

    /// What an expression refers to.
    pub(super) fn references(&self) -> &[SmolStr] {
        match self {
            Self::Leaf { references, .. } => references,
            _ => &[],
        }
    }

    /// The value of an expression that refers to nothing.
    pub(super) fn constant(&self) -> Option<&Json> {
        match self {
            Self::Leaf { constant, .. } => constant.as_ref(),
            _ => None,
        }
    }

    /// Calls a function with what each expression in it refers to.
    pub(super) fn for_each_leaf(&self, visit: &mut dyn FnMut(&[SmolStr])) {
        match self {
            Self::Leaf { references, .. } => visit(references),
            Self::Block(entries, _) => entries.values().for_each(|c| c.for_each_leaf(visit)),
            Self::Blocks(blocks, _) => blocks.iter().for_each(|c| c.for_each_leaf(visit)),
        }
    }

    fn of(json: Json, node: Option<&Node>) -> Self {
        let place = node.map(|n| n.range);
        match json {
            Json::Array(items) => {
                let nodes = node.map(Node::elements).unwrap_or_default();
                let blocks = items.into_iter().enumerate();
                Self::Blocks(blocks.map(|(n, item)| Self::of(item, nodes.get(n))).collect(), place)
            }
            Json::Object(entries) if !is_leaf(&entries) => {
                Self::Block(all(Some(entries), node), place)
            }
            Json::Object(mut entries) => {
                let references = match entries.remove("references") {
                    Some(Json::Array(items)) => items,
                    _ => Vec::new(),
                };
                let references = references.iter().filter_map(Json::as_str).map(SmolStr::new);
                let references = references.collect();
                Self::Leaf { constant: entries.remove("constant_value"), references, place }
            }
            // Nothing else stands there.
            _ => Self::Leaf { constant: None, references: Vec::new(), place },
        }
    }
}

/// Whether an object is that of an expression, not a block: a block has attributes of other names.
fn is_leaf(entries: &Map<String, Json>) -> bool {
    entries.iter().all(|(key, value)| match key.as_str() {
        "constant_value" => true,
        "references" => value.is_array(),
        _ => false,
    })
}

fn all(
    entries: Option<impl IntoIterator<Item = (String, Json)>>,
    node: Option<&Node>,
) -> BTreeMap<SmolStr, Code> {
    let nodes: FxHashMap<&str, &Node> = nodes_of(node);
    let entries = entries.into_iter().flatten();
    let read = entries.map(|(name, json)| {
        let code = Code::of(json, nodes.get(name.as_str()).copied());
        (name.into(), code)
    });
    read.collect()
}

/// The entries of a map by their keys.
fn nodes_of(node: Option<&Node>) -> FxHashMap<&str, &Node> {
    let entries = node.map(Node::entries).unwrap_or_default();
    entries.iter().map(|e| (e.key.text.as_str(), &e.value)).collect()
}

impl ModuleCode {
    /// The configuration of a module, with its place in the file.
    pub(super) fn of(module: ConfigurationModule, node: Option<&Node>) -> Self {
        let mut code = Self::default();
        let nodes = node.and_then(|n| n.get("resources")).map(Node::elements).unwrap_or_default();
        for (n, resource) in module.resources.unwrap_or_default().into_iter().enumerate() {
            let name = local_name(&resource.mode, &resource.kind, &resource.name);
            code.resources.insert(name, ResourceCode::of(resource, nodes.get(n)));
        }
        let nodes = nodes_of(node.and_then(|n| n.get("module_calls")));
        for (name, call) in module.module_calls.unwrap_or_default() {
            let call = CallCode::of(call, nodes.get(name.as_str()).copied());
            code.calls.insert(name.into(), call);
        }
        for (name, variable) in module.variables.unwrap_or_default() {
            code.defaults.insert(name.into(), variable.default.unwrap_or(Json::Null));
        }
        let nodes = nodes_of(node.and_then(|n| n.get("outputs")));
        for (name, output) in module.outputs.unwrap_or_default() {
            let Some(expression) = output.expression else { continue };
            let node = nodes.get(name.as_str()).and_then(|n| n.get("expression"));
            code.outputs.insert(name.into(), Code::of(expression, node));
        }
        code
    }

    /// Calls a function with what each expression in it refers to, those of its calls left out.
    pub(super) fn for_each_leaf(&self, visit: &mut dyn FnMut(&[SmolStr])) {
        #[expect(clippy::iter_over_hash_type, reason = "what is collected is sorted")]
        for resource in self.resources.values() {
            let spread = resource.count.iter().chain(&resource.for_each);
            resource.attributes.values().chain(spread).for_each(|c| c.for_each_leaf(visit));
        }
        for call in self.calls.values() {
            let spread = call.count.iter().chain(&call.for_each);
            call.arguments.values().chain(spread).for_each(|c| c.for_each_leaf(visit));
        }
        self.outputs.values().for_each(|c| c.for_each_leaf(visit));
    }
}

impl ResourceCode {
    fn of(resource: ConfigurationResource, node: Option<&Node>) -> Self {
        let part = |name: &str| node.and_then(|n| n.get(name));
        Self {
            place: node.map(|n| n.range),
            attributes: all(resource.expressions, part("expressions")),
            count: resource.count_expression.map(|c| Code::of(c, part("count_expression"))),
            for_each: resource
                .for_each_expression
                .map(|c| Code::of(c, part("for_each_expression"))),
            provider: resource.provider_config_key.map(SmolStr::from),
        }
    }
}

impl CallCode {
    fn of(call: ModuleCall, node: Option<&Node>) -> Self {
        let part = |name: &str| node.and_then(|n| n.get(name));
        let module = call.module.map(|module| ModuleCode::of(module, part("module")));
        Self {
            place: node.map(|n| n.range),
            arguments: all(call.expressions, part("expressions")),
            count: call.count_expression.map(|c| Code::of(c, part("count_expression"))),
            for_each: call.for_each_expression.map(|c| Code::of(c, part("for_each_expression"))),
            module: module.unwrap_or_default(),
        }
    }
}

/// The root's configuration and the providers, by their keys.
pub(super) fn read(
    configuration: Configuration,
    root: Option<&Node>,
) -> (ModuleCode, BTreeMap<SmolStr, ProviderCode>) {
    let node = root.and_then(|n| n.get("configuration"));
    let module = configuration
        .root_module
        .map(|m| ModuleCode::of(m, node.and_then(|n| n.get("root_module"))));
    let providers = configuration.provider_config.unwrap_or_default().into_iter();
    let providers = providers.map(|(key, provider)| {
        let region = provider.expressions.and_then(|mut e| e.remove("region"));
        let provider = ProviderCode {
            module: provider.module_address.unwrap_or_default().into(),
            region: region.map(|json| Code::of(json, None)),
        };
        (key.into(), provider)
    });
    (module.unwrap_or_default(), providers.collect())
}

/// The address of a declaration within its module.
pub(super) fn local_name(mode: &str, kind: &str, name: &str) -> SmolStr {
    match mode {
        "data" => format_smolstr!("data.{kind}.{name}"),
        _ => format_smolstr!("{kind}.{name}"),
    }
}
