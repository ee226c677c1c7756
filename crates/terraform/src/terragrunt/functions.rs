//! The functions that Terragrunt adds: those that only look at paths and files. What others would have to
//! execute, or ask of an account or the environment, is unknown.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use smol_str::SmolStr;
use vpcelint_source::{Span, clean_path, relative};

use super::{Page, UNIT_FILE};
use crate::Value;
use crate::eval::{Error, Evaluated, Evaluator};
use crate::functions;

/// A call of a function.
struct Called<'c> {
    page: &'c Rc<Page>,
    arguments: &'c [Value],
    span: Span,
}

impl Called<'_> {
    /// The text of an argument, where it is there and known.
    fn text(&self, n: usize) -> Option<&str> {
        self.arguments.get(n).and_then(Value::as_str)
    }

    /// Whether one of the arguments is not known.
    fn is_open(&self) -> bool {
        self.arguments.iter().any(|argument| !argument.is_wholly_known())
    }
}

type Function = for<'e> fn(&Evaluator<'e>, &Called<'_>) -> Evaluated;

/// The functions, sorted.
const TABLE: [(&str, Function); 13] = [
    ("find_in_parent_folders", find_in_parent_folders),
    ("get_env", get_env),
    ("get_original_terragrunt_dir", unit_directory),
    ("get_parent_terragrunt_dir", parent_directory),
    ("get_path_from_repo_root", path_from_repository),
    ("get_path_to_repo_root", path_to_repository),
    ("get_repo_root", repository),
    ("get_terragrunt_dir", unit_directory),
    ("get_working_dir", unit_directory),
    ("path_relative_from_include", path_from_include),
    ("path_relative_to_include", path_to_include),
    ("read_terragrunt_config", read_config),
    ("read_tfvars_file", not_known),
];

impl Evaluator<'_> {
    /// The value of a call of a function that only Terragrunt has; none where it is one of Terraform's.
    pub(crate) fn call_in_page(
        &self,
        page: &Rc<Page>,
        name: &str,
        arguments: &[Value],
        span: Span,
    ) -> Option<Evaluated> {
        let called = Called { page, arguments, span };
        match TABLE.binary_search_by(|(known, _)| (*known).cmp(name)) {
            Ok(at) => TABLE.get(at).map(|(_, function)| function(self, &called)),
            Err(_) if functions::find(name).is_some() => None,
            Err(_) => Some(Ok(
                self.unknown(format!("what `{name}` gives is only known when it runs"), span)
            )),
        }
    }

    fn path_value(&self, path: &Path) -> Value {
        path.to_string_lossy().replace('\\', "/").into()
    }
}

fn not_known(evaluator: &Evaluator<'_>, called: &Called<'_>) -> Evaluated {
    Ok(evaluator.unknown("this is not read", called.span))
}

fn unit_directory(evaluator: &Evaluator<'_>, called: &Called<'_>) -> Evaluated {
    Ok(evaluator.path_value(&called.page.unit))
}

/// The nearest file of a name in the directories above the unit; what stands for it where there is none.
fn find_in_parent_folders(evaluator: &Evaluator<'_>, called: &Called<'_>) -> Evaluated {
    if called.is_open() {
        return not_known(evaluator, called);
    }
    let name = called.text(0).unwrap_or(UNIT_FILE);
    let reader = &evaluator.loader.reader;
    let above = called.page.unit.ancestors().skip(1);
    let within = above.take_while(|directory| directory.starts_with(&reader.boundary));
    let mut paths = within.map(|directory| clean_path(&directory.join(name)));
    let is_there =
        |path: &PathBuf| reader.within_boundary(path) && reader.system.kind(path).is_some();
    if let Some(found) = paths.find(is_there) {
        return Ok(evaluator.path_value(&found));
    }
    match called.arguments.get(1) {
        Some(fallback) => Ok(fallback.clone()),
        None => {
            let message =
                format!("there is no `{name}` in the directories above, as far as they are read");
            Err(Error::new(called.span, message).lenient())
        }
    }
}

/// What the environment says is not asked: a default holds where there is one.
fn get_env(evaluator: &Evaluator<'_>, called: &Called<'_>) -> Evaluated {
    match called.arguments.get(1) {
        Some(default) => Ok(default.clone()),
        None => Ok(evaluator.unknown("the environment of Terragrunt is not asked", called.span)),
    }
}

/// The file that counts as the included one: a page itself, or what it includes by a label.
fn included(evaluator: &Evaluator<'_>, called: &Called<'_>) -> Option<PathBuf> {
    if called.page.included {
        return Some(called.page.path.clone());
    }
    let includes = evaluator.includes(called.page);
    let label = called.text(0);
    let mut fitting = includes.iter().filter(|i| label.is_none_or(|label| i.label == label));
    fitting.next().map(|include| include.page.path.clone())
}

/// The directory of the included file; that of the unit where nothing is.
fn directory_of_included(evaluator: &Evaluator<'_>, called: &Called<'_>) -> PathBuf {
    let file = included(evaluator, called);
    let directory = file.as_deref().and_then(Path::parent).map(Path::to_path_buf);
    directory.unwrap_or_else(|| called.page.unit.clone())
}

fn parent_directory(evaluator: &Evaluator<'_>, called: &Called<'_>) -> Evaluated {
    Ok(evaluator.path_value(&directory_of_included(evaluator, called)))
}

fn path_to_include(evaluator: &Evaluator<'_>, called: &Called<'_>) -> Evaluated {
    let directory = directory_of_included(evaluator, called);
    Ok(relative(&directory, &called.page.unit).into())
}

fn path_from_include(evaluator: &Evaluator<'_>, called: &Called<'_>) -> Evaluated {
    let directory = directory_of_included(evaluator, called);
    Ok(relative(&called.page.unit, &directory).into())
}

fn repository(evaluator: &Evaluator<'_>, _: &Called<'_>) -> Evaluated {
    Ok(evaluator.path_value(&evaluator.loader.reader.boundary))
}

fn path_from_repository(evaluator: &Evaluator<'_>, called: &Called<'_>) -> Evaluated {
    Ok(relative(&evaluator.loader.reader.boundary, &called.page.unit).into())
}

fn path_to_repository(evaluator: &Evaluator<'_>, called: &Called<'_>) -> Evaluated {
    Ok(relative(&called.page.unit, &evaluator.loader.reader.boundary).into())
}

/// What another file shows: its locals and inputs.
fn read_config(evaluator: &Evaluator<'_>, called: &Called<'_>) -> Evaluated {
    let Some(path) = called.text(0) else { return not_known(evaluator, called) };
    let path = clean_path(&called.page.unit.join(path));
    let directory = path.parent().unwrap_or(&path).to_path_buf();
    let Some(page) = evaluator.page(&path, &directory, called.page.root, false) else {
        if let Some(fallback) = called.arguments.get(1) {
            return Ok(fallback.clone());
        }
        let message: SmolStr = "the file is not there, or lies outside of what may be read".into();
        return Err(Error::new(called.span, message).lenient());
    };
    Ok(evaluator.exposed(&page))
}
