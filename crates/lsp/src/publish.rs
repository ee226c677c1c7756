//! Findings, errors and notices as the diagnostics of files.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::str::FromStr as _;
use std::sync::Arc;

use lsp_types::{
    CodeDescription, DiagnosticRelatedInformation, DiagnosticSeverity, Location, NumberOrString,
    Uri,
};
use vpcelint_driver::Checked;
use vpcelint_source::{
    Confidence, Diagnostic, EntryKind, FileId, Gravity, Label, Notice, Severity, SourceFile, Span,
    System as _,
};

use crate::position::{Encoding, Lines};
use crate::session::Session;
use crate::uri;

/// What the client can show.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Shows {
    pub(crate) encoding: Encoding,
    pub(crate) related: bool,
    pub(crate) code_description: bool,
}

/// A diagnostic of a file.
#[derive(Debug, Clone)]
pub(crate) struct Shown {
    pub(crate) diagnostic: lsp_types::Diagnostic,
    /// The finding, by its number in what was found; none of an error or a notice.
    pub(crate) finding: Option<usize>,
}

/// The diagnostics by file, and what is about no file.
#[derive(Debug, Default)]
pub(crate) struct Page {
    pub(crate) files: BTreeMap<PathBuf, Vec<Shown>>,
    pub(crate) said: Vec<String>,
}

impl Page {
    /// What is shown of what was found.
    pub(crate) fn of(session: &Session, checked: &Checked, shows: Shows) -> Self {
        let mut page = Self::default();
        let mut places = Places::new(session, shows.encoding);
        for (n, finding) in checked.diagnostics.iter().enumerate() {
            if finding.suppressed.is_some() {
                continue;
            }
            let Some((path, range)) = places.range(finding.primary.span) else { continue };
            let diagnostic = of_finding(finding, range, shows, &mut places);
            page.add(path, Shown { diagnostic, finding: Some(n) });
        }
        for notice in &checked.notices {
            match places.of_notice(notice) {
                Some((path, range)) => {
                    let diagnostic = of_notice(notice, range, shows, &mut places);
                    page.add(path, Shown { diagnostic, finding: None });
                }
                None => page.said.push(match &notice.path {
                    Some(path) => format!("{path}: {}", notice.message),
                    None => notice.message.clone(),
                }),
            }
        }
        page
    }

    fn add(&mut self, path: PathBuf, shown: Shown) {
        self.files.entry(path).or_default().push(shown);
    }
}

/// The lines of the files that are named, made once.
pub(crate) struct Places<'s> {
    session: &'s Session,
    encoding: Encoding,
    files: BTreeMap<FileId, Option<(Arc<SourceFile>, Lines<'static>)>>,
}

impl<'s> Places<'s> {
    pub(crate) fn new(session: &'s Session, encoding: Encoding) -> Self {
        Self { session, encoding, files: BTreeMap::new() }
    }

    pub(crate) fn range(&mut self, span: Span) -> Option<(PathBuf, lsp_types::Range)> {
        let (sources, encoding) = (self.session.sources(), self.encoding);
        let file = self.files.entry(span.file).or_insert_with(|| {
            let file = sources.get(span.file).filter(|file| file.editable())?;
            let lines = Lines::new(file.text().to_string(), encoding);
            Some((file, lines))
        });
        let (file, lines) = file.as_ref()?;
        Some((file.path().to_path_buf(), lines.range(span.range)))
    }

    /// The address of a file: as the client writes it where it has it open.
    pub(crate) fn uri(&self, path: &std::path::Path) -> Option<Uri> {
        let open = self.session.documents.get(path).map(|document| document.uri.clone());
        open.or_else(|| uri::of_path(path))
    }

    pub(crate) fn location(&mut self, label: &Label) -> Option<Location> {
        let (path, range) = self.range(label.span)?;
        Some(Location { uri: self.uri(&path)?, range })
    }

    fn of_notice(&mut self, notice: &Notice) -> Option<(PathBuf, lsp_types::Range)> {
        if let Some(span) = notice.span {
            return self.range(span);
        }
        let path = self.session.folder().join(&**notice.path.as_ref()?);
        let path = vpcelint_source::clean_path(&path);
        let is_open = self.session.documents.get(&path).is_some();
        let is_file = || vpcelint_source::Disk.kind(&path) == Some(EntryKind::File);
        (is_open || is_file()).then(|| (path.clone(), lsp_types::Range::default()))
    }

    fn related(&mut self, labels: &[Label]) -> Option<Vec<DiagnosticRelatedInformation>> {
        let all: Vec<_> = labels
            .iter()
            .filter_map(|label| {
                let message = match &label.resource {
                    Some(resource) if !label.message.contains(resource.as_str()) => {
                        format!("{resource}: {}", label.message)
                    }
                    _ => label.message.clone(),
                };
                let (location, message) = (self.location(label)?, visible(&message));
                Some(DiagnosticRelatedInformation { location, message })
            })
            .collect();
        (!all.is_empty()).then_some(all)
    }
}

fn of_finding(
    finding: &Diagnostic,
    range: lsp_types::Range,
    shows: Shows,
    places: &mut Places<'_>,
) -> lsp_types::Diagnostic {
    let mut message = visible(&finding.message);
    if let Some(when) = &finding.when {
        message = format!("{message} (when {})", visible(when));
    }
    if finding.confidence == Confidence::Possible {
        message.push_str(" (possible)");
    }
    if !finding.help.is_empty() {
        message = format!("{message}\nhelp: {}", visible(&finding.help));
    }
    let href = shows.code_description.then(|| Uri::from_str(&finding.rule.url()).ok()).flatten();
    lsp_types::Diagnostic {
        range,
        severity: Some(severity(finding.severity)),
        code: Some(NumberOrString::String(finding.rule.id.to_owned())),
        code_description: href.map(|href| CodeDescription { href }),
        source: Some("vpcelint".to_owned()),
        message,
        related_information: shows.related.then(|| places.related(&finding.related)).flatten(),
        tags: None,
        data: None,
    }
}

fn severity(of: Severity) -> DiagnosticSeverity {
    match of {
        Severity::Error | Severity::High => DiagnosticSeverity::ERROR,
        Severity::Medium => DiagnosticSeverity::WARNING,
        Severity::Low | Severity::Info => DiagnosticSeverity::INFORMATION,
    }
}

fn of_notice(
    notice: &Notice,
    range: lsp_types::Range,
    shows: Shows,
    places: &mut Places<'_>,
) -> lsp_types::Diagnostic {
    lsp_types::Diagnostic {
        range,
        severity: Some(match notice.gravity {
            Gravity::Error => DiagnosticSeverity::ERROR,
            Gravity::Notice => DiagnosticSeverity::HINT,
        }),
        source: Some("vpcelint".to_owned()),
        message: visible(&notice.message),
        related_information: shows.related.then(|| places.related(&notice.related)).flatten(),
        ..lsp_types::Diagnostic::default()
    }
}

/// A text in which control characters from the input are spelled out.
pub(crate) fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push(c),
            c if c.is_control() => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out
}
