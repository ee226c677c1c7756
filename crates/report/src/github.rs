//! Workflow commands of GitHub Actions, which shows them as annotations of the lines.

use std::fmt::Write as _;

use vpcelint_source::{Confidence, Diagnostic, Notice};

use crate::repository::Spot;
use crate::{Level, Report, sentences, text};

/// How many annotations of a level GitHub shows of one step.
const SHOWN: usize = 10;

/// A line for each error, finding and notice, the worst first.
#[must_use]
pub fn render(report: &Report<'_>) -> String {
    let mut out = String::new();
    for error in report.errors() {
        problem(report, error, Level::Error).write(&mut out);
    }
    for diagnostic in report.by_severity() {
        finding(report, diagnostic).write(&mut out);
    }
    for notice in report.plain_notices() {
        problem(report, notice, Level::Note).write(&mut out);
    }
    out
}

/// What was examined, and what GitHub will not show; the caller prints it on standard error,
/// which the runner reads for commands as well.
#[must_use]
pub fn summary(report: &Report<'_>) -> String {
    let mut lines = sentences::summary(report, "; ");
    lines.extend(beyond(report));
    // Commands of the old syntax are obeyed in the midst of a line.
    lines.join("\n").replace("##[", "# #[") + "\n"
}

/// Says how many annotations there are where GitHub does not show all.
fn beyond(report: &Report<'_>) -> Option<String> {
    let mut counts = [report.errors().count(), 0, report.plain_notices().count()];
    for diagnostic in report.shown() {
        if let Some(count) = counts.get_mut(Level::of(diagnostic.severity) as usize) {
            *count += 1;
        }
    }
    let parts = Level::ALL.into_iter().zip(counts).filter(|(_, count)| *count > SHOWN);
    let parts: Vec<_> = parts
        .map(|(level, count)| {
            format!("the first {SHOWN} of {}", sentences::count(count, name(level)))
        })
        .collect();
    (!parts.is_empty())
        .then(|| format!("GitHub shows {} of a step; the log has all", parts.join(", ")))
}

/// The command of a level.
fn name(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "notice",
    }
}

struct Command {
    level: Level,
    spot: Option<Spot>,
    title: String,
    message: String,
}

fn finding(report: &Report<'_>, diagnostic: &Diagnostic) -> Command {
    let possible = match diagnostic.confidence {
        Confidence::Certain => "",
        Confidence::Possible => ", possible",
    };
    let title = format!("{} ({}{possible})", diagnostic.rule.id, diagnostic.severity.name());
    let mut message = text::visible(&diagnostic.message, text::MESSAGE);
    if let Some(when) = &diagnostic.when {
        let _ = write!(message, "\nwhen {}", text::visible(when, text::MESSAGE));
    }
    let help = text::visible_lines(&diagnostic.help, text::MESSAGE);
    if !help.is_empty() {
        let _ = write!(message, "\nhelp: {help}");
    }
    let spot = report.spot(diagnostic.primary.span);
    Command { level: Level::of(diagnostic.severity), spot, title, message }
}

fn problem(report: &Report<'_>, notice: &Notice, level: Level) -> Command {
    Command {
        level,
        spot: report.notice_spot(notice),
        title: "vpcelint".to_owned(),
        message: text::visible_lines(&notice.message, text::MESSAGE),
    }
}

impl Command {
    fn write(&self, out: &mut String) {
        let _ = write!(out, "::{} ", name(self.level));
        if let Some(spot) = &self.spot {
            let _ = write!(out, "file={},", property(spot.path.text()));
            if let Some(range) = spot.range {
                let (start, end) = (range.start, range.end);
                let _ = write!(out, "line={},endLine={},", start.line, end.line);
                // The runner takes columns of one line only.
                if start.line == end.line {
                    let _ = write!(out, "col={},endColumn={},", start.column, end.column);
                }
            }
        }
        let _ = writeln!(out, "title={}::{}", property(&self.title), data(&self.message));
    }
}

/// A message: the runner decodes these three.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property: the runner decodes these five. What is not seen is spelled out, so
/// that a log does not obey it.
fn property(text: &str) -> String {
    data(&text::visible(text, text::MESSAGE)).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The command, its properties and its message.
    type Read = (String, Vec<(String, String)>, String);

    /// Reads a line as the runner does: the command, its properties and its message.
    fn read(line: &str) -> Option<Read> {
        let line = line.trim_start().strip_prefix("::")?;
        let (head, message) = line.split_once("::")?;
        let (command, properties) = head.split_once(' ')?;
        let decode = |text: &str| {
            let text = text.replace("%0D", "\r").replace("%0A", "\n");
            text.replace("%3A", ":").replace("%2C", ",").replace("%25", "%")
        };
        let properties = properties.split(',').map(|property| {
            let (key, value) = property.split_once('=').unwrap_or_default();
            (key.to_owned(), decode(value))
        });
        let message = message.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%");
        Some((command.to_owned(), properties.collect(), message))
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(
            name in "([a-z%:,= /\\n\\r]|::|##\\[|%0A){1,30}",
            message in "([a-z%:,= \\n\\r]|::error|##\\[x\\]|%0A|%25){0,40}",
        ) {
            let command = Command {
                level: Level::Warning,
                spot: Some(Spot {
                    path: crate::repository::SpotPath::Inside(name.clone()),
                    range: None,
                }),
                title: name.clone(),
                message: message.clone(),
            };
            let mut line = String::new();
            command.write(&mut line);
            prop_assert_eq!(line.matches('\n').count(), 1);
            prop_assert!(!line.contains('\r'));
            let (command, properties, said) = read(line.trim_end_matches('\n')).unwrap();
            prop_assert_eq!((command.as_str(), said), ("warning", message));
            let name = text::visible(&name, text::MESSAGE);
            let wanted = vec![("file".to_owned(), name.clone()), ("title".to_owned(), name)];
            prop_assert_eq!(properties, wanted);
        }
    }
}
