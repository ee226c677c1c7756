//! A client of the server, over memory.

use std::collections::BTreeMap;
use std::path::Path;
use std::thread::JoinHandle;

use lsp_server::{Connection, Message, Notification, Request, RequestId, Response};
use serde_json::{Value, json};

/// A repository on the disk.
pub(crate) struct Files(tempfile::TempDir);

impl Files {
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let this = Self(tempfile::tempdir().unwrap());
        this.write(".git/HEAD", "");
        files.iter().for_each(|(name, text)| this.write(name, text));
        this
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn uri(&self, name: &str) -> String {
        format!("file://{}", self.path().join(name).display())
    }
}

pub(crate) struct Client<'f> {
    files: &'f Files,
    connection: Connection,
    server: JoinHandle<()>,
    pub(crate) capabilities: Value,
    texts: BTreeMap<String, (i32, String)>,
    shown: BTreeMap<String, Vec<Value>>,
    next: i32,
}

impl<'f> Client<'f> {
    pub(crate) fn start(files: &'f Files, capabilities: Value) -> Self {
        Self::start_with(files, capabilities, &Value::Null)
    }

    pub(crate) fn start_with(files: &'f Files, mut capabilities: Value, options: &Value) -> Self {
        let (server, connection) = Connection::memory();
        let server = std::thread::spawn(move || vpcelint_lsp::serve(&server, "0").unwrap());
        capabilities["textDocument"]["publishDiagnostics"]["relatedInformation"] = json!(true);
        let mut this = Self {
            files,
            connection,
            server,
            capabilities: Value::Null,
            texts: BTreeMap::new(),
            shown: BTreeMap::new(),
            next: 0,
        };
        let params = json!({
            "processId": null,
            "rootUri": this.files.uri(""),
            "capabilities": capabilities,
            "initializationOptions": options,
        });
        this.capabilities = this.request("initialize", &params)["capabilities"].clone();
        this.notify("initialized", &json!({}));
        this
    }

    pub(crate) fn notify(&self, method: &str, params: &Value) {
        let notification = Notification::new(method.to_owned(), params);
        self.connection.sender.send(notification.into()).unwrap();
    }

    /// The answer to a request; what is published meanwhile is kept.
    pub(crate) fn request_raw(&mut self, method: &str, params: &Value) -> Response {
        self.next += 1;
        let id = RequestId::from(self.next);
        let request = Request::new(id.clone(), method.to_owned(), params);
        self.connection.sender.send(request.into()).unwrap();
        loop {
            match self.connection.receiver.recv().unwrap() {
                Message::Response(response) if response.id == id => return response,
                Message::Notification(n) if n.method == "textDocument/publishDiagnostics" => {
                    let shown = n.params["diagnostics"].as_array().unwrap().clone();
                    let uri = n.params["uri"].as_str().unwrap().to_owned();
                    let newest = self.texts.get(&uri).map(|(version, _)| json!(version));
                    // What is about an older text was overtaken.
                    if newest.is_none_or(|newest| newest == n.params["version"]) {
                        self.shown.insert(uri, shown);
                    }
                }
                _ => {}
            }
        }
    }

    pub(crate) fn request(&mut self, method: &str, params: &Value) -> Value {
        match self.request_raw(method, params).response_result {
            Ok(result) => result,
            Err(error) => panic!("{error:?}"),
        }
    }

    /// What is shown of a file when the server has nothing left to do: it answers after it analysed.
    pub(crate) fn settled(&mut self, name: &str) -> Vec<Value> {
        let uri = self.files.uri(name);
        let at = json!({"textDocument": {"uri": uri}, "position": {"line": 0, "character": 0}});
        self.request("textDocument/definition", &at);
        self.shown.get(&uri).cloned().unwrap_or_default()
    }

    pub(crate) fn at(&self, name: &str, (line, character): (usize, usize)) -> Value {
        let position = json!({"line": line, "character": character});
        json!({"textDocument": {"uri": self.files.uri(name)}, "position": position})
    }

    pub(crate) fn open(&mut self, name: &str, text: &str) {
        let uri = self.files.uri(name);
        self.texts.insert(uri.clone(), (1, text.to_owned()));
        let document = json!({"uri": uri, "languageId": "terraform", "version": 1, "text": text});
        self.notify("textDocument/didOpen", &json!({"textDocument": document}));
    }

    pub(crate) fn close(&mut self, name: &str) {
        let uri = self.files.uri(name);
        self.texts.remove(&uri);
        self.notify("textDocument/didClose", &json!({"textDocument": {"uri": uri}}));
    }

    pub(crate) fn save(&self, name: &str) {
        let document = json!({"uri": self.files.uri(name)});
        self.notify("textDocument/didSave", &json!({"textDocument": document}));
    }

    pub(crate) fn changed_on_disk(&self, name: &str) {
        let change = json!({"uri": self.files.uri(name), "type": 2});
        self.notify("workspace/didChangeWatchedFiles", &json!({"changes": [change]}));
    }

    fn change(&mut self, name: &str, change: &Value, text: String) {
        let uri = self.files.uri(name);
        let (version, known) = self.texts.get_mut(&uri).unwrap();
        *version += 1;
        *known = text;
        let document = json!({"uri": uri, "version": *version});
        let params = json!({"textDocument": document, "contentChanges": [change]});
        self.notify("textDocument/didChange", &params);
    }

    pub(crate) fn replace(&mut self, name: &str, text: &str) {
        self.change(name, &json!({"text": text}), text.to_owned());
    }

    /// Tells of an edit; positions are in characters of lines without wide ones.
    pub(crate) fn edit(
        &mut self,
        name: &str,
        start: (usize, usize),
        end: (usize, usize),
        text: &str,
    ) {
        let whole = self.text(name).to_owned();
        let at = |(line, character): (usize, usize)| json!({"line": line, "character": character});
        let change = json!({"range": {"start": at(start), "end": at(end)}, "text": text});
        let offset = |(line, character): (usize, usize)| -> usize {
            let before: usize = whole.split_inclusive('\n').take(line).map(str::len).sum();
            before + character
        };
        let (start, end) = (offset(start), offset(end));
        let known = match whole.get(..start).zip(whole.get(end..)) {
            Some((before, after)) => [before, text, after].concat(),
            None => whole,
        };
        self.change(name, &change, known);
    }

    pub(crate) fn text(&self, name: &str) -> &str {
        &self.texts[&self.files.uri(name)].1
    }

    pub(crate) fn actions(&mut self, name: &str, range: &Value) -> Vec<Value> {
        self.asked(name, range, &json!({"diagnostics": []}))
    }

    /// The actions of one kind for a whole file.
    pub(crate) fn actions_of(&mut self, name: &str, kind: &str) -> Vec<Value> {
        let start = json!({"line": 0, "character": 0});
        let range = json!({"start": start, "end": start});
        self.asked(name, &range, &json!({"diagnostics": [], "only": [kind]}))
    }

    fn asked(&mut self, name: &str, range: &Value, context: &Value) -> Vec<Value> {
        let document = json!({"uri": self.files.uri(name)});
        let params = json!({"textDocument": document, "range": range, "context": context});
        self.request("textDocument/codeAction", &params).as_array().unwrap().clone()
    }

    /// Applies the edits of an action to open files.
    pub(crate) fn apply(&mut self, action: &Value) {
        let changes = action["edit"]["changes"].as_object().unwrap();
        let root = self.files.uri("");
        for (uri, edits) in changes {
            let name = uri.strip_prefix(&root).unwrap().to_owned();
            for edit in edits.as_array().unwrap().iter().rev() {
                let at = |p: &Value| {
                    let number = |v: &Value| usize::try_from(v.as_u64().unwrap()).unwrap();
                    (number(&p["line"]), number(&p["character"]))
                };
                let range = &edit["range"];
                let text = edit["newText"].as_str().unwrap();
                self.edit(&name, at(&range["start"]), at(&range["end"]), text);
            }
        }
    }

    pub(crate) fn end(mut self) {
        self.request("shutdown", &Value::Null);
        self.notify("exit", &Value::Null);
        self.server.join().unwrap();
    }
}
