//! Says in which scenarios something holds, in as few words as are true.

use std::collections::BTreeSet;

use smol_str::SmolStr;
use vpcelint_model::{Choice, Question, Scenario};

/// Some scenarios by the choices of each input; an input that is not there may be anything.
type Cube = Vec<(SmolStr, BTreeSet<usize>)>;

/// In words, when something holds that holds in these scenarios of all; nothing if it always does.
pub(crate) fn when(questions: &[Question], all: &[Scenario], holds: &[usize]) -> Option<String> {
    if holds.len() >= all.len() {
        return None;
    }
    let mut cubes: Vec<Cube> =
        holds.iter().filter_map(|n| all.get(*n)).map(|s| cube(questions, s)).collect();
    while merge(questions, &mut cubes) {}
    let cubes: Vec<_> = cubes.iter().map(|cube| words(questions, cube)).collect();
    Some(cubes.join(", or "))
}

fn cube(questions: &[Question], scenario: &Scenario) -> Cube {
    let fixed = questions.iter().filter_map(|question| {
        let answer = scenario.answer(&question.input.address)?;
        let at = question.choices.iter().position(|choice| choice == answer)?;
        Some((question.input.address.clone(), BTreeSet::from([at])))
    });
    fixed.collect()
}

/// Joins two cubes that differ in one input alone; false where no two do.
fn merge(questions: &[Question], cubes: &mut Vec<Cube>) -> bool {
    for one in 0..cubes.len() {
        for two in one + 1..cubes.len() {
            let (Some(a), Some(b)) = (cubes.get(one), cubes.get(two)) else { continue };
            if let Some(joined) = joined(questions, a, b) {
                cubes.remove(two);
                if let Some(cube) = cubes.get_mut(one) {
                    *cube = joined;
                }
                return true;
            }
        }
    }
    false
}

fn joined(questions: &[Question], one: &Cube, two: &Cube) -> Option<Cube> {
    let same_inputs = one.len() == two.len() && one.iter().zip(two).all(|((a, _), (b, _))| a == b);
    if !same_inputs {
        return None;
    }
    let mut different = one.iter().zip(two).filter(|((_, a), (_, b))| a != b);
    let (address, _) = different.next().map(|(a, _)| a)?.clone();
    if different.next().is_some() {
        return None;
    }
    let choices = questions.iter().find(|q| q.input.address == address)?.choices.len();
    let cube = one.iter().zip(two).filter_map(|((input, a), (_, b))| {
        let union: BTreeSet<_> = a | b;
        let all = *input == address && union.len() == choices;
        (!all).then(|| (input.clone(), union))
    });
    Some(cube.collect())
}

fn words(questions: &[Question], cube: &Cube) -> String {
    let each = cube.iter().filter_map(|(address, choices)| {
        let question = questions.iter().find(|q| q.input.address == *address)?;
        Some(of_input(question, choices))
    });
    each.collect::<Vec<_>>().join(" and ")
}

fn of_input(question: &Question, chosen: &BTreeSet<usize>) -> String {
    let address = &question.input.address;
    let all: Vec<&Choice> = question.choices.iter().collect();
    let text = |choice: &Choice| match choice {
        Choice::Value(text) if text == "true" || text == "false" => text.to_string(),
        Choice::Value(text) if text.is_empty() => "empty".to_owned(),
        Choice::Value(text) | Choice::File(text) => format!("`{text}`"),
        Choice::Other(values) => {
            let values: Vec<_> = values.iter().map(|v| format!("`{v}`")).collect();
            format!("anything but {}", values.join(", "))
        }
    };
    let picked = all.iter().enumerate().filter(|(n, _)| chosen.contains(n)).map(|(_, c)| *c);
    let left = all.iter().enumerate().filter(|(n, _)| !chosen.contains(n)).map(|(_, c)| *c);
    let (picked, left): (Vec<_>, Vec<_>) = (picked.collect(), left.collect());
    if let [Choice::File(_), ..] = &picked[..] {
        let files: Vec<_> = picked.iter().map(|c| text(c)).collect();
        // Behind the question stands the root, where it is that of one of several.
        let root = address.strip_prefix(vpcelint_terraform::VALUES).unwrap_or_default();
        return format!("the values{root} are those of {}", files.join(" or "));
    }
    match (&picked[..], &left[..]) {
        ([Choice::Other(_)], [Choice::Value(only)]) if only.is_empty() => {
            format!("{address} is not empty")
        }
        ([Choice::Other(_)], [only @ Choice::Value(_)]) => {
            format!("{address} is not {}", text(only))
        }
        (_, [only @ Choice::Value(_)]) if picked.len() > 2 => {
            format!("{address} is not {}", text(only))
        }
        _ => {
            let texts: Vec<_> = picked.iter().map(|c| text(c)).collect();
            format!("{address} is {}", texts.join(" or "))
        }
    }
}

#[cfg(test)]
mod tests {
    use vpcelint_model::{Input, InputKind, RootId};

    use super::*;

    fn questions() -> Vec<Question> {
        let question = |name: &str, values: &[&str]| Question {
            input: Input { kind: InputKind::Parameter, root: RootId(0), address: name.into() },
            choices: values.iter().map(|v| Choice::Value((*v).into())).collect(),
        };
        vec![question("A", &["true", "false"]), question("B", &["x", "y", "z"])]
    }

    /// All scenarios of both questions, A slower than B.
    fn all() -> Vec<Scenario> {
        let questions = questions();
        let mut all = vec![Scenario::default()];
        for question in &questions {
            all = all
                .iter()
                .flat_map(|s| question.choices.iter().map(|c| s.with(&question.input, c)))
                .collect();
        }
        all
    }

    #[test]
    fn inputs_that_do_not_matter_are_left_out() {
        for (holds, words) in [
            (vec![0, 1, 2, 3, 4, 5], None),
            (vec![0, 1, 2], Some("A is true")),
            (vec![0, 3], Some("B is `x`")),
            (vec![0, 1, 3, 4], Some("B is `x` or `y`")),
            (vec![5], Some("A is false and B is `z`")),
            (vec![0, 4], Some("A is true and B is `x`, or A is false and B is `y`")),
        ] {
            assert_eq!(when(&questions(), &all(), &holds).as_deref(), words, "{holds:?}");
        }
    }
}
