//! What is kept between the runs of an editor: the trees of files, and what each root gave, for as long
//! as everything that was read for it says the same.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use vpcelint_source::{Asked, FileId, ReadSet, Remembering};
use vpcelint_terraform as terraform;

use crate::check::Root;
use crate::given::AllGiven;
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

/// What a unit is known by: the content of its templates and of its configuration, as these are read
/// before it is evaluated.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Root(PathBuf, Option<FileId>),
    Deployment(Vec<FileId>, Option<FileId>),
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
        given: &AllGiven,
        unit: &Unit,
        make: &dyn Fn(&Loaders<'_>, &AllGiven, &Unit) -> Made<Root>,
    ) -> Made<Root> {
        let key = Key::of(unit, given);
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
    fn of(unit: &Unit, given: &AllGiven) -> Self {
        let config = given.config.file();
        match unit {
            Unit::Root(directory) => Self::Root(directory.clone(), config),
            Unit::Deployment(members) => {
                Self::Deployment(members.iter().map(|m| m.template.document.id).collect(), config)
            }
        }
    }
}
