//! `--watch`: analyses again whenever something changes that was read.

use std::collections::BTreeSet;
use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::sync::{Arc, mpsc};
use std::time::Duration;

use anyhow::Context as _;
use notify::{Event, EventKind, RecursiveMode, Watcher as _};
use vpcelint_driver::{Kept, Options, Selection};
use vpcelint_source::{Asked, Budget, Disk, Remembering, Sources};

use crate::args::Check;
use crate::check::printed;
use crate::output::print;
use crate::progress;

/// What is written together is looked at together.
const SETTLED: Duration = Duration::from_millis(50);
/// Each content that a file has had is kept. Above so many bytes that begins anew.
const MOST_BYTES: usize = 256 << 20;

/// Analyses and prints until it is interrupted; comes back only with an error.
pub(crate) fn watch(
    arguments: &Check,
    mut options: Options,
    selection: Selection,
) -> anyhow::Result<u8> {
    let (tell, changes) = mpsc::channel();
    let mut watcher = notify::recommended_watcher(tell).context("files can't be watched")?;
    let mut watched = BTreeSet::new();
    let mut last = None;
    let disk = Remembering::new(&Disk);
    let mut sources = Sources::default();
    options.kept = Some(Arc::new(Kept::default()));
    loop {
        let budget = Budget::default();
        let check = || vpcelint_driver::check(&disk, &sources, &budget, &options, selection);
        let checked = progress::shown(&budget, check);
        let new = printed(arguments, &options, &sources, &checked)?;
        if last.as_ref() != Some(&new) {
            if std::io::stdout().is_terminal() {
                // Clears the screen, as what stands there is of yesterday.
                print("\u{1b}[2J\u{1b}[H")?;
            }
            new.put(arguments)?;
            last = Some(new);
        }
        let asked = disk.read_set();
        let wanted: BTreeSet<PathBuf> =
            disk.directories().into_iter().filter(|place| place.is_dir()).collect();
        for gone in watched.difference(&wanted) {
            let _: notify::Result<()> = watcher.unwatch(gone);
        }
        let new: Vec<_> = wanted.difference(&watched).collect();
        for place in &new {
            // What can't be watched, as it has gone meanwhile, is not waited for.
            let _: notify::Result<()> = watcher.watch(place, RecursiveMode::NonRecursive);
        }
        // Something may have happened there before it was watched.
        let is_late = !new.is_empty() && !asked.holds(&Asked::new(&Disk));
        watched = wanted;
        if is_late {
            disk.forget_all();
            continue;
        }
        // Files come and go that nobody reads, such as our own output.
        loop {
            disk.forget(&next(&changes)?);
            if !asked.holds(&Asked::new(&disk)) {
                break;
            }
        }
        if sources.bytes() > MOST_BYTES {
            sources = Sources::default();
            options.kept = Some(Arc::new(Kept::default()));
        }
    }
}

/// Waits for changes; the paths at which they happened.
fn next(changes: &mpsc::Receiver<notify::Result<Event>>) -> anyhow::Result<BTreeSet<PathBuf>> {
    let mut paths = BTreeSet::new();
    loop {
        let event = if paths.is_empty() {
            changes.recv().context("nothing is watched any more")?
        } else {
            match changes.recv_timeout(SETTLED) {
                Ok(event) => event,
                Err(_) => return Ok(paths),
            }
        };
        let event = event.context("files can't be watched")?;
        if !matches!(event.kind, EventKind::Access(_)) {
            paths.extend(event.paths);
        }
    }
}
