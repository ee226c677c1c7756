//! Text as Markdown that shows it as it is: no markup, no HTML, no link, no picture, and nobody
//! is called by `@name`.

use std::fmt::Write as _;

/// Where a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Where {
    Text,
    /// In a cell of a table, which `|` ends also within code.
    Cell,
}

/// A text on one line in which what stands in backticks is code.
pub(crate) fn prose(text: &str, at: Where) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('`') {
        let Some((inner, after)) = behind.split_once('`') else { break };
        push_plain(&mut out, before);
        if inner.is_empty() {
            push_plain(&mut out, "``");
        } else {
            out.push_str(&code(inner, at));
        }
        rest = after;
    }
    push_plain(&mut out, rest);
    out
}

/// A text as code, whatever backticks are in it.
pub(crate) fn code(text: &str, at: Where) -> String {
    let fence = "`".repeat(longest_run(text) + 1);
    // A blank on either side is taken away again if there is one on both.
    let pad = text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']);
    let pad = if pad { " " } else { "" };
    let text = match at {
        Where::Text => text.to_owned(),
        // A backslash before it would escape the one that is put there.
        Where::Cell => text.replace("\\|", "\u{2216}|").replace('|', "\\|"),
    };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// Lines as a block of code.
pub(crate) fn fenced(lines: &[String], language: &str) -> String {
    let longest = lines.iter().map(|line| longest_run(line)).max().unwrap_or_default();
    let fence = "`".repeat((longest + 1).max(3));
    let mut out = format!("{fence}{language}\n");
    for line in lines {
        let _ = writeln!(out, "{line}");
    }
    let _ = writeln!(out, "{fence}");
    out
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or_default()
}

/// Text without markup: punctuation is escaped. Hosts look for names, numbers and addresses in the
/// finished text as well, where an escape is no longer seen; what begins one stands as code.
fn push_plain(out: &mut String, text: &str) {
    let mut before = None;
    let mut letters = text.char_indices().peekable();
    while let Some((at, c)) = letters.next() {
        let next = letters.peek().map(|(_, next)| *next);
        let rest = text.get(at..).unwrap_or_default();
        if refers(c, next, text.get(..at).unwrap_or_default(), rest) {
            let _ = write!(out, "`{c}`");
        } else if c.is_ascii_punctuation() && !matches!(c, ',' | '\'' | '"' | '/' | ';' | '?' | '%')
        {
            if !matches!(c, '.' | ':' | '(' | ')' | '-' | '+' | '=' | '{' | '}') || before.is_none()
            {
                out.push('\\');
            }
            out.push(c);
        } else {
            out.push(c);
        }
        before = Some(c);
    }
}

/// Whether a character would begin what a host makes a link of or a call to somebody.
fn refers(c: char, next: Option<char>, before: &str, rest: &str) -> bool {
    let word = next.is_some_and(|n| n.is_alphanumeric() || n == '"' || n == '_');
    match c {
        '@' | '#' | '!' | '$' | '%' | '~' | '&' | '^' => word,
        ':' => rest.starts_with("://") || next.is_some_and(char::is_alphabetic),
        '.' => before.ends_with(['w', 'W']) && word,
        // `GH-12` is an issue.
        '-' => before.ends_with(['h', 'H']) && next.is_some_and(|n| n.is_ascii_digit()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_holds_any_backticks() {
        assert_eq!(code("a", Where::Text), "`a`");
        assert_eq!(code("a``b`", Where::Text), "``` a``b` ```");
        assert_eq!(code("a|b", Where::Cell), "`a\\|b`");
        assert_eq!(fenced(&["````".to_owned()], "hcl"), "`````hcl\n````\n`````\n");
    }

    #[test]
    fn nothing_acts_in_prose() {
        for (text, shown) in [
            ("`a.b[0]` is <img src=x>", "`a.b[0]` is \\<img src=x\\>"),
            ("hey @everyone", "hey `@`everyone"),
            ("see #12 and a@b.c", "see `#`12 and a`@`b.c"),
            ("http://evil www.evil", "http`:`//evil www`.`evil"),
            ("[a](b) ![c](d)", "\\[a\\](b) \\!\\[c\\](d)"),
            ("one ` tick", "one \\` tick"),
            ("a | b :smile:", "a \\| b `:`smile:"),
            ("- x", "\\- x"),
        ] {
            assert_eq!(prose(text, Where::Cell), shown);
        }
    }
}
