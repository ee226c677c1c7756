//! Type constraints of variables.

use std::collections::BTreeMap;
use std::sync::Arc;

use smol_str::SmolStr;
use vpcelint_source::FileId;
use vpcelint_syntax::hcl::{Call, Expr, ExprKind, ObjectKey};

use super::{Error, Evaluator};
use crate::{ObjectType, Type, Value, convert};

impl Evaluator<'_> {
    /// The type that an expression names.
    pub(crate) fn type_constraint(&self, expr: &Expr, file: FileId) -> Result<Type, Error> {
        let span = expr.range.in_file(file);
        match &expr.kind {
            ExprKind::Parens(inner) => self.type_constraint(inner, file),
            ExprKind::Variable(name) => {
                simple(name).ok_or_else(|| Error::new(span, format!("`{name}` is no type")))
            }
            // Quoted as in old configurations: "string", "list", "map".
            ExprKind::String(name) => match name.as_str() {
                "list" => Ok(Type::list(Type::Dynamic)),
                "map" => Ok(Type::map(Type::Dynamic)),
                _ => simple(name).ok_or_else(|| Error::new(span, format!("`{name}` is no type"))),
            },
            ExprKind::Call(call) => self.constructed(call, file, span),
            _ => Err(Error::new(span, "this is no type")),
        }
    }

    fn constructed(
        &self,
        call: &Call,
        file: FileId,
        span: vpcelint_source::Span,
    ) -> Result<Type, Error> {
        let [argument] = &call.arguments[..] else {
            return Err(Error::new(span, format!("`{}` takes one argument", call.name.text)));
        };
        Ok(match call.name.text.as_str() {
            "list" => Type::list(self.type_constraint(argument, file)?),
            "set" => Type::set(self.type_constraint(argument, file)?),
            "map" => Type::map(self.type_constraint(argument, file)?),
            "tuple" => {
                let ExprKind::Tuple(items) = &argument.kind else {
                    return Err(Error::new(span, "`tuple` takes a list of types"));
                };
                let items: Result<Vec<_>, _> =
                    items.iter().map(|e| self.type_constraint(e, file)).collect();
                Type::Tuple(items?.into())
            }
            "object" => self.object_type(argument, file, span)?,
            "optional" => {
                return Err(Error::new(
                    span,
                    "`optional` is only allowed for an object's attribute",
                ));
            }
            other => return Err(Error::new(span, format!("`{other}` is no type"))),
        })
    }

    fn object_type(
        &self,
        argument: &Expr,
        file: FileId,
        span: vpcelint_source::Span,
    ) -> Result<Type, Error> {
        let ExprKind::Object(items) = &argument.kind else {
            return Err(Error::new(span, "`object` takes the types of its attributes"));
        };
        let mut object = ObjectType::default();
        for item in items {
            let name = match &item.key {
                ObjectKey::Name(name) => name.text.clone(),
                ObjectKey::Expr(Expr { kind: ExprKind::String(name), .. }) => name.clone(),
                key => {
                    let at = key.range().in_file(file);
                    return Err(Error::new(at, "an attribute's name must be a literal"));
                }
            };
            let ty = self.attribute_type(&item.value, &name, file, &mut object.optional)?;
            object.attributes.insert(name, ty);
        }
        Ok(Type::Object(Arc::new(object)))
    }

    /// The type of an attribute, which may be `optional(type, default)`.
    fn attribute_type(
        &self,
        expr: &Expr,
        name: &SmolStr,
        file: FileId,
        optional: &mut BTreeMap<SmolStr, Option<Value>>,
    ) -> Result<Type, Error> {
        let ExprKind::Call(call) = &expr.kind else { return self.type_constraint(expr, file) };
        if call.name.text != "optional" {
            return self.type_constraint(expr, file);
        }
        let (ty, default) = match &call.arguments[..] {
            [ty] => (self.type_constraint(ty, file)?, None),
            [ty, default] => {
                let at = default.range.in_file(file);
                let ty = self.type_constraint(ty, file)?;
                let value = convert(&self.constant(default, file)?, &ty)
                    .map_err(|e| Error::new(at, format!("the default has the wrong type: {e}")))?;
                (ty, Some(value))
            }
            _ => {
                let span = expr.range.in_file(file);
                return Err(Error::new(span, "`optional` takes a type and a default"));
            }
        };
        optional.insert(name.clone(), default);
        Ok(ty)
    }
}

fn simple(name: &str) -> Option<Type> {
    Some(match name {
        "any" => Type::Dynamic,
        "bool" => Type::Bool,
        "number" => Type::Number,
        "string" => Type::String,
        // Without element type, as old configurations write them.
        "list" => Type::list(Type::Dynamic),
        "map" => Type::map(Type::Dynamic),
        "set" => Type::set(Type::Dynamic),
        _ => return None,
    })
}
