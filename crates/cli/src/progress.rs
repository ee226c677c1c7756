//! How far a scan has come, for people who wait for it.

use std::io::IsTerminal as _;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use vpcelint_source::Budget;

/// Nobody waits for less.
const QUIET: Duration = Duration::from_millis(500);
/// How often it is drawn anew.
const INTERVAL: Duration = Duration::from_millis(100);

/// Does the work, and shows on standard error how many of its roots are done when it takes a while:
/// on a terminal only, and not where a machine says that it is one of those that test.
pub(crate) fn shown<T>(budget: &Budget, work: impl FnOnce() -> T) -> T {
    let machine = std::env::var_os("CI").is_some_and(|v| !v.is_empty());
    if machine || !std::io::stderr().is_terminal() {
        return work();
    }
    thread::scope(|scope| {
        let (done, is_done) = mpsc::channel::<()>();
        scope.spawn(move || {
            if is_done.recv_timeout(QUIET) == Err(RecvTimeoutError::Timeout) {
                draw(budget, &is_done);
            }
        });
        let result = work();
        // The other end hears that nobody will say anything any more.
        drop(done);
        result
    })
}

fn draw(budget: &Budget, is_done: &mpsc::Receiver<()>) {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    let template = "{spinner} {pos} of {len} roots analysed [{elapsed}]";
    bar.set_style(ProgressStyle::with_template(template).unwrap_or(ProgressStyle::default_bar()));
    loop {
        let (done, all) = budget.roots();
        bar.set_length(all);
        bar.set_position(done);
        bar.tick();
        if is_done.recv_timeout(INTERVAL) != Err(RecvTimeoutError::Timeout) {
            break;
        }
    }
    bar.finish_and_clear();
}
