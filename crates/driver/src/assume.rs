//! What lies outside of the code, as `[[assume]]` of the configuration describes it. Inputs that name a
//! part of it are given made-up ids; in the graph these become references to resources that are laid
//! beside those of the code.

mod names;
mod network;
mod written;

use std::collections::BTreeMap;
use std::sync::Arc;

use smol_str::SmolStr;
use vpcelint_model::{Kind, Part, Reference, Resource, ResourceId, Target, Value};
use vpcelint_source::{FileId, Gravity, Notice, Span};
use vpcelint_terraform::Assumed;

pub(crate) use names::Name;
pub(crate) use written::WrittenAssume;

use network::Network;

/// An entry of `[[assume]]`.
#[derive(Debug, Clone)]
pub(crate) struct Assumption {
    written: WrittenAssume,
    file: FileId,
    range: vpcelint_source::Range,
    /// What tells its ids from those of other entries.
    number: usize,
    /// The Region that the code works in, where that is said.
    pub(crate) region: Option<String>,
}

/// What an entry says of an input: its name, and the ids that it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stands {
    pub(crate) name: Name,
    pub(crate) ids: Vec<SmolStr>,
    /// Whether it is a list.
    pub(crate) many: bool,
}

impl Assumption {
    pub(crate) fn new(
        written: WrittenAssume,
        (file, range): (FileId, vpcelint_source::Range),
        number: usize,
    ) -> Self {
        let number = number + 64 * file.0 as usize;
        Self { written, file, range, number, region: None }
    }

    /// The file that it is written in.
    pub(crate) fn file(&self) -> FileId {
        self.file
    }

    /// Where it stands.
    pub(crate) fn span(&self) -> Span {
        self.range.in_file(self.file)
    }

    /// That nothing which counts is named as it says.
    pub(crate) fn names_nothing(&self) -> Notice {
        let subnets = self.written.subnets.iter().flat_map(|subnets| subnets.ids.names());
        let groups = self.written.security_groups.iter().flat_map(|groups| groups.ids.names());
        let names = self.written.vpc.names().iter().chain(subnets).chain(groups);
        let names: Vec<_> = names.map(|name| format!("`{name}`")).collect();
        let message = format!(
            "this entry of `assume` describes nothing: no resource of the network and no workload uses {}",
            names.join(" or ")
        );
        Notice { span: Some(self.span()), ..Notice::about(Gravity::Notice, None, message) }
    }

    /// What variables of roots and parameters of templates stand for.
    pub(crate) fn values(&self) -> Vec<Assumed> {
        let inputs = self.stands().into_iter().filter_map(|stands| {
            let (Name::Variable(name) | Name::Parameter(name)) = stands.name else { return None };
            let at = self.span();
            let from = crate::config::NAME.into();
            Some(Assumed { name, ids: stands.ids, many: stands.many, from, at })
        });
        inputs.collect()
    }

    /// The names of the code that stand for parts of this network.
    pub(crate) fn stands(&self) -> Vec<Stands> {
        let id = |prefix: &str, part: usize, n: usize| {
            format!("{prefix}-0a55{:04x}{part:04x}{n:05x}", self.number & 0xffff).into()
        };
        let one = |name: &String, prefix: &str, part: usize| Stands {
            name: Name::of(name),
            ids: vec![id(prefix, part, 0)],
            many: false,
        };
        let mut all: Vec<_> =
            self.written.vpc.names().iter().map(|name| one(name, "vpc", 0)).collect();
        for (part, subnets) in self.written.subnets.iter().enumerate() {
            let ids: Vec<_> = (0..subnets.count()).map(|n| id("subnet", part, n)).collect();
            all.extend(subnets.ids.names().iter().map(|name| Stands {
                name: Name::of(name),
                ids: ids.clone(),
                many: subnets.are_many(),
            }));
        }
        for (part, groups) in self.written.security_groups.iter().enumerate() {
            all.extend(groups.ids.names().iter().map(|name| Stands {
                name: Name::of(name),
                ids: vec![id("sg", part, 0)],
                many: groups.list,
            }));
        }
        all
    }
}

/// Lays what is assumed beside the resources of the code that name it. Nothing is laid there of an
/// entry that nothing names.
pub(crate) fn lay_beside(
    assumptions: &[Assumption],
    resources: &mut Vec<Resource>,
    exports: &mut [Value],
) {
    for assumption in assumptions {
        let stands = assumption.stands();
        let first = u32::try_from(resources.len()).unwrap_or(u32::MAX);
        let targets = Network::new(assumption, first).targets(&stands);
        let renaming = Renaming { stands: &stands, targets: &targets, resources };
        let new: Vec<BTreeMap<SmolStr, Value>> =
            resources.iter().map(|resource| renaming.of_resource(resource)).collect();
        let naming = new.iter().zip(resources.iter()).filter(|(new, _)| !new.is_empty());
        let naming: Vec<&Resource> = naming.map(|(_, resource)| resource).collect();
        let Some(user) = naming.first() else { continue };
        let root = user.root;
        // It is in the Region of what uses it, as far as that is known. Its ids are the same in each.
        let region = user.region.as_str();
        let all = naming.iter().all(|resource| resource.region.as_str() == region);
        let region = region.filter(|_| all).map(str::to_owned);
        let region = region.or_else(|| assumption.region.clone());
        let assumption = Assumption { region, ..assumption.clone() };
        let network = Network::new(&assumption, first);
        let of_exports: Vec<_> = exports.iter().map(|value| renaming.value(value)).collect();
        for (resource, new) in resources.iter_mut().zip(new) {
            resource.values.extend(new);
        }
        for (export, new) in exports.iter_mut().zip(of_exports) {
            if let Some(new) = new {
                *export = new;
            }
        }
        resources.extend(network.resources(root));
    }
}

/// Puts references to the assumed network in the place of names for it.
struct Renaming<'a> {
    stands: &'a [Stands],
    /// The resource of each id.
    targets: &'a BTreeMap<SmolStr, ResourceId>,
    resources: &'a [Resource],
}

impl Renaming<'_> {
    /// The values of a resource that change.
    fn of_resource(&self, resource: &Resource) -> BTreeMap<SmolStr, Value> {
        let changed = resource.values.iter();
        changed.filter_map(|(name, value)| Some((name.clone(), self.value(value)?))).collect()
    }

    fn value(&self, value: &Value) -> Option<Value> {
        let kind = match &value.kind {
            Kind::String(text) => self.text(text)?,
            Kind::Reference(reference) => self.outside(reference, value)?,
            Kind::Text(parts) => {
                let new: Vec<_> = parts.iter().map(|part| self.part(part)).collect();
                new.iter().find(|part| part.is_some())?;
                let parts = new.into_iter().zip(parts.iter());
                let parts = parts.flat_map(|(new, old)| new.unwrap_or_else(|| vec![old.clone()]));
                Kind::Text(Arc::new(parts.collect()))
            }
            Kind::List(items, open) => {
                let new: Vec<_> = items.iter().map(|item| self.value(item)).collect();
                new.iter().find(|item| item.is_some())?;
                let items = new.into_iter().zip(items.iter());
                let items = items.map(|(new, old)| new.unwrap_or_else(|| old.clone())).collect();
                Kind::List(Arc::new(items), open.clone())
            }
            Kind::Map(entries, open) => {
                let new = entries.iter().filter_map(|(k, v)| Some((k.clone(), self.value(v)?)));
                let new: Vec<_> = new.collect();
                new.first()?;
                let mut entries = BTreeMap::clone(entries);
                entries.extend(new);
                Kind::Map(Arc::new(entries), open.clone())
            }
            _ => return None,
        };
        Some(Value { kind, ..value.clone() })
    }

    /// A text in which ids stand.
    fn text(&self, text: &str) -> Option<Kind> {
        if let Some(id) = self.targets.get(text) {
            return Some(Kind::Reference(self.to(*id, "id")));
        }
        let parts = self.split(text)?;
        Some(Kind::Text(Arc::new(parts)))
    }

    fn part(&self, part: &Part) -> Option<Vec<Part>> {
        match part {
            Part::Literal(text) => self.split(text),
            Part::Reference(reference) => {
                let (stands, rest) = self.named(reference)?;
                let id = stands.ids.first().filter(|_| !stands.many && rest.is_empty())?;
                Some(vec![Part::Reference(self.to(*self.targets.get(id)?, "id"))])
            }
            Part::Hole(_) => None,
        }
    }

    /// A text as parts, where an id stands in it.
    fn split(&self, text: &str) -> Option<Vec<Part>> {
        if !text.contains("-0a55") {
            return None;
        }
        let mut parts = Vec::new();
        let mut rest = text;
        loop {
            let found =
                self.targets.iter().filter_map(|(id, to)| Some((rest.find(&**id)?, id, to)));
            let Some((at, id, to)) = found.min_by_key(|(at, ..)| *at) else { break };
            let (before, behind) = rest.split_at(at);
            parts.extend((!before.is_empty()).then(|| Part::Literal(before.into())));
            parts.push(Part::Reference(self.to(*to, "id")));
            rest = behind.get(id.len()..).unwrap_or_default();
        }
        if parts.is_empty() {
            return None;
        }
        parts.extend((!rest.is_empty()).then(|| Part::Literal(rest.into())));
        Some(parts)
    }

    /// A reference to something that the network stands for.
    fn outside(&self, reference: &Reference, value: &Value) -> Option<Kind> {
        let (stands, rest) = self.named(reference)?;
        let to = |id: &SmolStr| Some(self.to(*self.targets.get(id)?, "id"));
        match (stands.many, rest) {
            (false, "") => Some(Kind::Reference(to(stands.ids.first()?)?)),
            // Another attribute of the data source that looks it up.
            (false, rest) => {
                let id = *self.targets.get(stands.ids.first()?)?;
                Some(Kind::Reference(self.to(id, rest.trim_start_matches('.'))))
            }
            (true, "") => {
                let each = |id| Some(Value { kind: Kind::Reference(to(id)?), ..value.clone() });
                let items: Option<Vec<_>> = stands.ids.iter().map(each).collect();
                Some(Kind::List(Arc::new(items?), None))
            }
            (true, rest) => {
                let index = rest.strip_prefix('[')?.strip_suffix(']')?.parse::<usize>().ok()?;
                Some(Kind::Reference(to(stands.ids.get(index)?)?))
            }
        }
    }

    /// What a reference stands for, with what is behind its name.
    fn named<'r>(&self, reference: &'r Reference) -> Option<(&Stands, &'r str)> {
        let address: &str = match &reference.target {
            Target::Outside(address) => address,
            Target::Resource(id) => {
                let n = usize::try_from(id.0).ok()?;
                // What the code makes is no part of what lies outside.
                let resource = self.resources.get(n)?;
                let looked_up = resource.mode == vpcelint_model::Mode::Data;
                looked_up.then_some(&*resource.address)?
            }
            Target::Any(..) => return None,
        };
        let attribute = reference.attribute.as_str();
        self.stands
            .iter()
            .find_map(|stands| stands.name.rest_of(address, attribute).map(|rest| (stands, rest)))
    }

    fn to(&self, id: ResourceId, attribute: &str) -> Reference {
        Reference { target: Target::Resource(id), attribute: attribute.into() }
    }
}
