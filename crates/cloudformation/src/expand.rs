//! Entries of maps with their loops (`Fn::ForEach`) and inclusions (`Fn::Transform`) expanded.

use std::rc::Rc;
use std::sync::Arc;

use smol_str::SmolStr;
use vpcelint_model::{Cause, Kind};
use vpcelint_source::{Notice, Range, Span};
use vpcelint_syntax::document::{Entry, Node};

use crate::eval::{Evaluator, Loop, Scope};

/// What is heard of a map.
pub(crate) enum Heard<'n> {
    /// An entry: its key as it reads in a loop's turn, the place of that, and its value.
    Entry { key: SmolStr, range: Range, value: &'n Node },
    /// There may be more entries, for this reason.
    More(Arc<Cause>),
}

/// Hears of a map's entries, each with what it can see.
type Hear<'h> = dyn FnMut(&Scope, Heard<'_>) + 'h;

/// How the key of a loop begins.
const LOOP: &str = "Fn::ForEach::";
/// The key of an inclusion.
const TRANSFORM: &str = "Fn::Transform";

impl Evaluator<'_> {
    /// Calls a function with each entry of a map.
    pub(crate) fn each_entry(&self, scope: &Scope, entries: &[Entry], hear: &mut Hear<'_>) {
        for entry in entries {
            let at = entry.key.range.in_file(scope.file);
            let key = entry.key.text.as_str();
            if key.starts_with(LOOP) {
                self.each_turn(scope, &entry.value, at, hear);
            } else if key == TRANSFORM {
                self.each_included(scope, &entry.value, at, hear);
            } else {
                match scope.spelled(&entry.key.text) {
                    Ok(key) => {
                        let range = entry.key.range;
                        hear(scope, Heard::Entry { key, range, value: &entry.value });
                    }
                    Err(cause) => hear(scope, Heard::More(cause)),
                }
            }
        }
    }

    /// The entries of a loop: `[Identifier, Collection, Entries]`.
    fn each_turn(&self, scope: &Scope, node: &Node, at: Span, hear: &mut Hear<'_>) {
        let [name, collection, body] = node.elements() else {
            self.refuse(at, "`Fn::ForEach` takes a name, a list and a map");
            return;
        };
        let Some(name) = name.as_str() else {
            self.refuse(at, "the first element of `Fn::ForEach` is the name of its variable");
            return;
        };
        let list = self.eval(scope, collection);
        let (items, open) = match &list.kind {
            Kind::List(items, open) => (items.to_vec(), open.clone()),
            _ => (Vec::new(), Some(crate::eval::cause_of(&list, at))),
        };
        let limits = &self.loader.reader.budget.limits;
        let turns = self.turns.get() + items.len();
        if items.len() > limits.instances || turns > limits.root_instances {
            let message = match items.len() > limits.instances {
                true => {
                    format!("a loop has more than {} turns (the cap `instances`)", limits.instances)
                }
                false => format!(
                    "loops have more than {} turns in all (the cap `root_instances`)",
                    limits.root_instances
                ),
            };
            let cause = Cause::new(message.clone(), Some(at));
            self.say(Notice::notice(at, message));
            hear(scope, Heard::More(cause));
            return;
        }
        self.turns.set(turns);
        for value in items {
            let turn = Loop { name: name.into(), value, outer: scope.loops.clone() };
            let inner = Scope { loops: Some(Rc::new(turn)), ..scope.clone() };
            self.each_entry(&inner, body.entries(), hear);
        }
        if let Some(cause) = open {
            let message = "the list of this loop is not known, so that what it makes is not seen";
            self.say(Notice::notice(at, message));
            hear(scope, Heard::More(cause));
        }
    }

    /// The entries of a file that is included.
    fn each_included(&self, scope: &Scope, node: &Node, at: Span, hear: &mut Hear<'_>) {
        match self.included(scope, node, at) {
            Ok((node, scope)) => self.each_entry(&scope, node.entries(), hear),
            Err(cause) => {
                self.say(Notice::notice(at, format!("{}, so that it is not seen", cause.reason)));
                hear(scope, Heard::More(cause));
            }
        }
    }
}
