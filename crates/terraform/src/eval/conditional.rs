//! `a ? b : c`, with both branches where the condition is not known.

use vpcelint_source::Span;
use vpcelint_syntax::hcl::Expr;

use super::{Error, Evaluated, Evaluator, Scope, lift};
use crate::{Kind, Type, Value, convert, unify};

impl Evaluator<'_> {
    /// Terraform evaluates both branches, for the type of the result is one that both convert to;
    /// only what is wrong in the chosen branch counts.
    pub(crate) fn conditional(
        &self,
        (condition, then, otherwise): &(Expr, Expr, Expr),
        scope: &Scope<'_>,
        span: Span,
    ) -> Evaluated {
        let yes = self.eval(then, scope);
        let no = self.eval(otherwise, scope);
        if let (Ok(a), Ok(b)) = (&yes, &no)
            && alike(a, b)
        {
            let ty = a.ty();
            let decided = self.condition(condition, scope)?;
            return Ok(match decided.as_bool() {
                Some(true) => yes?.marked(decided.marks),
                Some(false) => no?.marked(decided.marks),
                None => either(yes, no, &ty, &decided),
            });
        }
        let ty = result_type(&yes, &no).ok_or_else(|| {
            Error::new(span, "the two results of this condition have types that don't fit")
        })?;
        let decided = self.condition(condition, scope)?;
        let fit = |branch: Evaluated| {
            let value = branch?;
            convert(&value, &ty).map_err(|e| {
                Error::new(span, format!("the two results of this condition don't fit: {e}"))
            })
        };
        let value = match decided.kind {
            Kind::Bool(true) => fit(yes)?,
            Kind::Bool(false) => fit(no)?,
            _ => return Ok(either(fit(yes), fit(no), &ty, &decided)),
        };
        Ok(value.marked(decided.marks))
    }

    /// A condition: a bool, or unknown.
    fn condition(&self, condition: &Expr, scope: &Scope<'_>) -> Evaluated {
        let decided = self.eval(condition, scope)?;
        let at = scope.span(condition);
        match &decided.kind {
            Kind::Bool(_) => Ok(decided),
            Kind::Null(_) => Err(Error::new(at, "the condition is null: it must be true or false")),
            _ => convert(&decided, &Type::Bool)
                .map_err(|e| Error::new(at, format!("the condition must be true or false: {e}"))),
        }
    }
}

/// Whether both are primitive and of one type, so that nothing is to convert: the common case.
fn alike(a: &Value, b: &Value) -> bool {
    matches!(
        (&a.kind, &b.kind),
        (Kind::Number(_), Kind::Number(_))
            | (Kind::String(_), Kind::String(_))
            | (Kind::Bool(_), Kind::Bool(_))
    )
}

/// The type that both branches convert to; a branch without value fits any.
fn result_type(yes: &Evaluated, no: &Evaluated) -> Option<Type> {
    let (Ok(yes), Ok(no)) = (yes, no) else { return Some(Type::Dynamic) };
    let bare_null = |v: &Value| matches!(v.kind, Kind::Null(Type::Dynamic));
    if bare_null(yes) {
        return Some(no.ty());
    }
    if bare_null(no) {
        return Some(yes.ty());
    }
    let (a, b) = (yes.ty(), no.ty());
    if a == Type::Dynamic || b == Type::Dynamic {
        return Some(Type::Dynamic);
    }
    if a == b {
        return Some(a);
    }
    unify(&[a, b])
}

/// What is known while the condition is not: one of both; a branch that fails is none.
fn either(yes: Evaluated, no: Evaluated, ty: &Type, condition: &Value) -> Value {
    let marks = condition.marks;
    let cause = Evaluator::cause_of(condition);
    let candidates: Vec<_> = [yes, no].into_iter().filter_map(Result::ok).collect();
    if candidates.len() < 2 {
        return Value::unknown(ty.clone(), &cause).marked(marks);
    }
    if candidates.iter().all(Value::is_null) {
        return Value::null(ty.clone()).marked(marks);
    }
    lift::one_of(candidates, ty, &cause).marked(marks)
}
