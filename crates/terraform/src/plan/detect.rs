//! Tells plans and states from other files, by what stands in them.

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detected {
    /// A plan or state as `terraform show -json` writes it.
    Plan,
    /// A plan as `terraform plan -out` saves it.
    Saved,
    /// A state as Terraform keeps it.
    State,
    /// What `terraform plan -json` says while it works.
    Log,
}

/// Whether the beginning of a file says that it may be a plan or state: files of which it does not are
/// not read whole.
#[must_use]
pub fn may_be_plan(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let text = head.trim_ascii_start();
    let has = |word: &[u8]| text.windows(word.len()).any(|w| w == word);
    text.starts_with(b"{") && has(b"\"format_version\"")
        // `jq -S` and the like sort the keys.
        || text.starts_with(b"{") && (has(b"\"applyable\"") || has(b"\"configuration\""))
}

/// What a file is that was named; none where it is something else.
#[must_use]
pub fn detect(bytes: &[u8]) -> Option<Detected> {
    if bytes.starts_with(b"PK\x03\x04") {
        // The first file in the archive.
        let head = bytes.get(..64.min(bytes.len())).unwrap_or_default();
        return head.windows(6).any(|w| w == b"tfplan").then_some(Detected::Saved);
    }
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if !text.starts_with('{') {
        return None;
    }
    if text.starts_with("{\"@level\"") {
        return Some(Detected::Log);
    }
    let has = |key: &str| text.contains(key);
    if has("\"format_version\"")
        && has("\"terraform_version\"")
        && (has("\"planned_values\"") || has("\"values\"") || has("\"resource_changes\""))
    {
        return Some(Detected::Plan);
    }
    (has("\"lineage\"") && has("\"serial\"") && has("\"terraform_version\""))
        .then_some(Detected::State)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plans_are_told_by_their_content() {
        for (text, is) in [
            (
                &br#"{"format_version":"1.2","terraform_version":"1.11.4","planned_values":{}}"#[..],
                Some(Detected::Plan),
            ),
            (
                br#"{"format_version":"1.0","terraform_version":"1.9.0","values":{}}"#,
                Some(Detected::Plan),
            ),
            (
                br#"{"version":4,"terraform_version":"1.9.0","serial":1,"lineage":"x"}"#,
                Some(Detected::State),
            ),
            (
                b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x06\0\0\0tfplan",
                Some(Detected::Saved),
            ),
            (b"PK\x03\x04\x14\0\0\0", None),
            (br#"{"@level":"info","@message":"x"}"#, Some(Detected::Log)),
            (br#"{"Resources":{}}"#, None),
            (b"", None),
        ] {
            assert_eq!(detect(text), is, "{}", String::from_utf8_lossy(text));
            assert!(is != Some(Detected::Plan) || may_be_plan(text));
        }
    }
}
