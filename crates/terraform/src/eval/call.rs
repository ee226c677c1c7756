//! Function calls: `try` and `can`, which catch errors, and the table of all others.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use smol_str::SmolStr;
use vpcelint_model::RootId;
use vpcelint_source::{EntryKind, Limits, Notice, ReadError, Span, clean_path};
use vpcelint_syntax::hcl::{Call, ExprKind};

use super::{Binding, Error, Evaluated, Evaluator, Scope, lift};
use crate::functions::{self, CallError};
use crate::terragrunt::Page;
use crate::{FileError, Host, Kind, Partial, TextPart, Type, Value};

/// More combinations of possible arguments than these are not tried.
const MOST_COMBINATIONS: usize = 8;

impl Evaluator<'_> {
    /// The value of a call.
    pub(crate) fn call(&self, call: &Call, scope: &Scope<'_>, span: Span) -> Evaluated {
        match call.name.text.trim_start_matches("core::") {
            "try" => return self.call_try(call, scope, span),
            "can" => return self.call_can(call, scope, span),
            _ => {}
        }
        if call.name.text.trim_start_matches("core::") == "templatestring" {
            let direct = call.arguments.first().map(|a| &a.kind);
            if !matches!(direct, Some(ExprKind::Traversal(_) | ExprKind::Variable(_)) | None) {
                let message = "the template of `templatestring` must be a reference to a string";
                return Err(Error::new(span, message));
            }
        }
        let mut arguments = Vec::with_capacity(call.arguments.len());
        let last = call.arguments.len().saturating_sub(1);
        for (n, argument) in call.arguments.iter().enumerate() {
            let value = self.eval(argument, scope)?;
            if !(call.expand && n == last) {
                arguments.push(value);
                continue;
            }
            let at = scope.span(argument);
            match &value.kind {
                Kind::List(_, items) | Kind::Set(_, items) | Kind::Tuple(items) => {
                    arguments.extend(items.iter().map(|v| v.clone().marked(value.marks)));
                }
                Kind::Null(_) => return Err(Error::new(at, "a null value can't be expanded")),
                Kind::Unknown(u) if !u.ty.is_primitive() => {
                    return Ok(self.expanded_unknown(call, &arguments, &value));
                }
                _ => return Err(Error::new(at, "only a list, set or tuple can be expanded")),
            }
        }
        self.call_with(call, arguments, scope, span)
    }

    /// A call with an unknown number of arguments; what is known of them all stays known.
    fn expanded_unknown(&self, call: &Call, arguments: &[Value], expanded: &Value) -> Value {
        let mut all = arguments.to_vec();
        all.push(expanded.clone());
        let unknown = Self::unknown_like(Type::Dynamic, &all);
        let items = match expanded.as_unknown().map(|u| &u.known) {
            Some(Partial::Items(items)) => items.clone(),
            _ => return unknown,
        };
        // The lists that are known are in the result, whatever else is.
        if !matches!(call.name.text.as_str(), "concat" | "setunion" | "flatten") {
            return unknown;
        }
        let known: Vec<_> = arguments.iter().chain(&items).filter_map(Value::items).collect();
        let items: Vec<_> = known.into_iter().flat_map(|i| i.iter().cloned()).collect();
        let known = if items.is_empty() { Partial::Nothing } else { Partial::Items(items) };
        Value::partial(Type::Dynamic, true, known, &Self::cause_of(&unknown)).marked(unknown.marks)
    }

    /// A call whose arguments are evaluated; with arguments that are one of several, each
    /// combination is tried.
    fn call_with(
        &self,
        call: &Call,
        arguments: Vec<Value>,
        scope: &Scope<'_>,
        span: Span,
    ) -> Evaluated {
        let choice = arguments.iter().position(|a| lift::candidates(a).is_some());
        let Some(choice) = choice else { return self.call_function(call, arguments, scope, span) };
        let combinations = arguments
            .iter()
            .filter_map(|a| lift::candidates(a).map(|(c, _)| c.len()))
            .fold(1usize, usize::saturating_mul);
        if combinations > MOST_COMBINATIONS {
            return self.call_function(call, arguments, scope, span);
        }
        let mut try_one = |candidate: &Value| {
            let mut tried = arguments.clone();
            if let Some(slot) = tried.get_mut(choice) {
                *slot = candidate.clone();
            }
            self.call_with(call, tried, scope, span)
        };
        match arguments.get(choice).and_then(|a| lift::each_candidate(a, &mut try_one)) {
            Some(result) => result,
            None => self.call_function(call, arguments, scope, span),
        }
    }

    fn call_function(
        &self,
        call: &Call,
        arguments: Vec<Value>,
        scope: &Scope<'_>,
        span: Span,
    ) -> Evaluated {
        let arguments = arguments.into_iter().map(|value| self.with_all_outputs(value));
        let arguments: Vec<_> = arguments.collect();
        let name = &call.name.text;
        if name == "values" {
            // All instances of a `for_each` of unknown length.
            if let Some(Partial::Items(_)) =
                arguments.first().and_then(Value::as_unknown).map(|u| &u.known)
            {
                return Ok(arguments
                    .into_iter()
                    .next()
                    .unwrap_or_else(|| Value::null(Type::Dynamic)));
            }
        }
        if let ("element", [list, index]) = (name.trim_start_matches("core::"), &arguments[..]) {
            // The member of an iteration picks its own counterpart.
            let member = index.as_unknown().is_some_and(|u| matches!(u.known, Partial::Member(_)));
            if member && list.is_unknown() {
                return self.index(list, index, span);
            }
        }
        if let Some(result) =
            scope.page.and_then(|page| self.call_in_page(page, name, &arguments, span))
        {
            return result;
        }
        let is_provider = name.starts_with("provider::");
        if !is_provider && functions::find(name).is_none() {
            let at = call.name.range.in_file(scope.file);
            return Err(Error::new(at, format!("there is no function `{name}`")));
        }
        let within_template = scope.module.is_none() && scope.page.is_none();
        let host = FileHost {
            evaluator: self,
            root: scope.root,
            page: scope.page.cloned(),
            within_template,
            span,
        };
        let path = match reads_file(name) {
            true => arguments.first().and_then(Value::as_str).map(str::to_owned),
            false => None,
        };
        functions::call(name, arguments, &host).map_err(|error| {
            let CallError { argument, message } = error;
            let at = argument.and_then(|n| call.arguments.get(n)).map_or(span, |a| scope.span(a));
            let error = Error::new(at, format!("`{name}`: {message}"));
            // What a build makes is not there before it ran.
            let absent = path.is_some_and(|p| host.exists(&p) == Ok(false));
            if absent { error.lenient() } else { error }
        })
    }

    /// The first argument that does not fail. A partly known one may still fail once it is known,
    /// unless what is unknown in it is only an attribute that an apply settles.
    fn call_try(&self, call: &Call, scope: &Scope<'_>, span: Span) -> Evaluated {
        let mut failure = None;
        for argument in &call.arguments {
            match self.eval(argument, scope) {
                Ok(value) if stays_whole(&value) => return Ok(value),
                Ok(value) => return Ok(Self::unknown_like(Type::Dynamic, [&unknown_in(&value)])),
                Err(error) if error.capped => return Ok(self.unknown(error.message, error.span)),
                Err(error) => failure = Some(error),
            }
        }
        Err(failure.map_or_else(
            || Error::new(span, "`try` needs at least one argument"),
            |last| {
                Error::new(span, format!("`try`: no argument can be evaluated: {}", last.message))
            },
        ))
    }

    fn call_can(&self, call: &Call, scope: &Scope<'_>, span: Span) -> Evaluated {
        let [argument] = &call.arguments[..] else {
            return Err(Error::new(span, "`can` takes one argument"));
        };
        Ok(match self.eval(argument, scope) {
            Err(error) if error.capped => self.unknown(error.message, error.span),
            Err(_) => false.into(),
            Ok(value) if value.is_wholly_known() || is_infinite(&value) => {
                Value::from(true).marked(value.marks)
            }
            Ok(value) => {
                let cause = Self::cause_of(&unknown_in(&value));
                Value::partial(Type::Bool, true, Partial::Nothing, &cause)
            }
        })
    }
}

/// Whether a function reads the file that its first argument names.
fn reads_file(name: &str) -> bool {
    let name = name.trim_start_matches("core::");
    name == "templatefile" || name.starts_with("file") && name != "fileexists" && name != "fileset"
}

/// Whether no later knowledge can make the expression fail: all that is unknown in its value is an
/// instance, or an attribute that an apply settles.
fn stays_whole(value: &Value) -> bool {
    match &value.kind {
        Kind::List(_, items) | Kind::Set(_, items) | Kind::Tuple(items) => {
            items.iter().all(stays_whole)
        }
        Kind::Map(_, entries) | Kind::Object(entries) => entries.values().all(stays_whole),
        Kind::Unknown(u) => match &u.known {
            Partial::Handle(_) | Partial::Reference(_) => true,
            Partial::Items(items) | Partial::OneOf(items) => items.iter().all(stays_whole),
            Partial::Text(parts) => parts.iter().all(|p| match p {
                TextPart::Literal(_) => true,
                TextPart::Hole(hole) => stays_whole(hole),
            }),
            _ => false,
        },
        _ => true,
    }
}

/// Whether a value is unknown only because it is infinite, which Terraform can't store.
fn is_infinite(value: &Value) -> bool {
    let infinite = crate::NumberError::Infinite.to_string();
    value.as_unknown().is_some_and(|u| u.cause.reason == infinite)
}

/// The first unknown in a value, or the value itself.
fn unknown_in(value: &Value) -> Value {
    fn find(value: &Value) -> Option<Value> {
        match &value.kind {
            Kind::Unknown(_) => Some(value.clone()),
            Kind::List(_, items) | Kind::Set(_, items) | Kind::Tuple(items) => {
                items.iter().find_map(find)
            }
            Kind::Map(_, entries) | Kind::Object(entries) => entries.values().find_map(find),
            _ => None,
        }
    }
    find(value).unwrap_or_else(|| value.clone())
}

/// The files that functions see: those below the boundary; relative paths start at the root.
#[derive(Debug)]
struct FileHost<'a> {
    evaluator: &'a Evaluator<'a>,
    root: RootId,
    page: Option<Rc<Page>>,
    within_template: bool,
    /// The call.
    span: Span,
}

impl FileHost<'_> {
    /// What paths are relative to.
    fn directory(&self) -> PathBuf {
        match &self.page {
            Some(page) => page.directory().to_path_buf(),
            None => self.evaluator.context(self.root).directory.clone(),
        }
    }

    fn path(&self, path: &str) -> Result<PathBuf, FileError> {
        if path.starts_with('~') {
            return Err(FileError::Hidden(format!("`{path}` is in a home directory").into()));
        }
        let full = clean_path(&self.directory().join(path));
        if self.evaluator.loader.reader.within_boundary(&full) {
            return Ok(full);
        }
        let boundary = self.evaluator.loader.display(&self.evaluator.loader.reader.boundary);
        Err(FileError::Hidden(format!("`{path}` lies outside of `{boundary}`").into()))
    }
}

impl Host for FileHost<'_> {
    fn read(&self, path: &str) -> Result<Arc<[u8]>, FileError> {
        let full = self.path(path)?;
        let loader = self.evaluator.loader;
        let most = loader.reader.budget.limits.string_bytes as u64;
        loader.reader.system.read(&full, most).map(Arc::from).map_err(|error| match error {
            ReadError::Missing => FileError::Absent(format!("there is no file `{path}`").into()),
            ReadError::NotAFile => FileError::Absent(format!("`{path}` is no file").into()),
            ReadError::TooLarge(bytes) => FileError::Hidden(
                format!("`{path}` has {bytes} bytes, more than the cap of {most} (`string_bytes`)")
                    .into(),
            ),
            ReadError::Refused(why) => {
                FileError::Hidden(format!("`{path}` can't be read: {why}").into())
            }
        })
    }

    fn exists(&self, path: &str) -> Result<bool, FileError> {
        match self.evaluator.loader.reader.system.kind(&self.path(path)?) {
            Some(EntryKind::File) => Ok(true),
            Some(EntryKind::Directory) => {
                Err(FileError::Absent(format!("`{path}` is a directory, no file").into()))
            }
            None => Ok(false),
        }
    }

    fn files_below(&self, folder: &str) -> Result<Vec<String>, FileError> {
        /// Deeper trees are not walked.
        const MOST_DEPTH: usize = 32;
        let full = self.path(folder)?;
        let loader = self.evaluator.loader;
        let entries = loader.reader.system.list(&full, MOST_DEPTH);
        let most = loader.reader.budget.limits.list_length;
        if entries.len() > most {
            let message =
                format!("more than {most} files below `{folder}` (the cap `list_length`)");
            return Err(FileError::Hidden(message.into()));
        }
        let files = entries.iter().filter(|e| e.kind == EntryKind::File);
        let below = files.filter_map(|e| e.path.strip_prefix(&full).ok().map(slashed));
        Ok(below.collect())
    }

    fn absolute(&self, path: &str) -> SmolStr {
        slashed(&clean_path(&self.directory().join(path))).into()
    }

    fn template(
        &self,
        text: &str,
        file: Option<&str>,
        variables: BTreeMap<SmolStr, Value>,
    ) -> Result<Value, SmolStr> {
        if self.within_template {
            return Err("a template must not render another template".into());
        }
        let sources = &self.evaluator.loader.reader.sources;
        let path = file.map_or_else(PathBuf::new, |f| self.directory().join(f));
        let display = match file {
            Some(_) => self.evaluator.loader.display(&path),
            None => "template".into(),
        };
        let id = sources.add(path, display, text.into(), file.is_some());
        let expr =
            vpcelint_syntax::parse_template(id, text).map_err(|n| SmolStr::from(n.message))?;
        let mut chain = Vec::new();
        for (name, value) in &variables {
            chain.push((name.clone(), value.clone()));
        }
        self.render(&expr, id, &chain, None)
    }

    fn notice(&self, message: &str) {
        self.evaluator.notice(Notice::notice(self.span, message));
    }

    fn limits(&self) -> &Limits {
        &self.evaluator.loader.reader.budget.limits
    }
}

impl FileHost<'_> {
    /// Binds the variables one by one and evaluates the template.
    fn render(
        &self,
        expr: &vpcelint_syntax::hcl::Expr,
        id: vpcelint_source::FileId,
        variables: &[(SmolStr, Value)],
        next: Option<&Binding<'_>>,
    ) -> Result<Value, SmolStr> {
        if let Some(((name, value), rest)) = variables.split_first() {
            let binding = Binding { name, value: value.clone(), next };
            return self.render(expr, id, rest, Some(&binding));
        }
        let scope = Scope { bindings: next, root: self.root, ..Scope::constant(id) };
        self.evaluator.eval(expr, &scope).map_err(|error| error.message)
    }
}

/// A path with `/`.
fn slashed(path: &Path) -> String {
    path.components()
        .map(|c| match c {
            std::path::Component::RootDir => String::new(),
            other => other.as_os_str().to_string_lossy().into_owned(),
        })
        .collect::<Vec<_>>()
        .join("/")
}
