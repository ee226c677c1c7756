//! What the policy of an endpoint says about the actions of a need: allowed or denied for sure, or
//! dependent on resources and conditions that are not compared.

use vpcelint_aws::Answer;
use vpcelint_model::{Cause, Kind, Value};
use vpcelint_source::Span;

/// What a statement says of an action.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Says {
    /// It holds for every caller and resource.
    Surely,
    /// It may hold.
    Perhaps,
    /// It is about other actions.
    Nothing,
}

/// Whether a policy allows actions; of services without known actions any of their prefixes.
pub(super) fn allows(policy: &Value, actions: &[String], at: Span) -> Answer {
    let at = policy.origin.at.unwrap_or(at);
    let unknown = |reason: String| Answer::Unknown(Cause::new(reason, Some(at)));
    let parsed = match &policy.kind {
        Kind::Map(..) => Some(policy.clone()),
        _ => policy.parse_json(),
    };
    let statements = parsed.as_ref().and_then(|document| document.get("Statement"));
    let Some(statements) = statements else {
        return policy.cause().map_or_else(
            || unknown("what the endpoint's policy allows is not known".into()),
            Answer::Unknown,
        );
    };
    let (list, open) = match &statements.kind {
        Kind::List(items, open) => (&items[..], open.clone()),
        _ => (std::slice::from_ref(statements), None),
    };
    if let Some(cause) = open {
        return Answer::Unknown(cause);
    }
    let mut answers = actions.iter().map(|action| (action, allows_one(list, action)));
    let Some((_, mut all)) = answers.next() else {
        return unknown("which actions are called is not known".into());
    };
    for (action, answer) in answers {
        match (&all, &answer) {
            (Answer::Yes, Answer::No) | (Answer::No, Answer::Yes) => {
                return unknown(format!("the policy allows some actions only, as for `{action}`"));
            }
            (_, Answer::Unknown(_)) => all = answer,
            _ => {}
        }
    }
    match all {
        Answer::Unknown(cause) if cause.at.is_none() => unknown(cause.reason.to_string()),
        other => other,
    }
}

fn allows_one(statements: &[Value], action: &str) -> Answer {
    let mut allowed = Says::Nothing;
    let mut denied = Says::Nothing;
    for statement in statements {
        let says = concerns(statement, action);
        let effect = statement.get("Effect").and_then(Value::as_str);
        let of = match effect {
            Some("Allow") => &mut allowed,
            Some("Deny") => &mut denied,
            _ => {
                let cause = Cause::new("a statement of the policy is not known", None);
                return Answer::Unknown(cause);
            }
        };
        *of = match (*of, says) {
            (Says::Surely, _) | (_, Says::Surely) => Says::Surely,
            (Says::Perhaps, _) | (_, Says::Perhaps) => Says::Perhaps,
            _ => Says::Nothing,
        };
    }
    let unknown = |reason: String| Answer::Unknown(Cause::new(reason, None));
    match (allowed, denied) {
        (_, Says::Surely) | (Says::Nothing, _) => Answer::No,
        (Says::Surely, Says::Nothing) => Answer::Yes,
        (Says::Surely, Says::Perhaps) => {
            unknown(format!("a statement of the policy may deny `{action}`"))
        }
        (Says::Perhaps, _) => {
            unknown(format!("the policy allows `{action}` for some callers or resources only"))
        }
    }
}

/// What a statement says of an action.
fn concerns(statement: &Value, action: &str) -> Says {
    let written = |name| statement.get(name).filter(|value| !value.is_null());
    let of_action = match (written("Action"), written("NotAction")) {
        (Some(actions), _) => among(actions, action),
        (None, Some(others)) => match among(others, action) {
            Says::Surely => Says::Nothing,
            Says::Perhaps => Says::Perhaps,
            Says::Nothing => Says::Surely,
        },
        (None, None) => Says::Perhaps,
    };
    let everybody = match statement.get("Principal").map(|p| &p.kind) {
        Some(Kind::String(text)) => text == "*",
        Some(Kind::Map(entries, None)) => {
            entries.get("AWS").is_some_and(|value| has(value, "*")) && entries.len() == 1
        }
        _ => false,
    };
    let everything = statement.get("Resource").is_some_and(|value| has(value, "*"));
    let always = statement.get("Condition").is_some_and(Value::is_null);
    match of_action {
        Says::Surely if !(everybody && everything && always) => Says::Perhaps,
        other => other,
    }
}

/// Whether a list of patterns, or a single one, covers an action or meets it.
fn among(patterns: &Value, action: &str) -> Says {
    let (list, open) = match &patterns.kind {
        Kind::List(items, open) => (&items[..], open.is_some()),
        _ => (std::slice::from_ref(patterns), false),
    };
    let mut found = if open { Says::Perhaps } else { Says::Nothing };
    for pattern in list {
        let Some(pattern) = pattern.as_str() else {
            found = Says::Perhaps;
            continue;
        };
        let pattern = pattern.to_ascii_lowercase();
        let action = action.to_ascii_lowercase();
        if covers(pattern.as_bytes(), action.as_bytes()) {
            return Says::Surely;
        }
        if meet(pattern.as_bytes(), action.as_bytes()) {
            found = Says::Perhaps;
        }
    }
    found
}

fn has(value: &Value, wanted: &str) -> bool {
    match &value.kind {
        Kind::List(items, _) => items.iter().any(|item| item.as_str() == Some(wanted)),
        _ => value.as_str() == Some(wanted),
    }
}

/// Whether a pattern matches all that another one does, whose stars count as characters.
fn covers(pattern: &[u8], text: &[u8]) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(b'?') if text.get(t) != Some(&b'*') => {
                p += 1;
                t += 1;
            }
            Some(byte) if Some(byte) == text.get(t) => {
                p += 1;
                t += 1;
            }
            _ => match star {
                Some((at, from)) => {
                    p = at + 1;
                    t = from + 1;
                    star = Some((at, from + 1));
                }
                None => return false,
            },
        }
    }
    pattern.get(p..).is_none_or(|rest| rest.iter().all(|b| *b == b'*'))
}

/// Whether two patterns have a text in common.
fn meet(one: &[u8], other: &[u8]) -> bool {
    /// Names of actions are shorter.
    const MOST: usize = 256;
    if one.len() > MOST || other.len() > MOST {
        return true;
    }
    // Row by row: whether the rests from here on have a text in common.
    let empty = |rest: &[u8]| rest.iter().all(|b| *b == b'*');
    let mut below: Vec<bool> =
        (0..=other.len()).map(|n| other.get(n..).is_none_or(empty)).collect();
    for (n, left) in one.iter().enumerate().rev() {
        let mut row = vec![false; other.len() + 1];
        if let Some(last) = row.last_mut() {
            *last = one.get(n..).is_none_or(empty);
        }
        for (m, right) in other.iter().enumerate().rev() {
            let (down, along, both) = (below.get(m), row.get(m + 1), below.get(m + 1));
            let is = |cell: Option<&bool>| cell.copied().unwrap_or_default();
            let meets = match (left, right) {
                (b'*', _) => is(down) || is(along),
                (_, b'*') => is(along) || is(down),
                (b'?', _) | (_, b'?') => is(both),
                _ => left == right && is(both),
            };
            if let Some(cell) = row.get_mut(m) {
                *cell = meets;
            }
        }
        below = row;
    }
    below.first().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(policy: &str, actions: &[&str]) -> &'static str {
        let policy = Value::from(Kind::String(policy.into()));
        let actions: Vec<String> = actions.iter().map(|a| (*a).to_owned()).collect();
        let at = vpcelint_source::Range::default().in_file(vpcelint_source::FileId(0));
        match allows(&policy, &actions, at) {
            Answer::Yes => "yes",
            Answer::No => "no",
            Answer::Unknown(_) => "unknown",
        }
    }

    #[test]
    fn statements_are_compared_with_actions() {
        let statement =
            |effect: &str, rest: &str| format!(r#"{{"Effect":"{effect}","Principal":"*",{rest}}}"#);
        let policy = |statements: &[String]| {
            format!(r#"{{"Version":"2012-10-17","Statement":[{}]}}"#, statements.join(","))
        };
        let all = r#""Action":"*","Resource":"*""#;
        let send = r#""Action":["sqs:Send*"],"Resource":"*""#;
        let others = r#""NotAction":"sqs:Delete*","Resource":"*""#;
        let some = r#""Action":"sqs:*","Resource":"arn:aws:sqs:*:*:q""#;
        let when = r#""Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o"}}"#;
        let other = r#""Action":"s3:*","Resource":"*""#;
        let one = ["sqs:SendMessage"];
        for (statements, actions, wanted) in [
            (vec![statement("Allow", all)], &one[..], "yes"),
            (vec![statement("Allow", send)], &one[..], "yes"),
            (vec![statement("Allow", send)], &["sqs:*"][..], "unknown"),
            (vec![statement("Allow", send)], &["sqs:ReceiveMessage"][..], "no"),
            (
                vec![statement("Allow", send)],
                &["sqs:SendMessage", "sqs:DeleteMessage"][..],
                "unknown",
            ),
            (vec![statement("Allow", others)], &one[..], "yes"),
            (vec![statement("Allow", others)], &["sqs:DeleteMessage"][..], "no"),
            (vec![statement("Allow", some)], &one[..], "unknown"),
            (vec![statement("Allow", when)], &one[..], "unknown"),
            (vec![statement("Allow", other)], &one[..], "no"),
            (vec![statement("Allow", all), statement("Deny", send)], &one[..], "no"),
            (vec![statement("Allow", all), statement("Deny", some)], &one[..], "unknown"),
            (vec![statement("Allow", all), statement("Deny", other)], &one[..], "yes"),
            (vec![], &one[..], "no"),
        ] {
            let text = policy(&statements);
            assert_eq!(verdict(&text, actions), wanted, "{text} {actions:?}");
        }
        assert_eq!(verdict("no JSON", &one), "unknown");
    }

    #[test]
    fn who_and_what_a_statement_is_about_counts() {
        let send = ["sqs:SendMessage"];
        for (rest, wanted) in [
            (r#""Principal":{"AWS":"*"},"Resource":"*""#, "yes"),
            (r#""Principal":{"AWS":["*"]},"Resource":["*"]"#, "yes"),
            (r#""Principal":{"AWS":["x","*"]},"Resource":["x","*"]"#, "yes"),
            (r#""Principal":{"AWS":"x"},"Resource":"*""#, "unknown"),
            (r#""Principal":{"AWS":["x"]},"Resource":"*""#, "unknown"),
            (r#""Principal":{"AWS":"*","Service":"x"},"Resource":"*""#, "unknown"),
            (r#""Principal":{"Service":"*"},"Resource":"*""#, "unknown"),
            (r#""Principal":"x","Resource":"*""#, "unknown"),
            (r#""Principal":"*","Resource":["x"]"#, "unknown"),
            (r#""Principal":"*""#, "unknown"),
        ] {
            let text = format!(
                r#"{{"Statement":{{"Effect":"Allow","Action":"sqs:SendMessage",{rest}}}}}"#
            );
            assert_eq!(verdict(&text, &send), wanted, "{text}");
        }
        // Of several actions the one that is open is what is said of all.
        let text = r#"{"Statement":[{"Effect":"Allow","Principal":"*","Action":"sqs:Send*","Resource":"*"},
            {"Effect":"Allow","Principal":"*","Action":"sqs:Get*","Resource":"x"}]}"#;
        assert_eq!(verdict(text, &["sqs:SendMessage", "sqs:GetQueueUrl"]), "unknown");
        assert_eq!(verdict(text, &["sqs:GetQueueUrl", "sqs:SendMessage"]), "unknown");
        assert_eq!(verdict(text, &["sqs:DeleteQueue", "sqs:PurgeQueue"]), "no");
    }

    #[test]
    fn what_is_not_sure_of_a_policy_points_at_it() {
        let text =
            r#"{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"x"}}"#;
        let policy = Value::from(Kind::String(text.into()));
        let at = vpcelint_source::Range::default().in_file(vpcelint_source::FileId(7));
        let Answer::Unknown(cause) = allows(&policy, &["sqs:SendMessage".to_owned()], at) else {
            unreachable!("{text}")
        };
        assert_eq!(cause.at, Some(at));
        assert!(cause.reason.contains("for some callers"), "{}", cause.reason);
    }

    /// What `covers` says, tried out.
    fn plain(pattern: &[u8], text: &[u8]) -> bool {
        match (pattern, text) {
            ([], []) => true,
            ([b'*', rest @ ..], _) => (0..=text.len()).any(|n| plain(rest, &text[n..])),
            ([b'?', rest @ ..], [byte, text @ ..]) if *byte != b'*' => plain(rest, text),
            ([one, rest @ ..], [other, text @ ..]) => one == other && plain(rest, text),
            _ => false,
        }
    }

    /// All texts of so many letters and signs.
    fn texts(most: usize, of: &[u8]) -> Vec<Vec<u8>> {
        let mut all = vec![Vec::new()];
        let mut last = all.clone();
        for _ in 0..most {
            let longer = |text: &Vec<u8>| {
                of.iter().map(|byte| [&text[..], &[*byte]].concat()).collect::<Vec<_>>()
            };
            last = last.iter().flat_map(longer).collect();
            all.extend(last.clone());
        }
        all
    }

    #[test]
    fn all_small_patterns_are_compared_rightly() {
        let (patterns, words) = (texts(4, b"ab*?"), texts(4, b"ab"));
        for pattern in &patterns {
            for text in &patterns {
                let both = (String::from_utf8_lossy(pattern), String::from_utf8_lossy(text));
                assert_eq!(covers(pattern, text), plain(pattern, text), "{both:?}");
                // A word of four letters may be too short to show that two patterns meet.
                if words.iter().any(|word| plain(pattern, word) && plain(text, word)) {
                    assert!(meet(pattern, text), "{both:?}");
                }
            }
            for word in &words {
                assert_eq!(meet(pattern, word), plain(pattern, word), "{pattern:?} {word:?}");
            }
        }
    }

    #[test]
    fn what_is_not_known_of_a_statement_is_not_absent() {
        let cause = Cause::new("not known", None);
        let text = |s: &str| Value::from(Kind::String(s.into()));
        let entries = [("Effect", "Allow"), ("Principal", "*"), ("Action", "*"), ("Resource", "*")];
        let entries: std::collections::BTreeMap<_, _> =
            entries.iter().map(|(k, v)| ((*k).into(), text(v))).collect();
        let statement = |open| Value::from(Kind::Map(entries.clone().into(), open));
        let concerned = |open| concerns(&statement(open), "sqs:SendMessage");
        assert_eq!(concerned(None), Says::Surely);
        // It may have a condition.
        assert_eq!(concerned(Some(cause)), Says::Perhaps);
    }

    #[test]
    fn patterns_meet_where_a_text_matches_both() {
        for (one, other, wanted) in [
            ("s3:*", "s3:get*", true),
            ("s3:get*", "s3:*object", true),
            ("s3:get*", "s3:put*", false),
            ("s3:g?t", "s3:get", true),
            ("*", "", true),
            ("a*b", "ab", true),
            ("a*b", "ac", false),
        ] {
            assert_eq!(meet(one.as_bytes(), other.as_bytes()), wanted, "{one} {other}");
            assert_eq!(meet(other.as_bytes(), one.as_bytes()), wanted, "{other} {one}");
        }
    }
}
