//! Evaluates the values of templates: lazily, each expression with the names that it can see, and
//! never a guess. What CloudFormation itself refuses is an error at its place.

mod choice;
mod condition;
mod functions;
mod lists;
mod parameter;
mod reference;
mod text;

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;
use vpcelint_model::{Cause, Interest, Kind, Origin, Scenario, Value};
use vpcelint_source::{FileId, Gravity, Notice, Span};
use vpcelint_syntax::document::{Node, NodeKind};

use crate::Loader;
use crate::deployment::Exports;
use crate::expand::Heard;
use crate::given::Given;
use crate::stack::Stack;

pub(crate) use condition::{Condition, Truth, condition_name};

pub(crate) use functions::{Called, intrinsic};
pub(crate) use parameter::literals_of;
pub(crate) use text::{Piece, pieces};

/// Evaluates the stacks of one deployment.
pub(crate) struct Evaluator<'a> {
    pub(crate) loader: &'a Loader<'a>,
    pub(crate) given: &'a Given,
    pub(crate) interest: &'a Interest,
    pub(crate) scenario: &'a Scenario,
    /// What the stacks of the deployment export.
    pub(crate) exports: RefCell<Exports>,
    /// Resources numbered so far.
    pub(crate) numbered: Cell<u32>,
    /// Turns of loops so far.
    pub(crate) turns: Cell<usize>,
    /// All stacks, in the order in which they were made.
    pub(crate) stacks: RefCell<Vec<Rc<Stack>>>,
    /// Outputs and attributes that were evaluated, by stack, resource or output, and attribute.
    pub(crate) known: RefCell<FxHashMap<(usize, SmolStr, SmolStr), Value>>,
    notices: RefCell<Vec<Notice>>,
    said: RefCell<FxHashSet<(Option<Span>, String)>>,
    steps: Cell<u64>,
    depth: Cell<u32>,
    /// How many values are being evaluated that may not be there at all.
    uncertain: Cell<u32>,
}

/// What an expression can see.
#[derive(Clone)]
pub(crate) struct Scope {
    /// The stack that it stands in.
    pub(crate) stack: Rc<Stack>,
    /// The names that loops around it define, the innermost first.
    pub(crate) loops: Option<Rc<Loop>>,
    /// The file that it is written in.
    pub(crate) file: FileId,
}

/// A name that `Fn::ForEach` defines.
#[derive(Debug)]
pub(crate) struct Loop {
    pub(crate) name: SmolStr,
    pub(crate) value: Value,
    pub(crate) outer: Option<Rc<Loop>>,
}

impl Scope {
    /// What can be seen in a stack outside of loops.
    pub(crate) fn of(stack: &Rc<Stack>) -> Self {
        Self { stack: stack.clone(), loops: None, file: stack.template.id() }
    }

    /// The value of a name that a loop defines.
    pub(crate) fn looped(&self, name: &str) -> Option<&Value> {
        let loops = std::iter::successors(self.loops.as_deref(), |l| l.outer.as_deref());
        loops.into_iter().find(|l| l.name == name).map(|l| &l.value)
    }

    /// The place of a node.
    pub(crate) fn span(&self, node: &Node) -> Span {
        node.range.in_file(self.file)
    }

    /// A text in which the names that loops define stand for their values: `${Name}`, and `&{Name}`
    /// for its letters and digits alone.
    pub(crate) fn spelled(&self, text: &SmolStr) -> Result<SmolStr, Arc<Cause>> {
        let loops = std::iter::successors(self.loops.as_deref(), |l| l.outer.as_deref());
        let mut spelled = text.clone();
        for Loop { name, value, .. } in loops {
            let (whole, letters) = (format!("${{{name}}}"), format!("&{{{name}}}"));
            if !spelled.contains(&whole) && !spelled.contains(&letters) {
                continue;
            }
            let Some(value) = value.as_text() else {
                return Err(value.cause().unwrap_or_default());
            };
            let plain: String = value.chars().filter(char::is_ascii_alphanumeric).collect();
            spelled = spelled.replace(&whole, &value).replace(&letters, &plain).into();
        }
        Ok(spelled)
    }
}

impl<'a> Evaluator<'a> {
    pub(crate) fn new(
        loader: &'a Loader<'a>,
        given: &'a Given,
        interest: &'a Interest,
        scenario: &'a Scenario,
    ) -> Self {
        Self {
            loader,
            given,
            interest,
            scenario,
            exports: RefCell::default(),
            numbered: Cell::new(0),
            turns: Cell::new(0),
            stacks: RefCell::default(),
            known: RefCell::default(),
            notices: RefCell::default(),
            said: RefCell::default(),
            steps: Cell::new(0),
            depth: Cell::new(0),
            uncertain: Cell::new(0),
        }
    }

    /// The value of a node. Null stands for what is not there: `AWS::NoValue`.
    pub(crate) fn eval(&self, scope: &Scope, node: &Node) -> Value {
        let at = scope.span(node);
        if !self.step() {
            return unknown("the cap `steps` was reached", at);
        }
        let mut value = match intrinsic(node) {
            Some((function, argument)) => self.call(scope, function, &argument, at),
            None => self.literal(scope, node, at),
        };
        value.origin.at.get_or_insert(at);
        value
    }

    fn literal(&self, scope: &Scope, node: &Node, at: Span) -> Value {
        let kind = match &node.kind {
            NodeKind::Null => Kind::Null,
            NodeKind::Bool(b) => Kind::Bool(*b),
            NodeKind::Number(n) => Kind::Number(n.clone()),
            NodeKind::String(s) => match scope.spelled(s) {
                Ok(s) => text::resolved(Kind::String(s), at),
                Err(cause) => Kind::Unknown(cause),
            },
            NodeKind::List(items) => {
                let items = items.iter().map(|item| self.eval(scope, item));
                Kind::List(Arc::new(items.filter(|v| !v.is_null()).collect()), None)
            }
            NodeKind::Map(_) => return self.map(scope, node, at),
        };
        Value { kind, origin: Origin { at: Some(at), via: None }, ..Value::default() }
    }

    /// A map, its loops and inclusions expanded.
    fn map(&self, scope: &Scope, node: &Node, at: Span) -> Value {
        let mut entries = std::collections::BTreeMap::new();
        let mut open = None;
        self.each_entry(scope, node.entries(), &mut |scope, heard| match heard {
            Heard::Entry { key, value, .. } => {
                let value = self.eval(scope, value);
                if !value.is_null() {
                    entries.insert(key, value);
                }
            }
            Heard::More(cause) => open = Some(cause),
        });
        let kind = Kind::Map(Arc::new(entries), open);
        Value { kind, origin: Origin { at: Some(at), via: None }, ..Value::default() }
    }

    /// Counts a step; false where the cap is reached.
    fn step(&self) -> bool {
        self.count(1) && !self.loader.reader.budget.is_cancelled()
    }

    /// Counts what a text takes in memory: many long ones are as much work as many steps.
    pub(crate) fn count_bytes(&self, bytes: usize) {
        /// Bytes that count as a step: with the usual caps all texts take some hundred megabytes at most.
        const STEP: usize = 16;
        self.count((bytes / STEP) as u64);
    }

    fn count(&self, more: u64) -> bool {
        let before = self.steps.get();
        let steps = before.saturating_add(more);
        self.steps.set(steps);
        let most = self.loader.reader.budget.limits.steps;
        if before <= most && steps > most {
            let message = format!("evaluation stopped after {most} steps (the cap `steps`)");
            self.say(Notice::about(Gravity::Notice, None, message));
        }
        steps <= most
    }

    /// Runs something one level deeper in a chain of references; unknown below the cap.
    pub(crate) fn deeper(&self, at: Span, work: impl FnOnce() -> Value) -> Value {
        let most = self.loader.reader.budget.limits.reference_depth;
        if self.depth.get() >= most {
            let message = format!(
                "a chain of references is longer than {most} (the cap `reference_depth`): what is \
                 behind it is not known"
            );
            self.say(Notice::notice(at, message));
            return unknown("the cap `reference_depth` was reached", at);
        }
        self.depth.set(self.depth.get() + 1);
        let value = work();
        self.depth.set(self.depth.get() - 1);
        value
    }

    /// Runs something whose result may not be there in the end: errors in it are none.
    pub(crate) fn perhaps<T>(&self, may_not: bool, work: impl FnOnce() -> T) -> T {
        let more = u32::from(may_not);
        self.uncertain.set(self.uncertain.get() + more);
        let value = work();
        self.uncertain.set(self.uncertain.get() - more);
        value
    }

    /// Says once what CloudFormation refuses; the value that is not there because of it.
    pub(crate) fn refuse(&self, at: Span, message: impl Into<String>) -> Value {
        let message = message.into();
        let cause = Cause::new("of an error in the template", Some(at));
        if self.uncertain.get() == 0 {
            self.say(Notice::error(at, message));
        }
        Value::unknown(&cause)
    }

    /// Says something once.
    pub(crate) fn say(&self, notice: Notice) {
        if self.said.borrow_mut().insert((notice.span, notice.message.clone())) {
            self.notices.borrow_mut().push(notice);
        }
    }

    /// What was said.
    pub(crate) fn take_notices(&self) -> Vec<Notice> {
        self.loader.reader.budget.add_steps(self.steps.get());
        std::mem::take(&mut self.notices.borrow_mut())
    }
}

/// Unknown for a reason.
pub(crate) fn unknown(reason: impl Into<SmolStr>, at: Span) -> Value {
    Value::unknown(&Cause::new(reason, Some(at)))
}

/// Why a value is not known.
pub(crate) fn cause_of(value: &Value, at: Span) -> Arc<Cause> {
    value.cause().unwrap_or_else(|| {
        let reason = match value.as_reference() {
            Some(_) => "it is only known after the stack is created",
            None => "the value is not of the kind that is expected here",
        };
        Cause::new(reason, Some(at))
    })
}
