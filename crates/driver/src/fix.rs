//! Fixes: the edits that make the changes which rules propose, and those of them that are applied,
//! after a look at what the code is with them.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use smol_str::SmolStr;
use vpcelint_engine::Outcome;
use vpcelint_model::{Change, Edit as What, Graph, Language, ResourceId};
use vpcelint_report::paths::Subnet;
use vpcelint_source::{Budget, Diagnostic, Edit, Fix, Overlay, Sources, System};

use crate::check::{Checked, Selection, check};
use crate::paths::{Ask, paths};
use crate::pipeline::Options;

/// Writes the fixes of findings. What several of them append to one list is written together.
pub(crate) fn write_all(sources: &Sources, budget: &Budget, graph: &Graph, outcome: &mut Outcome) {
    let mut lists: BTreeMap<(ResourceId, SmolStr), Vec<ResourceId>> = BTreeMap::new();
    for (diagnostic, change) in outcome.diagnostics.iter().zip(&outcome.changes) {
        if let (None, Some(change)) = (&diagnostic.suppressed, change)
            && let What::Append(added) = &change.what
        {
            let list = lists.entry((change.resource, change.attribute.clone())).or_default();
            let new: Vec<_> = added.iter().filter(|id| !list.contains(id)).copied().collect();
            list.extend(new);
        }
    }
    for (diagnostic, change) in outcome.diagnostics.iter_mut().zip(&outcome.changes) {
        let Some(change) = change else { continue };
        let all = lists.get(&(change.resource, change.attribute.clone()));
        let change = match (&change.what, all) {
            (What::Append(_), Some(all)) => {
                &Change { what: What::Append(all.clone()), ..change.clone() }
            }
            _ => change,
        };
        diagnostic.fix = write(sources, budget, graph, change);
    }
}

/// The fix that makes a change, by the front end that made the resource.
fn write(sources: &Sources, budget: &Budget, graph: &Graph, change: &Change) -> Option<Fix> {
    let limits = &budget.limits;
    let mut fix = match graph.resource(change.resource).language {
        Language::Terraform => vpcelint_terraform::write(sources, limits, graph, change),
        Language::CloudFormation => vpcelint_cloudformation::write(sources, limits, graph, change),
    }?;
    for edit in &mut fix.edits {
        end_lines_as(sources, edit);
    }
    Some(fix)
}

/// Ends the lines of an edit as the first line of its file ends.
fn end_lines_as(sources: &Sources, edit: &mut Edit) {
    let Some(file) = sources.get(edit.span.file) else { return };
    let first = file.text().split_inclusive('\n').next().unwrap_or_default();
    if first.ends_with("\r\n") {
        edit.text = edit.text.replace("\r\n", "\n").replace('\n', "\r\n");
    }
}

/// A file with its text before and after the fixes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixed {
    /// The file.
    pub path: PathBuf,
    /// Its path as output shows it.
    pub display: Arc<str>,
    /// Its text as it is.
    pub before: Arc<str>,
    /// Its text with the fixes.
    pub after: Arc<str>,
}

/// What fixes came to.
#[derive(Debug, Default)]
pub struct Fixes {
    /// The files that change, by path.
    pub files: Vec<Fixed>,
    /// The fingerprints of the findings that are mended.
    pub mended: Vec<String>,
    /// How many had a fix that was left out, as it would not have removed the finding, or have led to
    /// another one.
    pub left_out: usize,
    /// What is found after the fixes.
    pub after: Checked,
}

/// Applies the fixes that are wanted, each only where the code is better with it: the finding is gone,
/// no other finding or error came, and no call is lost on its way that was not before. Nothing is written.
#[must_use]
pub fn fixes(
    system: &dyn System,
    sources: &Sources,
    budget: &Budget,
    options: &Options,
    selection: Selection,
    is_wanted: &dyn Fn(&Diagnostic, &Fix) -> bool,
) -> Fixes {
    let first = check(system, sources, budget, options, selection);
    let (texts, lost) = (BTreeMap::new(), OnceCell::new());
    let mut trial = Trial { system, budget, options, selection, sources, texts, first, lost };
    let wanted: Vec<Diagnostic> = trial
        .first
        .diagnostics
        .iter()
        .filter(|d| d.suppressed.is_none())
        .filter(|d| d.fix.as_ref().is_some_and(|fix| is_wanted(d, fix)))
        .cloned()
        .collect();
    // All at once where that is right, else one after the other.
    let mut mended: Vec<&Diagnostic> = wanted.iter().collect();
    if !trial.apply(&wanted) {
        mended.retain(|d| trial.apply(std::slice::from_ref(d)));
    }
    let left_out = wanted.len() - mended.len();
    let mended = mended.into_iter().map(|d| d.fingerprint.clone()).collect();
    Fixes { files: trial.files(), mended, left_out, after: trial.first }
}

/// A file with edits, in places of the file as it is.
#[derive(Clone)]
struct Edited {
    display: Arc<str>,
    text: Arc<str>,
    edits: Vec<Edit>,
}

/// The code with the fixes so far.
struct Trial<'a> {
    system: &'a dyn System,
    budget: &'a Budget,
    options: &'a Options,
    selection: Selection,
    sources: &'a Sources,
    texts: BTreeMap<PathBuf, Edited>,
    /// What is found with them.
    first: Checked,
    /// The calls that are lost on their way without any, once that is asked.
    lost: OnceCell<BTreeSet<Call>>,
}

/// A call of a service: root, workload, subnet, service, and the addresses that are used.
type Call = (String, String, Subnet, String, &'static str);

/// The calls that certainly are lost on their way.
fn lost(system: &dyn System, budget: &Budget, options: &Options) -> BTreeSet<Call> {
    let ask = Ask { without_hops: true, ..Ask::default() };
    let (rows, _) = paths(system, &Sources::default(), budget, options, &ask);
    let lost = rows.into_iter().filter(|row| matches!(row.path, "blocked" | "none"));
    lost.map(|row| (row.root, row.workload, row.subnet, row.service, row.family)).collect()
}

impl Trial<'_> {
    /// Takes fixes, if the code is better with them.
    fn apply(&mut self, diagnostics: &[Diagnostic]) -> bool {
        let mut texts = self.texts.clone();
        for edit in diagnostics.iter().filter_map(|d| d.fix.as_ref()).flat_map(|fix| &fix.edits) {
            let Some(file) = self.sources.get(edit.span.file) else { return false };
            let edited = texts.entry(file.path().to_path_buf()).or_insert_with(|| Edited {
                display: file.display().clone(),
                text: file.text().clone(),
                edits: Vec::new(),
            });
            let edits = &mut edited.edits;
            if edits.contains(edit) {
                continue;
            }
            let touches = |other: &Edit| {
                let (a, b) = (other.span.range, edit.span.range);
                a.start < b.end && b.start < a.end
            };
            if edits.iter().any(touches) {
                return false;
            }
            edits.push(edit.clone());
        }
        let mut overlay = Overlay::new(self.system);
        for (path, edited) in &texts {
            overlay.put(path, with(&edited.text, &edited.edits));
        }
        let sources = Sources::default();
        let after = check(&overlay, &sources, self.budget, self.options, self.selection);
        let better = self.is_better(&after, diagnostics) && {
            let before = self.lost.get_or_init(|| lost(self.system, self.budget, self.options));
            lost(&overlay, self.budget, self.options).is_subset(before)
        };
        if better {
            self.texts = texts;
            self.first = after;
        }
        better
    }

    fn is_better(&self, after: &Checked, mended: &[Diagnostic]) -> bool {
        let shown = |checked: &Checked| -> BTreeSet<String> {
            let shown = checked.diagnostics.iter().filter(|d| d.suppressed.is_none());
            shown.map(|d| d.fingerprint.clone()).collect()
        };
        let errors = |checked: &Checked| -> BTreeSet<String> {
            checked.notices.iter().map(|notice| notice.message.clone()).collect()
        };
        let (before, now) = (shown(&self.first), shown(after));
        now.is_subset(&before)
            && mended.iter().all(|d| !now.contains(&d.fingerprint))
            && errors(after).is_subset(&errors(&self.first))
            && after.summary.undecided <= self.first.summary.undecided
    }

    fn files(&self) -> Vec<Fixed> {
        let changed = self.texts.iter().map(|(path, edited)| Fixed {
            path: path.clone(),
            display: edited.display.clone(),
            before: edited.text.clone(),
            after: with(&edited.text, &edited.edits).into(),
        });
        changed.filter(|file| file.before != file.after).collect()
    }
}

/// A text with edits, of which none touch; what is added at one place stands in order.
fn with(text: &str, edits: &[Edit]) -> String {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort_by_key(|edit| (edit.span.range.start, edit.span.range.end));
    let mut out = String::with_capacity(text.len() + 64);
    let mut done = 0;
    for edit in sorted {
        let range = edit.span.range.as_usize();
        out.push_str(text.get(done..range.start).unwrap_or_default());
        out.push_str(&edit.text);
        done = range.end;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    out
}
