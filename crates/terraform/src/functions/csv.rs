//! `csvdecode`, as strict as Go's reader.

use std::collections::BTreeMap;

use smol_str::{SmolStr, ToSmolStr};

use crate::{Type, Value};

use super::text::string;
use super::{Answer, Call, Failure};

/// `csvdecode`
pub(super) fn csvdecode(call: &Call<'_>) -> Answer {
    let mut rows = Rows { rest: call.str(0)?, line: 0 };
    let Some(header) = rows.next().transpose()? else {
        return Err(Failure::new("missing header line"));
    };
    let header: Vec<SmolStr> =
        header.iter().map(|h| string(h).as_str().unwrap_or("").to_smolstr()).collect();
    let mut types = BTreeMap::new();
    for name in &header {
        if types.insert(name.clone(), Type::String).is_some() {
            return Err(Failure::new(format!("duplicate column name {name:?}")));
        }
    }
    let mut values = Vec::new();
    while let Some(row) = rows.next().transpose()? {
        if row.len() != header.len() {
            return Err(rows.wrong("wrong number of fields"));
        }
        if values.len() >= call.limits().list_length {
            return Ok(call.too_many());
        }
        let cells = header.iter().cloned().zip(row.iter().map(string));
        values.push(Value::object(cells.collect()));
    }
    Ok(Value::list(Type::object(types), values))
}

struct Rows<'a> {
    rest: &'a str,
    line: usize,
}

impl<'a> Rows<'a> {
    fn wrong(&self, what: &str) -> Failure {
        Failure::new(format!("CSV parse error on line {}: {what}", self.line))
    }

    /// The next line with its end, `\r\n` made `\n`.
    fn line(&mut self) -> Option<&'a str> {
        if self.rest.is_empty() {
            return None;
        }
        let end = self.rest.find('\n').map_or(self.rest.len(), |at| at + 1);
        let (line, rest) = self.rest.split_at(end);
        self.rest = rest;
        self.line += 1;
        Some(line)
    }

    fn next(&mut self) -> Option<Result<Vec<String>, Failure>> {
        loop {
            let line = self.line()?;
            if !line.trim_end_matches(['\r', '\n']).is_empty() {
                return Some(self.fields(line));
            }
        }
    }

    fn fields(&mut self, line: &'a str) -> Result<Vec<String>, Failure> {
        let mut fields = Vec::new();
        let mut line = unended(line);
        loop {
            if let Some(quoted) = line.strip_prefix('"') {
                let (field, rest) = self.quoted(quoted)?;
                fields.push(field);
                match rest {
                    Some(rest) => line = rest,
                    None => return Ok(fields),
                }
                continue;
            }
            let (field, rest) = line.split_once(',').map_or((line, None), |(f, r)| (f, Some(r)));
            if field.contains('"') {
                return Err(self.wrong("bare \" in non-quoted-field"));
            }
            fields.push(field.to_owned());
            match rest {
                Some(rest) => line = rest,
                None => return Ok(fields),
            }
        }
    }

    /// A field in quotes, and what follows its comma.
    fn quoted(&mut self, mut line: &'a str) -> Result<(String, Option<&'a str>), Failure> {
        let mut field = String::new();
        loop {
            let Some((text, behind)) = line.split_once('"') else {
                field.push_str(line);
                field.push('\n');
                match self.line() {
                    Some(next) => line = unended(next),
                    None => return Err(self.wrong("extraneous or missing \" in quoted-field")),
                }
                continue;
            };
            field.push_str(text);
            if let Some(rest) = behind.strip_prefix('"') {
                field.push('"');
                line = rest;
            } else if let Some(rest) = behind.strip_prefix(',') {
                return Ok((field, Some(rest)));
            } else if behind.is_empty() {
                return Ok((field, None));
            } else {
                return Err(self.wrong("extraneous or missing \" in quoted-field"));
            }
        }
    }
}

/// A line without its end.
fn unended(line: &str) -> &str {
    let line = line.strip_suffix('\n').unwrap_or(line);
    line.strip_suffix('\r').unwrap_or(line)
}
