//! What is kept between the runs of an editor: the trees of files, and what each root gave, for as long
//! as everything that was read for it says the same.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use vpcelint_source::{Asked, FileId, ReadSet, Remembering};
use vpcelint_terraform::{self as terraform, DeployedRoot};

use crate::check::Root;
use crate::given::OfUnit;
use crate::pipeline::Made;
use crate::unit::{Loaders, Unit};

/// What is kept. All runs that share it share their table of files as well, as trees name files by
/// their numbers there.
#[derive(Debug, Default)]
pub struct Kept {
    pub(crate) terraform: terraform::Trees,
    pub(crate) templates: vpcelint_cloudformation::Trees,
    units: Mutex<BTreeMap<Key, Arc<Of>>>,
}

/// What a unit is known by: what was read of it before it is evaluated, and its configurations.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key(Members, Vec<Option<FileId>>);

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Members {
    /// The directories of roots, and what those beside them decide.
    Roots(Vec<(PathBuf, bool, bool)>),
    /// The contents of templates.
    Templates(Vec<FileId>),
}

/// What a unit gave, and what was read for it.
#[derive(Debug)]
struct Of {
    reads: ReadSet,
    made: Made<Root>,
}

/// One run: what it uses is kept afterwards, and nothing else.
#[derive(Debug)]
pub(crate) struct Keeping<'a> {
    kept: &'a Kept,
    asked: Asked<'a>,
    used: Mutex<BTreeMap<Key, Arc<Of>>>,
}

impl<'a> Keeping<'a> {
    pub(crate) fn new(kept: &'a Kept, asked: Asked<'a>) -> Self {
        Self { kept, asked, used: Mutex::default() }
    }

    /// What a unit gave before, where that still holds; else what it gives now.
    pub(crate) fn or_make(
        &self,
        loaders: &Loaders<'_>,
        given: &OfUnit,
        unit: &Unit,
        make: &dyn Fn(&Loaders<'_>, &OfUnit, &Unit) -> Made<Root>,
    ) -> Made<Root> {
        let Some(key) = Key::of(unit, given) else { return make(loaders, given, unit) };
        let known = {
            let units = self.kept.units.lock().unwrap_or_else(PoisonError::into_inner);
            units.get(&key).cloned()
        };
        let known = known.filter(|of| of.reads.holds(&self.asked));
        let of = known.unwrap_or_else(|| {
            let reader = &loaders.terraform.reader;
            let remembering = Remembering::new(reader.system);
            let own = Loaders::new(
                &remembering,
                reader.sources,
                reader.budget,
                &reader.boundary,
                Some(self.kept),
            );
            let made = make(&own, given, unit);
            Arc::new(Of { reads: remembering.read_set(), made })
        });
        // What a cancelled run has made is not all that there is.
        if !loaders.terraform.reader.budget.is_cancelled() {
            self.used.lock().unwrap_or_else(PoisonError::into_inner).insert(key, of.clone());
        }
        of.made.clone()
    }

    /// Keeps what this run has used, and where it was cancelled also what it has not come to.
    pub(crate) fn finish(self, was_cancelled: bool) {
        let used = self.used.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut units = self.kept.units.lock().unwrap_or_else(PoisonError::into_inner);
        match was_cancelled {
            true => units.extend(used),
            false => *units = used,
        }
    }
}

impl Key {
    /// None of plans and of units of Terragrunt, whose files are read before they are evaluated.
    fn of(unit: &Unit, given: &OfUnit) -> Option<Self> {
        let members = match unit {
            Unit::Plan(..) => return None,
            Unit::Roots(roots) if roots.iter().any(|root| root.unit.is_some()) => return None,
            Unit::Roots(roots) => {
                let roots = roots.iter();
                let of = |r: &DeployedRoot| (r.directory.clone(), r.shares_state, r.is_read);
                Members::Roots(roots.map(of).collect())
            }
            Unit::Deployment(members) => {
                Members::Templates(members.iter().map(|m| m.template.document.id).collect())
            }
        };
        Some(Self(members, given.configs.iter().map(|config| config.file()).collect()))
    }
}
