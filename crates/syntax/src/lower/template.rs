//! Templates: escapes, strip markers (`~`) and the indentation of `<<-`, all as Terraform
//! applies them, which works on tokens: a line of a heredoc, but the whole text between two
//! markers of a quoted string.

use hcl_edit::Span as _;
use hcl_edit::template::{Directive, Element, HeredocTemplate, Strip};
use smol_str::SmolStr;
use vpcelint_source::Range;

use super::{Lower, normalized};
use crate::hcl::{Expr, ExprKind, Template, TemplateFor, TemplateIf, TemplatePart};

type Span = std::ops::Range<usize>;

/// How a template is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quoting {
    /// `"..."`, with escapes.
    Quoted,
    /// `<<A`; with `<<-` the indentation is taken off.
    Heredoc { flush: bool },
    /// A file or a JSON string that is a template as a whole.
    Bare,
}

/// A template's parts before they are put into one another.
#[derive(Debug)]
enum Token {
    Literal(String),
    Interpolation(Expr),
    If(Expr, Range),
    Else,
    For { key: Option<SmolStr>, value: SmolStr, collection: Expr, range: Range },
    End,
}

#[derive(Debug, Default)]
struct Tokens {
    list: Vec<Token>,
    trim_next: bool,
}

impl Tokens {
    fn literal(&mut self, mut text: String) {
        if std::mem::take(&mut self.trim_next) {
            text = text.trim_start().to_owned();
        }
        self.list.push(Token::Literal(text));
    }

    fn marker(&mut self, token: Token, strip: Strip) {
        let (start, end) = match strip {
            Strip::None => (false, false),
            Strip::Start => (true, false),
            Strip::End => (false, true),
            Strip::Both => (true, true),
        };
        if start && let Some(Token::Literal(text)) = self.list.last_mut() {
            text.truncate(text.trim_end().len());
        }
        self.list.push(token);
        self.trim_next = end;
    }
}

impl Lower<'_> {
    pub(super) fn heredoc(&mut self, heredoc: HeredocTemplate, span: Option<Span>) -> ExprKind {
        let span = span.unwrap_or(0..0);
        let rest = self.text.get(span.end..).unwrap_or_default();
        let tail = rest.split('\n').next().unwrap_or_default();
        if !tail.trim().is_empty() {
            self.heredoc_cut_short = true;
        }
        let flush = self.slice(&span).starts_with("<<-");
        self.template(heredoc.template, Quoting::Heredoc { flush })
    }

    pub(super) fn template(
        &mut self,
        template: hcl_edit::template::Template,
        quoting: Quoting,
    ) -> ExprKind {
        let plain = |element: &Element| match element {
            Element::Literal(_) => true,
            Element::Interpolation(interpolation) => interpolation.strip == Strip::None,
            Element::Directive(_) => false,
        };
        let flush = quoting == Quoting::Heredoc { flush: true };
        let parts = if !flush && template.iter().all(plain) {
            self.plain_parts(template, quoting)
        } else {
            let mut tokens = Tokens::default();
            self.tokens(template, quoting, true, &mut tokens);
            let mut list = tokens.list;
            if flush {
                dedent(&mut list);
            }
            nest(&mut list.into_iter(), &mut Vec::new())
        };
        finish(parts, quoting)
    }

    /// The parts of a template in which nothing is trimmed.
    fn plain_parts(
        &mut self,
        template: hcl_edit::template::Template,
        quoting: Quoting,
    ) -> Vec<TemplatePart> {
        let mut parts = Vec::with_capacity(template.len());
        parts.extend(template.into_iter().filter_map(|element| match element {
            Element::Literal(literal) => {
                let span = literal.span();
                let text = self.literal(literal.into_value(), span, quoting, true);
                Some(TemplatePart::Literal(normalized(text)))
            }
            Element::Interpolation(interpolation) => {
                Some(TemplatePart::Interpolation(self.expression(interpolation.expr)))
            }
            Element::Directive(_) => None,
        }));
        parts
    }

    fn tokens(
        &mut self,
        template: hcl_edit::template::Template,
        quoting: Quoting,
        outer: bool,
        tokens: &mut Tokens,
    ) {
        for element in template {
            let span = element.span();
            match element {
                Element::Literal(literal) => {
                    let text = self.literal(literal.into_value(), span, quoting, outer);
                    if quoting == Quoting::Quoted {
                        tokens.literal(text);
                    } else {
                        text.split_inclusive('\n').for_each(|line| tokens.literal(line.into()));
                    }
                }
                Element::Interpolation(interpolation) => {
                    let strip = interpolation.strip;
                    let expr = self.expression(interpolation.expr);
                    tokens.marker(Token::Interpolation(expr), strip);
                }
                Element::Directive(directive) => self.directive(*directive, quoting, tokens),
            }
        }
    }

    fn directive(&mut self, directive: Directive, quoting: Quoting, tokens: &mut Tokens) {
        let range = self.range(directive.span());
        match directive {
            Directive::If(directive) => {
                let condition = self.expression(directive.if_expr.cond_expr);
                tokens.marker(Token::If(condition, range), directive.if_expr.strip);
                self.tokens(directive.if_expr.template, quoting, false, tokens);
                if let Some(otherwise) = directive.else_expr {
                    tokens.marker(Token::Else, otherwise.strip);
                    self.tokens(otherwise.template, quoting, false, tokens);
                }
                tokens.marker(Token::End, directive.endif_expr.strip);
            }
            Directive::For(directive) => {
                let start = directive.for_expr;
                let token = Token::For {
                    key: start.key_var.map(|name| SmolStr::new(name.as_str())),
                    value: SmolStr::new(start.value_var.as_str()),
                    collection: self.expression(start.collection_expr),
                    range,
                };
                tokens.marker(token, start.strip);
                self.tokens(start.template, quoting, false, tokens);
                tokens.marker(Token::End, directive.endfor_expr.strip);
            }
        }
    }

    /// A literal's text without escapes. The parser's value can be taken only in the outer part
    /// of a quoted template: it takes the indentation off heredocs in its own way, and leaves
    /// escapes in the body of a directive.
    fn literal(
        &mut self,
        value: String,
        span: Option<Span>,
        quoting: Quoting,
        outer: bool,
    ) -> String {
        let Some(span) = span else { return value };
        let source = self.slice(&span);
        if quoting != Quoting::Quoted {
            return unescape_markers(source);
        }
        if let Some(at) = source.find('\n') {
            let at = span.start + at;
            self.problem(at..at, "this string has no closing `\"` on its line");
        }
        if outer {
            return value;
        }
        match unescape(source) {
            Ok(text) => text,
            Err((at, message)) => {
                let at = span.start + at;
                self.problem(at..at + 1, message);
                value
            }
        }
    }
}

/// Replaces `$${` and `%%{` by what they stand for.
fn unescape_markers(source: &str) -> String {
    if source.contains("$${") || source.contains("%%{") {
        source.replace("$${", "${").replace("%%{", "%{")
    } else {
        source.to_owned()
    }
}

/// Resolves the escapes of a quoted string, or says where one is wrong.
fn unescape(source: &str) -> Result<String, (usize, &'static str)> {
    let mut text = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(at) = rest.find(['\\', '"']) {
        let (before, from) = rest.split_at(at);
        text.push_str(&unescape_markers(before));
        let start = source.len() - from.len();
        let mut chars = from.chars();
        if chars.next() == Some('"') {
            return Err((start, "this directive has no end before the string's closing `\"`"));
        }
        match chars.next() {
            Some('n') => text.push('\n'),
            Some('r') => text.push('\r'),
            Some('t') => text.push('\t'),
            Some('"') => text.push('"'),
            Some('\\') => text.push('\\'),
            Some(kind @ ('u' | 'U')) => {
                let digits = if kind == 'u' { 4 } else { 8 };
                let code = chars.as_str().get(..digits);
                let code = code.and_then(|hex| u32::from_str_radix(hex, 16).ok());
                let Some(char) = code.and_then(char::from_u32) else {
                    return Err((start, "this escape needs the code of a character"));
                };
                text.push(char);
                chars = chars.as_str().get(digits..).unwrap_or_default().chars();
            }
            _ => return Err((start, "a string has no such escape")),
        }
        rest = chars.as_str();
    }
    text.push_str(&unescape_markers(rest));
    Ok(text)
}

/// Takes off the indentation that all lines of a `<<-` heredoc have in common. Lines of blanks
/// don't count, and neither does what follows a line break that a `~` took away.
fn dedent(tokens: &mut [Token]) {
    let mut least = usize::MAX;
    let mut indented = Vec::new();
    let mut line_start = true;
    for (index, token) in tokens.iter().enumerate() {
        let literal = match token {
            Token::Literal(text) => Some(text),
            _ => None,
        };
        if std::mem::take(&mut line_start) {
            let blanks = literal.map_or(0, |text| {
                let rest = text.trim_start();
                if rest.is_empty() && text.ends_with('\n') {
                    usize::MAX
                } else {
                    indented.push(index);
                    text[..text.len() - rest.len()].chars().count()
                }
            });
            least = least.min(blanks);
        }
        line_start = literal.is_some_and(|text| text.ends_with('\n'));
    }
    for index in indented {
        if let Some(Token::Literal(text)) = tokens.get_mut(index) {
            let end = text.char_indices().nth(least).map_or(text.len(), |(at, _)| at);
            text.drain(..end);
        }
    }
}

/// What ended a sequence of parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ended {
    Else,
    End,
}

/// Puts the parts between directives into them. Directives are as deep as the parser lets them.
fn nest(tokens: &mut impl Iterator<Item = Token>, ended: &mut Vec<Ended>) -> Vec<TemplatePart> {
    let mut parts = Vec::new();
    let mut text = None::<String>;
    while let Some(token) = tokens.next() {
        if let Token::Literal(literal) = token {
            // Texts are joined: they were apart only for trimming.
            text.get_or_insert_default().push_str(&literal);
            continue;
        }
        parts.extend(text.take().map(|text| TemplatePart::Literal(normalized(text))));
        match token {
            Token::Literal(_) => {}
            Token::Interpolation(expr) => parts.push(TemplatePart::Interpolation(expr)),
            Token::If(condition, range) => {
                let then = nest(tokens, ended);
                let otherwise = match ended.pop() {
                    Some(Ended::Else) => {
                        let otherwise = nest(tokens, ended);
                        ended.pop();
                        otherwise
                    }
                    _ => Vec::new(),
                };
                parts.push(TemplatePart::If(Box::new(TemplateIf {
                    condition,
                    then,
                    otherwise,
                    range,
                })));
            }
            Token::For { key, value, collection, range } => {
                let body = nest(tokens, ended);
                ended.pop();
                let directive = TemplateFor { key, value, collection, body, range };
                parts.push(TemplatePart::For(Box::new(directive)));
            }
            Token::Else | Token::End => {
                let end = if matches!(token, Token::Else) { Ended::Else } else { Ended::End };
                ended.push(end);
                return parts;
            }
        }
    }
    parts.extend(text.map(|text| TemplatePart::Literal(normalized(text))));
    parts
}

/// A template without anything to evaluate is a string.
fn finish(mut parts: Vec<TemplatePart>, quoting: Quoting) -> ExprKind {
    match parts.as_mut_slice() {
        [] => ExprKind::String(SmolStr::default()),
        [TemplatePart::Literal(text)] => ExprKind::String(std::mem::take(text)),
        _ => {
            let heredoc = matches!(quoting, Quoting::Heredoc { .. });
            ExprKind::Template(Box::new(Template { parts, heredoc }))
        }
    }
}
