//! Text from input, made fit for a terminal: nothing that moves the cursor, reorders the line or
//! hides itself gets through as it is, and nothing is longer than a reader would read.

/// The longest message that is printed for people, in characters.
pub(crate) const MESSAGE: usize = 2_000;

/// Whether a character acts on the terminal or is not seen.
pub(crate) fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}'
                | '\u{61c}'
                | '\u{115f}'..='\u{1160}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{fffe}'..='\u{ffff}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

/// Appends a character so that it is seen; returns how many characters it became.
pub(crate) fn push_visible(out: &mut String, c: char) -> usize {
    if !is_hidden(c) {
        out.push(c);
        return 1;
    }
    let before = out.len();
    match c {
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        _ => out.extend(c.escape_unicode()),
    }
    // Escapes are ASCII.
    out.len() - before
}

/// A text on one line with everything in it visible, cut after `limit` characters.
pub(crate) fn visible(text: &str, limit: usize) -> String {
    // Most texts are short and plain.
    if text.len() <= limit && text.bytes().all(|b| matches!(b, b' '..=b'~')) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len().min(limit));
    let mut length = 0;
    for c in text.chars() {
        if length >= limit {
            out.push_str("...");
            break;
        }
        length += push_visible(&mut out, c);
    }
    out
}

/// As [`visible`], but line breaks stay.
pub(crate) fn visible_lines(text: &str, limit: usize) -> String {
    let mut out = String::with_capacity(text.len().min(limit));
    let mut length = 0;
    for c in text.trim_end().replace("\r\n", "\n").chars() {
        if length >= limit {
            out.push_str("...");
            break;
        }
        if c == '\n' {
            out.push(c);
            length += 1;
        } else {
            length += push_visible(&mut out, c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_seen_is_spelled_out() {
        assert_eq!(
            visible("a\u{1b}[2J\u{202e}b\n\u{7f}ü本", 99),
            "a\\u{1b}[2J\\u{202e}b\\n\\u{7f}ü本"
        );
        assert_eq!(visible("abcdef", 3), "abc...");
        assert_eq!(visible("abc", 3), "abc");
        assert_eq!(visible_lines("a\r\nb\rc\n", 99), "a\nb\\rc");
    }
}
