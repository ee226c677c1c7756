//! Evaluates expressions that are no references.

use std::collections::BTreeMap;

use vpcelint_model::Cause;
use vpcelint_source::Span;
use vpcelint_syntax::hcl::{BinaryOp, Expr, ExprKind, ObjectItem, ObjectKey};

use super::{Error, Evaluated, Evaluator, Scope};
use crate::{Kind, Marks, Number, Type, Value, convert, ops};

impl Evaluator<'_> {
    /// The value of an expression.
    pub(crate) fn eval(&self, expr: &Expr, scope: &Scope<'_>) -> Evaluated {
        let span = scope.span(expr);
        self.step(span)?;
        let value = match &expr.kind {
            ExprKind::Null => Value::null(Type::Dynamic),
            ExprKind::Bool(b) => (*b).into(),
            ExprKind::Number(text) => number(text)
                .ok_or_else(|| {
                    Error::new(span, format!("`{text}` is no number that can be stored"))
                })?
                .into(),
            ExprKind::String(text) => text.clone().into(),
            ExprKind::Template(template) => self.template(template, scope, span)?,
            ExprKind::Tuple(items) => {
                let items: Result<Vec<_>, _> = items.iter().map(|e| self.eval(e, scope)).collect();
                Value::tuple(items?)
            }
            ExprKind::Object(items) => self.object(items, scope)?,
            ExprKind::Parens(inner) => self.eval(inner, scope)?,
            ExprKind::Variable(name) => self.name_alone(name, scope, span)?,
            ExprKind::Traversal(traversal) => self.traversal(traversal, scope, span)?,
            ExprKind::Call(call) => self.call(call, scope, span)?,
            ExprKind::Unary(op, operand) => {
                let operand = self.eval(operand, scope)?;
                ops::unary(*op, &operand).map_err(|e| Error::new(span, e.to_string()))?
            }
            ExprKind::Binary(op, operands) => {
                self.binary(*op, &operands.0, &operands.1, scope, span)?
            }
            ExprKind::Conditional(parts) => self.conditional(parts, scope, span)?,
            ExprKind::For(for_expr) => self.for_expr(for_expr, scope)?,
        };
        Ok(value.made_at(span))
    }

    /// Terraform evaluates both operands; from version 1.12 on it stops where the left one decides.
    fn binary(
        &self,
        op: BinaryOp,
        left: &Expr,
        right: &Expr,
        scope: &Scope<'_>,
        span: Span,
    ) -> Evaluated {
        let left = self.eval(left, scope)?;
        let decides = match op {
            BinaryOp::And => left.as_bool() == Some(false),
            BinaryOp::Or => left.as_bool() == Some(true),
            _ => false,
        };
        let lenient = |error: Error| if decides { error.lenient() } else { error };
        let right = self.eval(right, scope).map_err(lenient)?;
        ops::binary(op, &left, &right).map_err(|e| lenient(Error::new(span, e.to_string())))
    }

    /// The object of an object expression; with an unknown key, all of it is unknown.
    fn object(&self, items: &[ObjectItem], scope: &Scope<'_>) -> Evaluated {
        let mut attributes = BTreeMap::new();
        let mut marks = Marks::NONE;
        let mut unknown = None;
        for item in items {
            let value = self.eval(&item.value, scope)?;
            let key = match &item.key {
                ObjectKey::Name(name) => name.text.clone(),
                ObjectKey::Expr(expr) => {
                    let key = self.key(expr, scope)?;
                    marks = marks.with(key.marks);
                    match &key.kind {
                        Kind::String(text) => text.clone(),
                        _ => {
                            unknown.get_or_insert(Self::cause_of(&key));
                            continue;
                        }
                    }
                }
            };
            attributes.insert(key, value);
        }
        Ok(match unknown {
            Some(cause) => Value::unknown(Type::Dynamic, &cause).marked(marks),
            None => Value::object(attributes).marked(marks),
        })
    }

    /// The key of an entry: a string, or unknown.
    pub(crate) fn key(&self, expr: &Expr, scope: &Scope<'_>) -> Evaluated {
        let key = self.eval(expr, scope)?;
        let span = scope.span(expr);
        if key.is_null() {
            return Err(Error::new(span, "a key must not be null"));
        }
        convert(&key, &Type::String)
            .map_err(|e| Error::new(span, format!("a key must be a string: {e}")))
    }

    /// The value of an expression where nothing but constants is allowed.
    pub(crate) fn constant(&self, expr: &Expr, file: vpcelint_source::FileId) -> Evaluated {
        self.eval(expr, &Scope::constant(file))
    }

    /// An unknown value of a type that joins the causes of others.
    pub(crate) fn unknown_like<'v>(ty: Type, values: impl IntoIterator<Item = &'v Value>) -> Value {
        let mut marks = Marks::NONE;
        let mut causes = Vec::new();
        for value in values {
            marks = marks.with(value.marks);
            if let Some(u) = value.as_unknown() {
                causes.push(u.cause.clone());
            }
        }
        Value::unknown(ty, &Cause::join(&causes)).marked(marks)
    }
}

/// The number of a literal; most are short and whole.
fn number(text: &str) -> Option<Number> {
    /// Longer ones might not fit.
    const SHORT: usize = 18;
    let whole = text.len() <= SHORT && text.bytes().all(|b| b.is_ascii_digit());
    if whole { text.parse::<i64>().ok().map(Number::from) } else { Number::parse(text) }
}
