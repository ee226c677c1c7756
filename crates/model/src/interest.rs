//! Demand as data: which attributes of which types the later stages read.

use std::collections::BTreeMap;

/// What a front end is to evaluate.
#[derive(Debug, Clone, Default)]
pub struct Interest {
    everything: bool,
    types: BTreeMap<&'static str, Vec<&'static str>>,
    exports_with: Vec<&'static str>,
    /// Attributes that are read only where there are resources of one of some types.
    only_with: BTreeMap<&'static str, (Vec<&'static str>, &'static [&'static str])>,
}

impl Interest {
    /// Every attribute of every resource.
    #[must_use]
    pub fn everything() -> Self {
        Self { everything: true, ..Self::default() }
    }

    /// Adds attributes of a type.
    pub fn add(&mut self, kind: &'static str, attributes: &[&'static str]) {
        let asked = self.types.entry(kind).or_default();
        asked.extend(attributes);
        asked.sort_unstable();
        asked.dedup();
    }

    /// Adds attributes of a type that are read only where there are resources of one of some types.
    pub fn add_with(
        &mut self,
        kind: &'static str,
        attributes: &[&'static str],
        with: &'static [&'static str],
    ) {
        self.only_with.insert(kind, (attributes.to_vec(), with));
    }

    /// The attributes of a type that are asked for, sorted, in a root that has resources of some
    /// types; none when everything is.
    pub fn attributes_where(
        &self,
        kind: &str,
        has: &dyn Fn(&str) -> bool,
    ) -> Option<Vec<&'static str>> {
        let mut attributes = self.attributes(kind)?.to_vec();
        if let Some((more, with)) = self.only_with.get(kind)
            && with.iter().any(|kind| has(kind))
        {
            attributes.extend(more);
            attributes.sort_unstable();
            attributes.dedup();
        }
        Some(attributes)
    }

    /// Asks for what the roots hand out, where there are resources of all of these types.
    pub fn ask_for_exports(&mut self, with: &[&'static str]) {
        self.exports_with = with.to_vec();
    }

    /// The types that must all be there for exports to be asked for; none when they never are.
    #[must_use]
    pub fn exports_with(&self) -> &[&'static str] {
        &self.exports_with
    }

    /// Whether resources of a type are asked for at all.
    #[must_use]
    pub fn in_type(&self, kind: &str) -> bool {
        self.everything || self.types.contains_key(kind)
    }

    /// Whether an attribute of a type is asked for.
    #[must_use]
    pub fn in_attribute(&self, kind: &str, attribute: &str) -> bool {
        self.everything
            || self.types.get(kind).is_some_and(|asked| asked.binary_search(&attribute).is_ok())
    }

    /// The attributes of a type that are asked for, sorted; none when everything is.
    #[must_use]
    pub fn attributes(&self, kind: &str) -> Option<&[&'static str]> {
        if self.everything {
            return None;
        }
        Some(self.types.get(kind).map(Vec::as_slice).unwrap_or_default())
    }

    /// Whether everything is asked for.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        self.everything
    }
}
