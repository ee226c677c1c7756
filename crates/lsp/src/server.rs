//! The session with a client: what it says is handed to the thread that analyses.

use std::path::{Path, PathBuf};
use std::thread;

use lsp_server::{
    Connection, ErrorCode, Message, Notification, ProtocolError, Request, RequestId, Response,
};
use lsp_types::notification::{
    Cancel, DidChangeConfiguration, DidChangeTextDocument, DidChangeWatchedFiles,
    DidCloseTextDocument, DidOpenTextDocument, DidSaveTextDocument, Notification as _, ShowMessage,
};
use lsp_types::request::{
    CodeActionRequest, GotoDefinition, HoverRequest, RegisterCapability, Request as _,
};
use lsp_types::{
    ClientCapabilities, InitializeParams, MessageType, NumberOrString, ShowMessageParams,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use vpcelint_driver::STACK_BYTES;

use crate::action::FIX_ALL;
use crate::action::Writes;
use crate::documents::{Document, Documents};
use crate::position::Encoding;
use crate::publish::Shows;
use crate::session::Session;
use crate::settings::Settings;
use crate::uri;
use crate::worker::{Desk, Event, Question, Worker};

/// Files whose changes on the disk matter.
const WATCHED: &str = "**/*.{tf,tofu,tfvars,json,yaml,yml,template,toml,hcl,tpl,tftpl}";

/// Why a session ended that should not have.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The client left the protocol.
    #[error("the client left the protocol: {0}")]
    Protocol(#[from] ProtocolError),
    /// The thread that analyses can't be started, or the streams broke.
    #[error("{0}")]
    Io(#[from] std::io::Error),
}

/// Serves a client on standard input and output until it ends the session.
///
/// # Errors
/// When the client leaves the protocol, or a stream breaks.
pub fn serve_stdio(version: &str) -> Result<(), ServeError> {
    let (connection, threads) = Connection::stdio();
    serve(&connection, version)?;
    // The writing thread ends when nobody sends any more.
    drop(connection);
    threads.join()?;
    Ok(())
}

/// Serves a client until it ends the session.
///
/// # Errors
/// When the client leaves the protocol.
pub fn serve(connection: &Connection, version: &str) -> Result<(), ServeError> {
    let (id, params) = connection.initialize_start()?;
    // What a client says of itself that can't be read is as if it was not said.
    let params: InitializeParams = serde_json::from_value(params).unwrap_or_default();
    let client = Client::of(&params.capabilities);
    connection.initialize_finish(id, greeting(client.encoding, version))?;
    let options = params.initialization_options.clone().unwrap_or_default();
    let (settings, wrong) = Settings::read(&options);
    let session = Session::new(folder(&params), settings);
    let sender = connection.sender.clone();
    // A client that has gone hears nothing; the session ends when its messages do.
    let send = move |message: Message| {
        let _ = sender.send(message);
    };
    let desk = Desk::default();
    thread::scope(|scope| {
        let worker = Worker::new(session, &send, client.shows(), client.writes());
        let analysis = thread::Builder::new().name("analysis".to_owned()).stack_size(STACK_BYTES);
        analysis.spawn_scoped(scope, || worker.run(&desk))?;
        let mut server = Server {
            connection,
            desk: &desk,
            client,
            documents: Documents::default(),
            send: &send,
        };
        server.watch();
        wrong.iter().for_each(|wrong| server.show(wrong));
        let ended = server.listen();
        desk.close();
        ended
    })
}

/// The folder that the client works in.
fn folder(params: &InitializeParams) -> PathBuf {
    let first = params.workspace_folders.as_ref().and_then(|folders| folders.first());
    #[expect(deprecated, reason = "clients that know no folders say their root only here")]
    let root = params.root_uri.as_ref();
    let folder = first.map(|folder| &folder.uri).or(root).and_then(uri::to_path);
    folder.or_else(|| std::env::current_dir().ok()).unwrap_or_else(|| PathBuf::from("/"))
}

fn greeting(encoding: Encoding, version: &str) -> Value {
    json!({
        "capabilities": {
            "positionEncoding": encoding.kind(),
            // Changes come as edits, and what is saved is told.
            "textDocumentSync": {"openClose": true, "change": 2, "save": true},
            "hoverProvider": true,
            "definitionProvider": true,
            "codeActionProvider": {"codeActionKinds": ["quickfix", FIX_ALL.as_str()]},
        },
        "serverInfo": {"name": "vpcelint", "version": version},
    })
}

/// What the client can do.
#[derive(Debug, Clone, Copy)]
struct Client {
    encoding: Encoding,
    watches: bool,
    related: bool,
    code_description: bool,
    versions: bool,
}

impl Client {
    fn of(capabilities: &ClientCapabilities) -> Self {
        let offered = capabilities.general.as_ref().and_then(|g| g.position_encodings.as_deref());
        let publish =
            capabilities.text_document.as_ref().and_then(|d| d.publish_diagnostics.as_ref());
        let workspace = capabilities.workspace.as_ref();
        let watched = workspace.and_then(|w| w.did_change_watched_files.as_ref());
        let edit = workspace.and_then(|w| w.workspace_edit.as_ref());
        let yes = |said: Option<bool>| said == Some(true);
        Self {
            encoding: Encoding::agreed(offered.unwrap_or_default()),
            watches: yes(watched.and_then(|w| w.dynamic_registration)),
            related: yes(publish.and_then(|p| p.related_information)),
            code_description: yes(publish.and_then(|p| p.code_description_support)),
            versions: yes(edit.and_then(|e| e.document_changes)),
        }
    }

    fn shows(self) -> Shows {
        let Self { encoding, related, code_description, .. } = self;
        Shows { encoding, related, code_description }
    }

    fn writes(self) -> Writes {
        Writes { versions: self.versions }
    }
}

struct Server<'a> {
    connection: &'a Connection,
    desk: &'a Desk,
    client: Client,
    documents: Documents,
    send: &'a (dyn Fn(Message) + Sync),
}

impl Server<'_> {
    /// Asks the client to say what happens to files.
    fn watch(&self) {
        if !self.client.watches {
            return;
        }
        let watchers = json!([{"globPattern": WATCHED}]);
        let params = json!({"registrations": [{
            "id": "files",
            "method": DidChangeWatchedFiles::METHOD,
            "registerOptions": {"watchers": watchers},
        }]});
        let method = RegisterCapability::METHOD.to_owned();
        (self.send)(Request::new(RequestId::from("watch".to_owned()), method, params).into());
    }

    fn show(&self, message: &str) {
        let message = crate::publish::visible(message);
        let params = ShowMessageParams { typ: MessageType::WARNING, message };
        (self.send)(Notification::new(ShowMessage::METHOD.to_owned(), params).into());
    }

    fn listen(&mut self) -> Result<(), ServeError> {
        for message in &self.connection.receiver {
            match message {
                Message::Request(request) => {
                    if self.connection.handle_shutdown(&request)? {
                        return Ok(());
                    }
                    self.request(request);
                }
                Message::Notification(notification) => {
                    self.notification(notification);
                }
                // Nothing that is asked of the client has an answer that matters.
                Message::Response(_) => {}
            }
        }
        Ok(())
    }

    fn request(&self, request: Request) {
        let Request { id, method, params } = request;
        let question = match method.as_str() {
            HoverRequest::METHOD => read(params).map(Question::Hover),
            GotoDefinition::METHOD => read(params).map(Question::Evidence),
            CodeActionRequest::METHOD => read(params).map(Box::new).map(Question::Actions),
            _ => {
                let message = format!("there is no method `{method}` here");
                self.refuse(id, ErrorCode::MethodNotFound, message);
                return;
            }
        };
        match question {
            Ok(question) => self.desk.ask(id, question),
            Err(error) => self.refuse(id, ErrorCode::InvalidParams, error.to_string()),
        }
    }

    fn refuse(&self, id: RequestId, code: ErrorCode, message: String) {
        (self.send)(Response::new_err(id, code as i32, message).into());
    }

    /// Hears what happened; what can't be read did not happen.
    fn notification(&mut self, notification: Notification) -> Option<()> {
        let Notification { method, params } = notification;
        match method.as_str() {
            DidOpenTextDocument::METHOD => {
                let opened: lsp_types::DidOpenTextDocumentParams = read(params).ok()?;
                let lsp_types::TextDocumentItem { uri, version, text, .. } = opened.text_document;
                let path = self.documents.open(Document { uri, version, text: text.into() })?;
                self.on_disk(&path);
            }
            DidChangeTextDocument::METHOD => {
                let changed: lsp_types::DidChangeTextDocumentParams = read(params).ok()?;
                let document = changed.text_document;
                let (uri, version) = (&document.uri, document.version);
                self.documents.change(uri, version, changed.content_changes, self.client.encoding);
            }
            DidCloseTextDocument::METHOD => {
                let closed: lsp_types::DidCloseTextDocumentParams = read(params).ok()?;
                self.documents.close(&closed.text_document.uri);
            }
            DidSaveTextDocument::METHOD => {
                let saved: lsp_types::DidSaveTextDocumentParams = read(params).ok()?;
                self.on_disk(&uri::to_path(&saved.text_document.uri)?);
                return Some(());
            }
            DidChangeWatchedFiles::METHOD => {
                let changed: lsp_types::DidChangeWatchedFilesParams = read(params).ok()?;
                for path in changed.changes.iter().filter_map(|change| uri::to_path(&change.uri)) {
                    self.desk.happened(Event::Disk(path));
                }
                return Some(());
            }
            DidChangeConfiguration::METHOD => {
                let own = params.get("settings").and_then(|settings| settings.get("vpcelint"))?;
                let (settings, wrong) = Settings::read(own);
                wrong.iter().for_each(|wrong| self.show(wrong));
                self.desk.happened(Event::Settings(settings));
                return Some(());
            }
            Cancel::METHOD => {
                let cancelled: lsp_types::CancelParams = read(params).ok()?;
                let id = match cancelled.id {
                    NumberOrString::Number(n) => RequestId::from(n),
                    NumberOrString::String(s) => RequestId::from(s),
                };
                if self.desk.take_back(&id) {
                    self.refuse(id, ErrorCode::RequestCanceled, "cancelled".to_owned());
                }
                return Some(());
            }
            _ => return None,
        }
        self.desk.happened(Event::Documents(self.documents.clone()));
        Some(())
    }

    /// A file was written, or looked at anew. Where the client does not watch files, others may have
    /// changed since.
    fn on_disk(&self, path: &Path) {
        self.desk.happened(match self.client.watches {
            true => Event::Disk(path.to_path_buf()),
            false => Event::WholeDisk,
        });
    }
}

fn read<T: DeserializeOwned>(params: Value) -> Result<T, serde_json::Error> {
    serde_json::from_value(params)
}
