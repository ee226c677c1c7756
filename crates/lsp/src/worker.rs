//! The thread that analyses. It takes all changes that have come, analyses, publishes, then answers what
//! was asked; a change that comes meanwhile cancels the analysis.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use lsp_server::{ErrorCode, Message, Notification, RequestId, Response};
use lsp_types::notification::{LogMessage, PublishDiagnostics};
use lsp_types::{
    CodeActionParams, HoverContents, Location, LogMessageParams, MarkupContent, MarkupKind,
    MessageType, Position, PublishDiagnosticsParams, TextDocumentPositionParams,
};
use serde_json::Value;
use vpcelint_driver::Checked;
use vpcelint_source::Budget;

use crate::action::{self, Asked, Tried, Writes};
use crate::documents::Documents;
use crate::position::Lines;
use crate::publish::{Page, Places, Shown, Shows};
use crate::session::Session;
use crate::settings::Settings;
use crate::uri;

/// Something that happened.
#[derive(Debug)]
pub(crate) enum Event {
    /// What is open, and what stands in it.
    Documents(Documents),
    /// Something happened to a file on the disk.
    Disk(PathBuf),
    /// Anything may have happened on the disk.
    WholeDisk,
    Settings(Settings),
}

/// Something that the client asks.
#[derive(Debug)]
pub(crate) enum Question {
    Hover(TextDocumentPositionParams),
    Evidence(TextDocumentPositionParams),
    Actions(Box<CodeActionParams>),
}

/// What waits for the thread.
#[derive(Debug, Default)]
struct Waiting {
    events: Vec<Event>,
    questions: VecDeque<(RequestId, Question)>,
    running: Option<Arc<Budget>>,
    is_over: bool,
}

/// The way to the thread.
#[derive(Debug, Default)]
pub(crate) struct Desk {
    waiting: Mutex<Waiting>,
    came: Condvar,
}

impl Desk {
    /// Hands over what happened; an analysis that runs is of yesterday.
    pub(crate) fn happened(&self, event: Event) {
        let mut waiting = self.waiting();
        if let Event::Documents(_) = event {
            waiting.events.retain(|event| !matches!(event, Event::Documents(_)));
        }
        waiting.events.push(event);
        if let Some(budget) = &waiting.running {
            budget.cancel();
        }
        self.came.notify_one();
    }

    /// Hands over a question.
    pub(crate) fn ask(&self, id: RequestId, question: Question) {
        self.waiting().questions.push_back((id, question));
        self.came.notify_one();
    }

    /// Takes a question back, if it still waits.
    pub(crate) fn take_back(&self, id: &RequestId) -> bool {
        let questions = &mut self.waiting().questions;
        let before = questions.len();
        questions.retain(|(other, _)| other != id);
        questions.len() < before
    }

    /// The session is over.
    pub(crate) fn close(&self) {
        let mut waiting = self.waiting();
        waiting.is_over = true;
        if let Some(budget) = &waiting.running {
            budget.cancel();
        }
        self.came.notify_one();
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for work: what happened, with the budget of the analysis that it makes necessary, or a
    /// question. None when the session is over.
    fn next(&self) -> Option<Work> {
        let mut waiting = self.waiting();
        loop {
            if waiting.is_over {
                return None;
            }
            if !waiting.events.is_empty() {
                let budget = Arc::new(Budget::default());
                waiting.running = Some(budget.clone());
                return Some(Work::Analyse(std::mem::take(&mut waiting.events), budget));
            }
            waiting.running = None;
            if let Some((id, question)) = waiting.questions.pop_front() {
                return Some(Work::Answer(id, question));
            }
            waiting = self.came.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

enum Work {
    Analyse(Vec<Event>, Arc<Budget>),
    Answer(RequestId, Question),
}

/// What the thread works with.
pub(crate) struct Worker<'a> {
    pub(crate) session: Session,
    pub(crate) send: &'a (dyn Fn(Message) + Sync),
    pub(crate) shows: Shows,
    pub(crate) writes: Writes,
    state: State,
}

/// What came of the last analysis.
#[derive(Default)]
struct State {
    checked: Checked,
    files: BTreeMap<PathBuf, Vec<Shown>>,
    said: Vec<String>,
    tried: Tried,
}

impl<'a> Worker<'a> {
    pub(crate) fn new(
        session: Session,
        send: &'a (dyn Fn(Message) + Sync),
        shows: Shows,
        writes: Writes,
    ) -> Self {
        Self { session, send, shows, writes, state: State::default() }
    }

    /// Works until the session is over.
    pub(crate) fn run(mut self, desk: &Desk) {
        while let Some(work) = desk.next() {
            let answers = match &work {
                Work::Analyse(..) => None,
                Work::Answer(id, _) => Some(id.clone()),
            };
            // A mistake of ours must not end the session.
            let done = catch_unwind(AssertUnwindSafe(|| self.work(work)));
            if done.is_err() {
                self.session.renew();
                self.log(MessageType::ERROR, "vpcelint failed on this code: this is a bug");
                if let Some(id) = answers {
                    let failed = "vpcelint failed: this is a bug".to_owned();
                    let code = ErrorCode::InternalError as i32;
                    (self.send)(Response::new_err(id, code, failed).into());
                }
            }
        }
    }

    fn work(&mut self, work: Work) {
        match work {
            Work::Analyse(events, budget) => self.analyse(events, &budget),
            Work::Answer(id, question) => {
                let answer = self.answer(&question);
                (self.send)(Response::new_ok(id, answer).into());
            }
        }
    }

    fn analyse(&mut self, events: Vec<Event>, budget: &Budget) {
        let mut changed = BTreeSet::new();
        for event in events {
            match event {
                Event::Documents(documents) => self.session.documents = documents,
                Event::Disk(path) => {
                    changed.insert(path);
                }
                Event::WholeDisk => self.session.all_changed(),
                Event::Settings(settings) => self.session.settings = settings,
            }
        }
        self.session.changed(&changed);
        let checked = self.session.check(budget);
        if !budget.is_cancelled() {
            self.publish(checked);
        }
    }

    fn publish(&mut self, checked: Checked) {
        let page = Page::of(&self.session, &checked, self.shows);
        let gone = self.state.files.keys().filter(|path| !page.files.contains_key(*path));
        let gone: Vec<PathBuf> = gone.cloned().collect();
        let open = self.session.documents.iter().map(|(path, _)| path.clone());
        let mut paths: Vec<PathBuf> = page.files.keys().cloned().chain(gone).chain(open).collect();
        paths.sort();
        paths.dedup();
        for path in paths {
            self.publish_file(&path, page.files.get(&path).map_or(&[], Vec::as_slice));
        }
        for said in page.said.iter().filter(|said| !self.state.said.contains(said)) {
            self.log(MessageType::INFO, said);
        }
        let (files, said) = (page.files, page.said);
        self.state = State { checked, files, said, tried: Tried::new() };
    }

    fn publish_file(&self, path: &Path, shown: &[Shown]) {
        let document = self.session.documents.get(path);
        let places = Places::new(&self.session, self.shows.encoding);
        let Some(uri) = places.uri(path) else { return };
        let diagnostics = shown.iter().map(|shown| shown.diagnostic.clone()).collect();
        let version = document.map(|document| document.version);
        self.notify::<PublishDiagnostics>(&PublishDiagnosticsParams { uri, diagnostics, version });
    }

    fn log(&self, typ: MessageType, message: &str) {
        let message = crate::publish::visible(message);
        self.notify::<LogMessage>(&LogMessageParams { typ, message });
    }

    fn notify<N: lsp_types::notification::Notification<Params: serde::Serialize>>(
        &self,
        params: &N::Params,
    ) {
        let method = N::METHOD.to_owned();
        (self.send)(Notification::new(method, params).into());
    }

    fn answer(&mut self, question: &Question) -> Value {
        let answer = match question {
            Question::Hover(at) => self.hover(at).map(serde_json::to_value),
            Question::Evidence(at) => Some(serde_json::to_value(self.evidence(at))),
            Question::Actions(params) => Some(serde_json::to_value(self.actions(params))),
        };
        answer.and_then(Result::ok).unwrap_or_default()
    }

    fn hover(&self, at: &TextDocumentPositionParams) -> Option<lsp_types::Hover> {
        let path = uri::to_path(&at.text_document.uri)?;
        let document = self.session.documents.get(&path)?;
        let lines = Lines::new(&*document.text, self.shows.encoding);
        let offset = u32::try_from(lines.offset(at.position)).ok()?;
        let hover = self.session.hover(&path, offset)?;
        Some(lsp_types::Hover {
            contents: HoverContents::Markup(MarkupContent {
                kind: MarkupKind::Markdown,
                value: hover.text,
            }),
            range: Some(lines.range(hover.range)),
        })
    }

    /// Where the evidence stands of what is shown at a place.
    fn evidence(&self, at: &TextDocumentPositionParams) -> Vec<Location> {
        let mut places = Places::new(&self.session, self.shows.encoding);
        let mut all: Vec<Location> = Vec::new();
        for finding in self.shown_at(&at.text_document.uri, at.position) {
            for location in finding.related.iter().filter_map(|label| places.location(label)) {
                if !all.contains(&location) {
                    all.push(location);
                }
            }
        }
        all
    }

    fn shown_at(
        &self,
        uri: &lsp_types::Uri,
        at: Position,
    ) -> impl Iterator<Item = &vpcelint_source::Diagnostic> {
        let path = uri::to_path(uri);
        let shown = path.and_then(|path| self.state.files.get(&path)).into_iter().flatten();
        let here = move |shown: &&Shown| {
            let range = shown.diagnostic.range;
            range.start <= at && at <= range.end
        };
        let numbers = shown.filter(here).filter_map(|shown| shown.finding);
        numbers.filter_map(|n| self.state.checked.diagnostics.get(n))
    }

    fn actions(&mut self, params: &CodeActionParams) -> Vec<lsp_types::CodeActionOrCommand> {
        let Some(path) = uri::to_path(&params.text_document.uri) else { return Vec::new() };
        let Some(shown) = self.state.files.get(&path) else { return Vec::new() };
        let only = params.context.only.as_deref().unwrap_or_default();
        let asked = Asked { path: &path, range: params.range, only };
        let mut places = Places::new(&self.session, self.shows.encoding);
        let how = (&mut places, self.writes);
        action::actions(
            &self.session,
            &self.state.checked,
            shown,
            &asked,
            how,
            &mut self.state.tried,
        )
    }
}
