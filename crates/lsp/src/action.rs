//! Code actions: fixes that were tried, and comments that suppress.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use lsp_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, DocumentChanges, OneOf,
    OptionalVersionedTextDocumentIdentifier, Range, TextDocumentEdit, TextEdit, WorkspaceEdit,
};
use vpcelint_driver::Checked;
use vpcelint_source::{Applicability, Diagnostic, Edit, Fix};

use crate::publish::{Places, Shown, visible};
use crate::session::Session;

/// Characters of a title at most.
const TITLE: usize = 120;

/// All fixes of a file at once.
pub(crate) const FIX_ALL: CodeActionKind = CodeActionKind::new("source.fixAll.vpcelint");

/// What is known about fixes since the code was last analysed: by fingerprint, whether the code is
/// better with it.
pub(crate) type Tried = BTreeMap<String, bool>;

/// Which edits of several files the client takes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Writes {
    pub(crate) versions: bool,
}

/// What the client asks about.
#[derive(Debug)]
pub(crate) struct Asked<'a> {
    pub(crate) path: &'a Path,
    pub(crate) range: Range,
    /// Only actions of these kinds, if any is named.
    pub(crate) only: &'a [CodeActionKind],
}

/// The actions for what is shown in a range of a file.
pub(crate) fn actions(
    session: &Session,
    checked: &Checked,
    shown: &[Shown],
    asked: &Asked<'_>,
    (places, writes): (&mut Places<'_>, Writes),
    tried: &mut Tried,
) -> Vec<CodeActionOrCommand> {
    let wanted = |kind: &CodeActionKind| {
        let within = |of: &CodeActionKind| {
            kind.as_str() == of.as_str() || kind.as_str().starts_with(&format!("{}.", of.as_str()))
        };
        asked.only.is_empty() || asked.only.iter().any(within)
    };
    let (mut fixes, mut comments) = (Vec::new(), Vec::new());
    // It takes a look at the code, so it is for those who ask for it, as editors do on saving.
    if !asked.only.is_empty() && wanted(&FIX_ALL) {
        let findings = shown.iter().filter_map(|shown| checked.diagnostics.get(shown.finding?));
        let findings: Vec<_> = findings.collect();
        fixes.extend(fix_all(session, &findings, asked.path, (&mut *places, writes)));
    }
    if !wanted(&CodeActionKind::QUICKFIX) {
        return fixes;
    }
    for shown in shown.iter().filter(|shown| overlaps(shown.diagnostic.range, asked.range)) {
        let Some(finding) = shown.finding.and_then(|n| checked.diagnostics.get(n)) else {
            continue;
        };
        let mut action = |title: String, edits: &[Edit], preferred: bool| {
            let edit = workspace_edit(session, edits, places, writes)?;
            Some(CodeActionOrCommand::CodeAction(CodeAction {
                title,
                kind: Some(CodeActionKind::QUICKFIX),
                diagnostics: Some(vec![shown.diagnostic.clone()]),
                edit: Some(edit),
                is_preferred: preferred.then_some(true),
                ..CodeAction::default()
            }))
        };
        if let Some(fix) = &finding.fix {
            let is_mended = || session.is_mended(asked.path, finding);
            if *tried.entry(finding.fingerprint.clone()).or_insert_with(is_mended) {
                let safe = fix.applicability == Applicability::Safe;
                fixes.extend(action(title(finding, safe), &fix.edits, safe));
            }
        }
        if let Some(edit) = session.silence(finding) {
            let title = format!("Suppress {} with a comment", finding.rule.id);
            comments.extend(action(title, &[edit], false));
        }
    }
    fixes.append(&mut comments);
    fixes
}

/// The action for all safe fixes of what is found in a file, as far as the code is better with them.
fn fix_all(
    session: &Session,
    findings: &[&Diagnostic],
    path: &Path,
    (places, writes): (&mut Places<'_>, Writes),
) -> Option<CodeActionOrCommand> {
    let is_safe = |fix: &Fix| fix.applicability == Applicability::Safe;
    let mut safe: Vec<_> = findings.to_vec();
    safe.retain(|finding| finding.fix.as_ref().is_some_and(is_safe));
    if safe.is_empty() {
        return None;
    }
    let mended = session.mended(path, &safe);
    safe.retain(|finding| mended.contains(&finding.fingerprint));
    let mut edits: Vec<Edit> = Vec::new();
    for edit in safe.iter().filter_map(|finding| finding.fix.as_ref()).flat_map(|fix| &fix.edits) {
        // Several findings may need the same.
        if !edits.contains(edit) {
            edits.push(edit.clone());
        }
    }
    if edits.is_empty() {
        return None;
    }
    Some(CodeActionOrCommand::CodeAction(CodeAction {
        title: "Apply all safe fixes of vpcelint".to_owned(),
        kind: Some(FIX_ALL),
        edit: Some(workspace_edit(session, &edits, places, writes)?),
        ..CodeAction::default()
    }))
}

fn overlaps(a: Range, b: Range) -> bool {
    a.start <= b.end && b.start <= a.end
}

fn title(finding: &Diagnostic, safe: bool) -> String {
    let help = visible(&finding.help).replace('\n', " ");
    let mut title: String = help.chars().take(TITLE).collect();
    if title.len() < help.len() {
        title.push('\u{2026}');
    }
    if safe { title } else { format!("{title} (look at it: it may change what was meant)") }
}

/// Edits by file, as the client takes them.
fn workspace_edit(
    session: &Session,
    edits: &[Edit],
    places: &mut Places<'_>,
    writes: Writes,
) -> Option<WorkspaceEdit> {
    let mut files: BTreeMap<PathBuf, Vec<TextEdit>> = BTreeMap::new();
    for edit in edits {
        let (path, range) = places.range(edit.span)?;
        files.entry(path).or_default().push(TextEdit { range, new_text: edit.text.clone() });
    }
    if !writes.versions {
        let files = files.into_iter().map(|(path, edits)| Some((places.uri(&path)?, edits)));
        #[expect(clippy::mutable_key_type, reason = "the protocol's own type of a map by address")]
        let changes = files.collect::<Option<_>>()?;
        return Some(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() });
    }
    let documents = files.into_iter().map(|(path, edits)| {
        let version = session.documents.get(&path).map(|document| document.version);
        let uri = places.uri(&path)?;
        Some(TextDocumentEdit {
            text_document: OptionalVersionedTextDocumentIdentifier { uri, version },
            edits: edits.into_iter().map(OneOf::Left).collect(),
        })
    });
    let changes = DocumentChanges::Edits(documents.collect::<Option<_>>()?);
    Some(WorkspaceEdit { document_changes: Some(changes), ..WorkspaceEdit::default() })
}
