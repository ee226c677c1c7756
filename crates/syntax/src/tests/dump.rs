//! A short form of trees.

use crate::hcl::{Body, Expr, ExprKind, ObjectKey, StepKind, TemplatePart};

pub(super) fn body(body: &Body) -> String {
    let attributes = body.attributes.iter().map(|a| format!("{}={}", a.name.text, expr(&a.value)));
    let blocks = body.blocks.iter().map(|block| {
        let labels: String = block.labels.iter().map(|l| format!(" {}", l.text)).collect();
        format!("{}{labels}{{{}}}", block.kind.text, self::body(&block.body))
    });
    attributes.chain(blocks).collect::<Vec<_>>().join("; ")
}

fn list(exprs: &[Expr]) -> String {
    exprs.iter().map(expr).collect::<Vec<_>>().join(" ")
}

pub(super) fn expr(e: &Expr) -> String {
    match &e.kind {
        ExprKind::Null => "null".into(),
        ExprKind::Bool(value) => value.to_string(),
        ExprKind::Number(text) => text.to_string(),
        ExprKind::String(text) => format!("{text:?}"),
        ExprKind::Template(template) => {
            let kind = if template.heredoc { "heredoc" } else { "template" };
            format!("{kind}<{}>", parts(&template.parts))
        }
        ExprKind::Tuple(items) => format!("[{}]", list(items)),
        ExprKind::Object(items) => {
            let items = items.iter().map(|item| {
                let key = match &item.key {
                    ObjectKey::Name(name) => name.text.to_string(),
                    ObjectKey::Expr(key) => format!("({})", expr(key)),
                };
                format!("{key}:{}", expr(&item.value))
            });
            format!("{{{}}}", items.collect::<Vec<_>>().join(" "))
        }
        ExprKind::Parens(inner) => format!("({})", expr(inner)),
        ExprKind::Variable(name) => name.to_string(),
        ExprKind::Traversal(traversal) => {
            let steps = traversal.steps.iter().map(|step| match &step.kind {
                StepKind::Attribute(name) => format!(".{name}"),
                StepKind::Index(index) => format!("[{}]", expr(index)),
                StepKind::LegacyIndex(index) => format!(".#{index}"),
                StepKind::AttributeSplat => ".*".into(),
                StepKind::FullSplat => "[*]".into(),
            });
            format!("{}{}", expr(&traversal.root), steps.collect::<String>())
        }
        ExprKind::Call(call) => {
            let expand = if call.expand { "..." } else { "" };
            format!("{}({}{expand})", call.name.text, list(&call.arguments))
        }
        ExprKind::Unary(op, inner) => format!("{op:?}({})", expr(inner)),
        ExprKind::Binary(op, sides) => format!("{op:?}({} {})", expr(&sides.0), expr(&sides.1)),
        ExprKind::Conditional(c) => {
            format!("if({} {} {})", expr(&c.0), expr(&c.1), expr(&c.2))
        }
        ExprKind::For(f) => {
            let key = f.key.as_ref().map_or(String::new(), |k| format!("{k},"));
            let result_key = f.result_key.as_ref().map_or(String::new(), |k| expr(k) + "=>");
            let grouped = if f.grouped { "..." } else { "" };
            let condition =
                f.condition.as_ref().map_or(String::new(), |c| " if ".to_owned() + &expr(c));
            let (collection, result) = (expr(&f.collection), expr(&f.result));
            format!(
                "for({key}{} in {collection}: {result_key}{result}{grouped}{condition})",
                f.value
            )
        }
    }
}

fn parts(list: &[TemplatePart]) -> String {
    let parts = list.iter().map(|part| match part {
        TemplatePart::Literal(text) => format!("{text:?}"),
        TemplatePart::Interpolation(inner) => format!("${{{}}}", expr(inner)),
        TemplatePart::If(directive) => {
            let (then, otherwise) = (parts(&directive.then), parts(&directive.otherwise));
            format!("if({} <{then}> <{otherwise}>)", expr(&directive.condition))
        }
        TemplatePart::For(directive) => {
            let key = directive.key.as_ref().map_or(String::new(), |k| format!("{k},"));
            let (collection, body) = (expr(&directive.collection), parts(&directive.body));
            format!("for({key}{} in {collection} <{body}>)", directive.value)
        }
    });
    parts.collect::<Vec<_>>().join(" ")
}
