//! Scenarios: where inputs that are not given decide, a unit is evaluated under each consistent
//! answer, and what is found in some of them only says in which.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use smol_str::SmolStr;
use vpcelint_engine::Outcome;
use vpcelint_model::{Graph, Interest, Question, Scenario};
use vpcelint_source::{Diagnostic, FileId, Gravity, Label, Notice, Span, Summary};

use crate::check::Root;
use crate::given::AllGiven;
use crate::pipeline::Made;
use crate::unit::{Evaluated, Loaders, Unit};
use crate::when::when;

/// Scenarios of one unit at most.
const MOST: usize = 64;

/// A scenario with what was evaluated under it.
pub(crate) struct Leaf {
    pub(crate) scenario: Scenario,
    pub(crate) evaluated: Evaluated,
}

/// What was looked at of a unit.
pub(crate) struct Looked {
    /// What was not given and has finite choice.
    pub(crate) questions: Vec<Question>,
    /// The scenarios: one where nothing that is not given matters.
    pub(crate) leaves: Vec<Leaf>,
    pub(crate) notices: Vec<Notice>,
    pub(crate) files: BTreeSet<FileId>,
}

/// Looks at a unit under all scenarios that matter to its network.
pub(crate) fn look(
    loaders: &Loaders<'_>,
    given: &AllGiven,
    unit: &Unit,
    interest: &Interest,
) -> Looked {
    let questions = unit.questions(loaders, given);
    let run = |scenario: &Scenario| unit.evaluate(loaders, given, interest, scenario);
    let (leaves, over) = leaves(&questions, &run);
    let files = leaves.first().map(|leaf| leaf.evaluated.files.clone()).unwrap_or_default();
    let mut notices = joined_notices(&leaves);
    notices.extend(over);
    Looked { questions, leaves, notices, files }
}

/// Analyses a unit under all scenarios that matter to its network.
pub(crate) fn evaluate(
    loaders: &Loaders<'_>,
    given: &AllGiven,
    unit: &Unit,
    interest: &Interest,
    analyse: &dyn Fn(&Graph) -> Root,
) -> Made<Root> {
    let Looked { questions, leaves, notices, files } = look(loaders, given, unit, interest);
    let scenarios: Vec<_> = leaves.iter().map(|leaf| leaf.scenario.clone()).collect();
    let roots: Vec<_> = leaves.iter().map(|leaf| analyse(&leaf.evaluated.graph)).collect();
    (joined(&questions, &scenarios, roots), notices, files)
}

/// The scenarios under which a unit is looked at: the first evaluation alone where nothing that is
/// not given matters.
fn leaves(
    questions: &[Question],
    run: &dyn Fn(&Scenario) -> Evaluated,
) -> (Vec<Leaf>, Option<Notice>) {
    let first = || {
        let scenario = Scenario::first();
        vec![Leaf { evaluated: run(&scenario), scenario }]
    };
    if questions.is_empty() {
        return (first(), None);
    }
    let open = Scenario { open: true, ..Scenario::default() };
    let mut next = VecDeque::from([Leaf { evaluated: run(&open), scenario: open }]);
    let mut left_open: BTreeSet<SmolStr> = BTreeSet::new();
    let mut done: Vec<Leaf> = Vec::new();
    while let Some(leaf) = next.pop_front() {
        let deciding = vpcelint_aws::deciding_inputs(&leaf.evaluated.graph);
        let question = questions.iter().find(|q| {
            let address = &q.input.address;
            deciding.contains(address)
                && leaf.scenario.answer(address).is_none()
                && !left_open.contains(address)
        });
        let Some(question) = question else {
            done.push(leaf);
            continue;
        };
        if done.len() + next.len() + question.choices.len() > MOST {
            left_open.insert(question.input.address.clone());
            next.push_front(leaf);
            continue;
        }
        for choice in &question.choices {
            let scenario = leaf.scenario.with(&question.input, choice);
            next.push_back(Leaf { evaluated: run(&scenario), scenario });
        }
    }
    let over = (!left_open.is_empty()).then(|| too_many(&left_open));
    if let [only] = &done[..]
        && only.scenario.fixed.is_empty()
        && left_open.is_empty()
    {
        return (first(), None);
    }
    // What does not matter to the network has its default.
    if left_open.is_empty() {
        for leaf in &mut done {
            if leaf.scenario.fixed.len() < questions.len() {
                leaf.scenario.open = false;
                leaf.evaluated = run(&leaf.scenario);
            }
        }
    }
    // What the code itself forbids is never deployed.
    if done.iter().any(|leaf| !leaf.evaluated.forbidden) {
        done.retain(|leaf| !leaf.evaluated.forbidden);
    }
    (done, over)
}

fn too_many(inputs: &BTreeSet<SmolStr>) -> Notice {
    let names: Vec<_> = inputs.iter().map(|name| format!("`{name}`")).collect();
    let message = format!(
        "{} would make more than {MOST} scenarios (the cap `scenarios`) and stay unknown: give values \
         with `--var` or `--var-file`",
        names.join(", ")
    );
    Notice::about(Gravity::Notice, None, message)
}

/// What is said in all scenarios, and as a notice what is said in some of them only.
fn joined_notices(leaves: &[Leaf]) -> Vec<Notice> {
    let mut all: Vec<(Notice, usize)> = Vec::new();
    let mut by_key: BTreeMap<(Option<Span>, &str), usize> = BTreeMap::new();
    for notice in leaves.iter().flat_map(|leaf| &leaf.evaluated.notices) {
        let at = *by_key.entry((notice.span, &notice.message)).or_insert(all.len());
        match all.get_mut(at) {
            Some((_, count)) => *count += 1,
            None => all.push((notice.clone(), 1)),
        }
    }
    let told = all.into_iter().map(|(notice, count)| match count < leaves.len() {
        true => Notice { gravity: Gravity::Notice, ..notice },
        false => notice,
    });
    told.collect()
}

/// What the scenarios gave together.
fn joined(questions: &[Question], scenarios: &[Scenario], roots: Vec<Root>) -> Root {
    let count = roots.len();
    if count <= 1 {
        return roots.into_iter().next().unwrap_or_default();
    }
    let mut outcome = Outcome::default();
    let mut examined = Summary::default();
    let mut told = BTreeSet::new();
    let mut found: Vec<Vec<Variant>> = Vec::new();
    let mut by_key: BTreeMap<(String, Span, bool), usize> = BTreeMap::new();
    let mut wishes: BTreeMap<Span, usize> = BTreeMap::new();
    for (n, root) in roots.into_iter().enumerate() {
        most(&mut examined, &root.examined);
        told.extend(root.told);
        for (reason, times) in root.outcome.undecided_because {
            let known = outcome.undecided_because.entry(reason).or_default();
            *known = (*known).max(times);
        }
        for wish in root.outcome.wishes {
            let next = outcome.wishes.len();
            let at = *wishes.entry(wish.suppression.span).or_insert(next);
            match outcome.wishes.get_mut(at) {
                Some(known) => known.used |= wish.used,
                None => outcome.wishes.push(wish),
            }
        }
        for diagnostic in root.outcome.diagnostics {
            let suppressed = diagnostic.suppressed.is_some();
            let key = (diagnostic.fingerprint.clone(), diagnostic.primary.span, suppressed);
            let at = *by_key.entry(key).or_insert_with(|| {
                found.push(Vec::new());
                found.len() - 1
            });
            let Some(variants) = found.get_mut(at) else { continue };
            match variants.iter_mut().find(|(known, _)| known.message == diagnostic.message) {
                Some((_, of)) => of.push(n),
                None => variants.push((diagnostic, vec![n])),
            }
        }
    }
    outcome.undecided = outcome.undecided_because.values().sum();
    let one = |variants| one_of(questions, scenarios, variants);
    outcome.diagnostics = found.into_iter().filter_map(one).collect();
    examined.scenarios = count;
    Root { outcome, examined, told, ..Root::default() }
}

/// A finding as it reads in some scenarios.
type Variant = (Diagnostic, Vec<usize>);

/// The finding that stands for all its variants: the strongest. It says when it holds; what the others
/// say, as far as they are as sure, stands beside it.
fn one_of(
    questions: &[Question],
    scenarios: &[Scenario],
    mut variants: Vec<Variant>,
) -> Option<Diagnostic> {
    /// More variants than these only differ in numbers.
    const SHOWN: usize = 3;
    let strength = |d: &Diagnostic| (d.confidence, d.severity);
    let best = variants.iter().map(|(d, _)| strength(d)).max()?;
    let at = variants.iter().position(|(d, _)| strength(d) == best)?;
    let (mut main, of) = variants.remove(at);
    variants.retain(|(d, _)| d.confidence == main.confidence);
    for (other, of) in variants.iter().take(SHOWN) {
        let Some(when) = when(questions, scenarios, of) else { continue };
        let message = format!("when {when}: {}", other.message);
        main.related.push(Label { span: main.primary.span, message, resource: None });
    }
    main.when = when(questions, scenarios, &of);
    Some(main)
}

/// The most that there is of anything in one scenario.
fn most(sum: &mut Summary, other: &Summary) {
    let max = |a: &mut usize, b: usize| *a = (*a).max(b);
    max(&mut sum.roots, other.roots);
    max(&mut sum.resources, other.resources);
    max(&mut sum.vpcs, other.vpcs);
    max(&mut sum.subnets, other.subnets);
    max(&mut sum.route_tables, other.route_tables);
    max(&mut sum.endpoints, other.endpoints);
    max(&mut sum.nat_gateways, other.nat_gateways);
    max(&mut sum.workloads, other.workloads);
}
