//! The policies of endpoints: what no statement allows, and what one denies, is refused.

use crate::network::{Policy, Service, Statement};

/// What workloads do with a service.
pub(crate) fn action(service: Service) -> &'static str {
    match service {
        Service::Sqs => "sqs:SendMessage",
        Service::S3 => "s3:GetObject",
        Service::DynamoDb => "dynamodb:GetItem",
        Service::Keyspaces => "cassandra:Select",
    }
}

/// Whether a policy allows the call, in each case: statements about one resource are about this call or
/// not. Without a policy all is allowed.
pub(crate) fn may_allow(policy: Option<&Policy>, service: Service) -> Vec<bool> {
    let Some(statements) = policy else { return vec![true] };
    let action = action(service).to_lowercase();
    let mut all = Vec::new();
    for narrow in [false, true] {
        for narrow_deny in [false, true] {
            let holds = |s: &&Statement| {
                let named = s.actions.iter().any(|a| {
                    let pattern: Vec<char> = a.to_lowercase().chars().collect();
                    matches(&pattern, &action.chars().collect::<Vec<_>>())
                });
                let applies = !s.narrow || if s.allow { narrow } else { narrow_deny };
                applies && named != s.others
            };
            let allowed = statements.iter().filter(holds).any(|s| s.allow);
            let denied = statements.iter().filter(holds).any(|s| !s.allow);
            all.push(allowed && !denied);
        }
    }
    all.sort_unstable();
    all.dedup();
    all
}

/// A star stands for any text, a question mark for one character.
fn matches(pattern: &[char], text: &[char]) -> bool {
    match (pattern, text) {
        ([], []) => true,
        (['*', rest @ ..], _) => (0..=text.len()).any(|n| matches(rest, &text[n..])),
        ([p, pattern @ ..], [t, text @ ..]) => (*p == '?' || p == t) && matches(pattern, text),
        _ => false,
    }
}
