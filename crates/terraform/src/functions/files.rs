//! Functions of files, paths and templates.

use std::collections::BTreeMap;

use regex::Regex;

use crate::host::FileError;
use crate::{Kind, Marks, Type, Value};

use super::encoding::to_base64;
use super::text::string;
use super::{Answer, Call, Failure};

/// `file`
pub(super) fn file(call: &Call<'_>) -> Answer {
    match read_text(call)? {
        Ok(text) => Ok(string(text).marked(Marks::FILE)),
        Err(unknown) => Ok(unknown),
    }
}

/// The text of the file that is the first argument, or the result where it cannot be had.
fn read_text(call: &Call<'_>) -> Result<Result<String, Value>, Failure> {
    let path = call.str(0)?;
    let bytes = match call.host.read(path) {
        Ok(bytes) => bytes,
        Err(error) => return call.without_file(error).map(Err),
    };
    if bytes.len() > call.limits().string_bytes {
        return Ok(Err(call.too_long()));
    }
    match std::str::from_utf8(&bytes) {
        Ok(text) => Ok(Ok(text.to_owned())),
        Err(_) => Err(Failure::new(format!("contents of {path} are not valid UTF-8"))),
    }
}

/// `filebase64`
pub(super) fn filebase64(call: &Call<'_>) -> Answer {
    match call.host.read(call.str(0)?) {
        Ok(bytes) => Ok(Value::from(to_base64(&bytes)).marked(Marks::FILE)),
        Err(error) => call.without_file(error),
    }
}

/// `fileexists`
pub(super) fn fileexists(call: &Call<'_>) -> Answer {
    match call.host.exists(call.str(0)?) {
        Ok(exists) => Ok(exists.into()),
        Err(error) => call.without_file(error),
    }
}

/// `fileset`
pub(super) fn fileset(call: &Call<'_>) -> Answer {
    let (folder, pattern) = (call.str(0)?, call.str(1)?);
    // The pattern may leave the folder: what has no wildcard in it decides where to look.
    let folder = clean(folder);
    let joined = clean(&format!("{folder}/{pattern}"));
    let parts: Vec<&str> = joined.split('/').collect();
    let plain = parts.iter().take_while(|p| !p.contains(['*', '?', '[', '{', '\\'])).count();
    let fixed = plain.min(parts.len().saturating_sub(1));
    let (base, rest) = parts.split_at(fixed);
    let base = base.join("/");
    let matcher = glob(&rest.join("/"))
        .ok_or_else(|| Failure::new(format!("failed to glob pattern {pattern}: syntax error")))?;
    let start = if !base.is_empty() {
        base.as_str()
    } else if joined.starts_with('/') {
        "/"
    } else {
        "."
    };
    let files = match call.host.files_below(start) {
        Ok(files) => files,
        Err(FileError::Absent(_)) => Vec::new(),
        Err(error @ FileError::Hidden(_)) => return call.without_file(error),
    };
    let mut found: Vec<String> = files
        .iter()
        .filter(|f| matcher.is_match(f))
        .map(|f| {
            relative(&folder, &if base.is_empty() { f.clone() } else { format!("{base}/{f}") })
        })
        .collect();
    if found.len() > call.limits().list_length {
        return Ok(call.too_many());
    }
    found.sort_unstable();
    found.dedup();
    Ok(crate::convert::set_of(Type::String, found.into_iter().map(string).collect()))
}

/// A path relative to a folder, both clean.
fn relative(folder: &str, path: &str) -> String {
    let folder: Vec<&str> = folder.split('/').filter(|p| *p != ".").collect();
    let path: Vec<&str> = path.split('/').filter(|p| *p != ".").collect();
    let common = folder.iter().zip(&path).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..", folder.len() - common);
    up.chain(path.get(common..).unwrap_or(&[]).iter().copied()).collect::<Vec<_>>().join("/")
}

/// A regular expression for a pattern with `*`, `**`, `?`, `[...]` and `{a,b}`.
fn glob(pattern: &str) -> Option<Regex> {
    let mut out = String::from("^");
    let mut chars = pattern.chars().peekable();
    let (mut depth, mut begins) = (0usize, true);
    while let Some(c) = chars.next() {
        let first = std::mem::replace(&mut begins, c == '/');
        match c {
            '*' if chars.peek() == Some(&'*') && first => {
                while chars.next_if_eq(&'*').is_some() {}
                match chars.peek() {
                    None => out.push_str(".*"),
                    Some('/') => {
                        chars.next();
                        begins = true;
                        out.push_str("(?:.*/)?");
                    }
                    Some(_) => out.push_str("[^/]*"),
                }
            }
            '*' => out.push_str("[^/]*"),
            '?' => out.push_str("[^/]"),
            '{' => {
                depth += 1;
                out.push_str("(?:");
            }
            '}' if depth > 0 => {
                depth -= 1;
                out.push(')');
            }
            ',' if depth > 0 => out.push('|'),
            '[' => {
                let mut class = String::from("[");
                if chars.next_if(|c| matches!(c, '^' | '!')).is_some() {
                    class.push('^');
                }
                loop {
                    match chars.next()? {
                        ']' if class.len() > 1 => break,
                        '\\' => class.push_str(&regex::escape(&chars.next()?.to_string())),
                        '-' => class.push('-'),
                        c => class.push_str(&regex::escape(&c.to_string())),
                    }
                }
                out.push_str(&class);
                out.push(']');
            }
            '\\' => out.push_str(&regex::escape(&chars.next()?.to_string())),
            c => out.push_str(&regex::escape(&c.to_string())),
        }
    }
    out.push('$');
    if depth > 0 { None } else { Regex::new(&out).ok() }
}

/// A path without `.`, `..` and doubled slashes.
fn clean(path: &str) -> String {
    let rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => match parts.last() {
                Some(&last) if last != ".." => {
                    parts.pop();
                }
                _ if rooted => {}
                _ => parts.push(".."),
            },
            part => parts.push(part),
        }
    }
    let joined = parts.join("/");
    match (rooted, joined.is_empty()) {
        (true, _) => format!("/{joined}"),
        (false, true) => ".".to_owned(),
        (false, false) => joined,
    }
}

/// `basename`
pub(super) fn basename(call: &Call<'_>) -> Answer {
    let path = call.str(0)?;
    let trimmed = path.trim_end_matches('/');
    let name = match (path.is_empty(), trimmed.is_empty()) {
        (true, _) => ".",
        (_, true) => "/",
        _ => trimmed.rsplit('/').next().unwrap_or(trimmed),
    };
    Ok(string(name))
}

/// `dirname`
pub(super) fn dirname(call: &Call<'_>) -> Answer {
    let path = call.str(0)?;
    let folder = path.rfind('/').map_or("", |at| path.get(..=at).unwrap_or(""));
    Ok(string(clean(folder)))
}

/// `abspath`
pub(super) fn abspath(call: &Call<'_>) -> Answer {
    let path = call.str(0)?;
    if path.starts_with('/') {
        Ok(string(clean(path)))
    } else {
        Ok(string(call.host.absolute(path)))
    }
}

/// `pathexpand`
pub(super) fn pathexpand(call: &Call<'_>) -> Answer {
    let path = call.str(0)?;
    match path.strip_prefix('~') {
        None => Ok(call.arg(0)?.clone()),
        Some(rest) if rest.is_empty() || rest.starts_with('/') => {
            Ok(call.unknown_because("the home folder differs from machine to machine"))
        }
        Some(_) => Err(Failure::new("cannot expand user-specific home dir")),
    }
}

/// `templatefile`
pub(super) fn templatefile(call: &Call<'_>) -> Answer {
    if call.arg(0)?.is_unknown() || call.arg(1)?.is_unknown() {
        return Ok(call.unknown());
    }
    let text = match read_text(call)? {
        Ok(text) => text,
        Err(unknown) => return Ok(unknown),
    };
    let result = render(call, &text, Some(call.str(0)?))?;
    Ok(result.marked(call.arg(1)?.deep_marks().with(Marks::FILE)))
}

/// `templatestring`
pub(super) fn templatestring(call: &Call<'_>) -> Answer {
    let text = call.str(0)?;
    let result = render(call, text, None)?;
    crate::convert(&result, &Type::String)
        .map_err(|e| Failure::new(format!("invalid template result: {}", e.message)))
}

fn render(call: &Call<'_>, text: &str, file: Option<&str>) -> Answer {
    let variables = match &call.arg(1)?.kind {
        Kind::Map(_, m) | Kind::Object(m) => BTreeMap::clone(m),
        _ => return Err(Failure::argument(1, "invalid vars value: must be a map")),
    };
    for name in variables.keys() {
        let mut chars = name.chars();
        let starts = chars.next().is_some_and(|c| c.is_alphabetic() || c == '_');
        if !starts || !chars.all(|c| c.is_alphanumeric() || c == '_' || c == '-') {
            return Err(Failure::argument(
                1,
                format!(
                    "invalid template variable name {name:?}: must start with a letter, followed \
                     by zero or more letters, digits, and underscores"
                ),
            ));
        }
    }
    let result = call.host.template(text, file, variables).map_err(Failure::new)?;
    if result.is_null() {
        return Err(Failure::new("the result of the template is null"));
    }
    Ok(result)
}
