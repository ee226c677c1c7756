//! Lowers hcl-edit's tree into ours, consuming it.

mod expression;
mod template;

use hcl_edit::Span as _;
use hcl_edit::structure::{self, BlockLabel, Structure};
use smol_str::SmolStr;
use unicode_normalization::{IsNormalized, UnicodeNormalization as _, is_nfc_quick};
use vpcelint_source::Range;

use crate::hcl::{Attribute, Block, Body, Expr, Name};
use crate::place::Place;

pub(crate) use template::Quoting;

/// Something wrong that the parser let pass, as byte offsets of the lowered text.
#[derive(Debug)]
pub(crate) struct Problem {
    pub(crate) range: Range,
    pub(crate) message: String,
}

/// What lowering needs beside the tree.
#[derive(Debug)]
pub(crate) struct Lower<'a> {
    /// The text as it was written; the parsed text may differ from it by repairs.
    text: &'a str,
    /// Where the text lies in its file.
    place: Place<'a>,
    /// Keys that were renamed for the parser, as offsets into the text.
    renamed: Vec<std::ops::Range<usize>>,
    /// What the parser let pass.
    pub(crate) problems: Vec<Problem>,
    /// Whether the parser ended a heredoc at a line that only begins with its delimiter.
    pub(crate) heredoc_cut_short: bool,
}

impl<'a> Lower<'a> {
    pub(crate) fn new(text: &'a str, place: Place<'a>) -> Self {
        Self { text, place, renamed: Vec::new(), problems: Vec::new(), heredoc_cut_short: false }
    }

    pub(crate) fn with_renamed(mut self, renamed: Vec<std::ops::Range<usize>>) -> Self {
        self.renamed = renamed;
        self
    }

    pub(crate) fn body(&mut self, body: structure::Body) -> Body {
        // The trees stay for the whole run, so that their vectors must not hold room to grow.
        let attributes = body.iter().filter(|s| matches!(s, Structure::Attribute(_))).count();
        let mut lowered = Body {
            attributes: Vec::with_capacity(attributes),
            blocks: Vec::with_capacity(body.len() - attributes),
        };
        for structure in body {
            match structure {
                Structure::Attribute(attribute) => {
                    let attribute = self.attribute(attribute);
                    lowered.attributes.push(attribute);
                }
                Structure::Block(block) => lowered.blocks.push(self.block(block)),
            }
        }
        if !self.renamed.is_empty() {
            self.drop_redefined(&mut lowered.attributes);
        }
        lowered
    }

    /// Reports attributes that stand twice; the first stays.
    pub(crate) fn drop_redefined(&mut self, attributes: &mut Vec<Attribute>) {
        let mut seen = std::collections::HashSet::new();
        attributes.retain(|attribute| {
            let fresh = seen.insert(attribute.name.text.clone());
            if !fresh {
                let message = format!(
                    "the argument `{}` is set twice here; each may be set once",
                    attribute.name.text
                );
                self.problems.push(Problem { range: attribute.name.range, message });
            }
            fresh
        });
    }

    fn attribute(&mut self, attribute: structure::Attribute) -> Attribute {
        let span = attribute.key.span();
        let text = match &span {
            Some(span) if self.renamed.contains(span) => SmolStr::new(self.slice(span)),
            _ => SmolStr::new(attribute.key.as_str()),
        };
        let range = self.range(span);
        Attribute { name: Name { text, range }, value: self.expression(attribute.value) }
    }

    fn block(&mut self, block: structure::Block) -> Block {
        let range = self.range(block.span());
        let kind = Name {
            text: SmolStr::new(block.ident.as_str()),
            range: self.range(block.ident.span()),
        };
        let labels = block.labels.into_iter().map(|label| self.label(label)).collect();
        Block { kind, labels, body: self.body(block.body), range }
    }

    fn label(&mut self, label: BlockLabel) -> Name {
        match label {
            BlockLabel::Ident(ident) => {
                Name { text: SmolStr::new(ident.as_str()), range: self.range(ident.span()) }
            }
            BlockLabel::String(string) => {
                let span = string.span();
                self.check_quoted(span.as_ref());
                Name { text: string.into_value().into(), range: self.range(span) }
            }
        }
    }

    /// The text of a span; empty when there is none.
    fn slice(&self, span: &std::ops::Range<usize>) -> &'a str {
        self.text.get(span.clone()).unwrap_or_default()
    }

    /// The place of a span in the file; the whole text's when the parser gave none.
    fn range(&self, span: Option<std::ops::Range<usize>>) -> Range {
        self.place.range(span.unwrap_or(0..self.text.len()))
    }

    fn problem(&mut self, span: std::ops::Range<usize>, message: impl Into<String>) {
        let range = self.place.range(span);
        self.problems.push(Problem { range, message: message.into() });
    }

    /// Reports a line break within quotes.
    fn check_quoted(&mut self, span: Option<&std::ops::Range<usize>>) {
        let Some(span) = span else { return };
        if let Some(at) = self.slice(span).find('\n') {
            let start = span.start;
            self.problem(start..start + at, "this string has no closing `\"` on its line");
        }
    }
}

/// A text in Unicode's normal form C, as Terraform holds all strings.
pub(crate) fn normalized(text: String) -> SmolStr {
    if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        text.into()
    } else {
        text.nfc().collect()
    }
}

impl Lower<'_> {
    /// Lowers a bare template, such as a template file.
    pub(crate) fn bare_template(&mut self, template: hcl_edit::template::Template) -> Expr {
        let range = self.place.range(0..self.text.len());
        Expr { kind: self.template(template, Quoting::Bare), range }
    }
}
