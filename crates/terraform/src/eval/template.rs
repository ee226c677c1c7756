//! Templates: text with interpolations and directives.

use vpcelint_source::Span;
use vpcelint_syntax::hcl::{Template, TemplateFor, TemplateIf, TemplatePart};

use super::{Binding, Error, Evaluated, Evaluator, Scope, lift};
use crate::{Kind, Marks, Partial, TextPart, Type, Value, convert};

/// A text that grows part by part.
#[derive(Default)]
struct Text {
    parts: Vec<TextPart>,
    literal: String,
    marks: Marks,
    bytes: usize,
}

impl Text {
    fn literal(&mut self, text: &str) {
        self.bytes += text.len();
        self.literal.push_str(text);
    }

    fn hole(&mut self, hole: Value) {
        if !self.literal.is_empty() {
            self.parts.push(TextPart::Literal(std::mem::take(&mut self.literal).into()));
        }
        self.parts.push(TextPart::Hole(hole));
    }

    /// A string, its marks kept; a partly known one is spliced in.
    fn push(&mut self, value: &Value) {
        self.marks = self.marks.with(value.marks);
        match &value.kind {
            Kind::String(text) => self.literal(text),
            Kind::Unknown(u) => match &u.known {
                Partial::Text(parts) => {
                    for part in parts {
                        match part {
                            TextPart::Literal(text) => self.literal(text),
                            TextPart::Hole(hole) => self.hole(hole.clone()),
                        }
                    }
                }
                _ => self.hole(value.clone()),
            },
            _ => {}
        }
    }

    fn finish(mut self) -> Value {
        if self.parts.is_empty() {
            return Value::from(self.literal).marked(self.marks);
        }
        if !self.literal.is_empty() {
            self.parts.push(TextPart::Literal(self.literal.into()));
        }
        let holes = self.parts.iter().filter_map(|p| match p {
            TextPart::Hole(value) => Some(Evaluator::cause_of(value)),
            TextPart::Literal(_) => None,
        });
        let causes: Vec<_> = holes.collect();
        let cause = vpcelint_model::Cause::join(&causes);
        Value::partial(Type::String, true, Partial::Text(self.parts), &cause).marked(self.marks)
    }
}

impl Evaluator<'_> {
    /// The value of a template: a quoted single interpolation is that value, all else a string.
    pub(crate) fn template(&self, template: &Template, scope: &Scope<'_>, span: Span) -> Evaluated {
        if let ([TemplatePart::Interpolation(expr)], false) =
            (&template.parts[..], template.heredoc)
        {
            return self.eval(expr, scope);
        }
        self.text(&template.parts, scope, span)
    }

    /// The string that parts make.
    pub(crate) fn text(&self, parts: &[TemplatePart], scope: &Scope<'_>, span: Span) -> Evaluated {
        let mut text = Text::default();
        self.append(parts, scope, span, &mut text)?;
        Ok(text.finish())
    }

    fn append(
        &self,
        parts: &[TemplatePart],
        scope: &Scope<'_>,
        span: Span,
        text: &mut Text,
    ) -> Result<(), Error> {
        for part in parts {
            match part {
                TemplatePart::Literal(literal) => text.literal(literal),
                TemplatePart::Interpolation(expr) => {
                    let value = self.eval(expr, scope)?;
                    text.push(&self.as_string(&value, scope.span(expr))?);
                }
                TemplatePart::If(directive) => self.append_if(directive, scope, text)?,
                TemplatePart::For(directive) => self.append_for(directive, scope, text)?,
            }
            let most = self.loader.reader.budget.limits.string_bytes;
            if text.bytes > most {
                let message =
                    format!("a string of more than {most} bytes (the cap `string_bytes`)");
                return Err(Error::cap(span, message));
            }
        }
        Ok(())
    }

    /// A value within a template: it must convert to a string.
    fn as_string(&self, value: &Value, span: Span) -> Evaluated {
        if value.is_null() {
            return Err(Error::new(span, "a null value can't be part of a string"));
        }
        if let Some(result) = lift::each_candidate(value, &mut |v| self.as_string(v, span)) {
            return result;
        }
        convert(value, &Type::String)
            .map_err(|e| Error::new(span, format!("this value can't be part of a string: {e}")))
    }

    fn append_if(
        &self,
        directive: &TemplateIf,
        scope: &Scope<'_>,
        text: &mut Text,
    ) -> Result<(), Error> {
        let span = directive.range.in_file(scope.file);
        let at = scope.span(&directive.condition);
        let condition = self.eval(&directive.condition, scope)?;
        if condition.is_null() {
            return Err(Error::new(at, "the condition is null: it must be true or false"));
        }
        let condition = convert(&condition, &Type::Bool)
            .map_err(|e| Error::new(at, format!("the condition must be true or false: {e}")))?;
        text.marks = text.marks.with(condition.marks);
        match condition.as_bool() {
            Some(true) => self.append(&directive.then, scope, span, text),
            Some(false) => self.append(&directive.otherwise, scope, span, text),
            None => {
                let yes = self.text(&directive.then, scope, span)?;
                let no = self.text(&directive.otherwise, scope, span)?;
                let cause = Self::cause_of(&condition);
                text.push(&lift::one_of(vec![yes, no], &Type::String, &cause));
                Ok(())
            }
        }
    }

    fn append_for(
        &self,
        directive: &TemplateFor,
        scope: &Scope<'_>,
        text: &mut Text,
    ) -> Result<(), Error> {
        let span = directive.range.in_file(scope.file);
        let at = scope.span(&directive.collection);
        let collection = self.eval(&directive.collection, scope)?;
        text.marks = text.marks.with(collection.marks);
        let mut one = |key: Value, item: &Value| {
            let value =
                Binding { name: &directive.value, value: item.clone(), next: scope.bindings };
            let key =
                directive.key.as_ref().map(|name| Binding { name, value: key, next: Some(&value) });
            let inner = Scope { bindings: key.as_ref().or(Some(&value)), ..*scope };
            self.append(&directive.body, &inner, span, text)
        };
        match &collection.kind {
            Kind::List(_, items) | Kind::Tuple(items) => {
                for (n, item) in items.iter().enumerate() {
                    one(i64::try_from(n).unwrap_or(i64::MAX).into(), item)?;
                }
            }
            Kind::Set(_, items) => {
                for item in items.iter() {
                    one(item.clone(), item)?;
                }
            }
            Kind::Map(_, entries) | Kind::Object(entries) => {
                for (key, item) in entries.iter() {
                    one(key.clone().into(), item)?;
                }
            }
            Kind::Unknown(u) if !u.ty.is_primitive() => {
                text.hole(Value::partial(Type::String, true, Partial::Nothing, &u.cause));
            }
            _ => return Err(Error::new(at, "this value can't be iterated")),
        }
        Ok(())
    }
}
