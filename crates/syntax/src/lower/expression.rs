//! Expressions.

use hcl_edit::Span as _;
use hcl_edit::expr::{
    self, BinaryOperator, Expression, FuncCall, Object, TraversalOperator, UnaryOperator,
};
use smol_str::SmolStr;
use vpcelint_source::Range;

use super::template::Quoting;
use super::{Lower, normalized};
use crate::hcl::{
    BinaryOp, Call, Expr, ExprKind, For, Name, ObjectItem, ObjectKey, Step, StepKind, Traversal,
    UnaryOp,
};

type Span = std::ops::Range<usize>;

impl Lower<'_> {
    pub(crate) fn expression(&mut self, expression: Expression) -> Expr {
        let span = expression.span();
        let range = self.range(span.clone());
        let kind = match expression {
            Expression::Null(_) => ExprKind::Null,
            Expression::Bool(value) => ExprKind::Bool(value.into_value()),
            Expression::Number(_) => self.number(span),
            Expression::String(text) => {
                self.check_quoted(span.as_ref());
                ExprKind::String(normalized(text.into_value()))
            }
            Expression::Array(items) => {
                let mut lowered = Vec::with_capacity(items.len());
                lowered.extend(items.into_iter().map(|item| self.expression(item)));
                ExprKind::Tuple(lowered)
            }
            Expression::Object(object) => self.object(object),
            Expression::StringTemplate(template) => self.template(template.into(), Quoting::Quoted),
            Expression::HeredocTemplate(heredoc) => self.heredoc(*heredoc, span),
            Expression::Parenthesis(inner) => {
                ExprKind::Parens(Box::new(self.expression(inner.into_inner())))
            }
            Expression::Variable(name) => ExprKind::Variable(SmolStr::new(name.as_str())),
            Expression::Conditional(conditional) => self.conditional(*conditional),
            Expression::FuncCall(call) => self.call(*call),
            Expression::Traversal(traversal) => self.traversal(*traversal),
            Expression::UnaryOp(operation) => {
                let op = match operation.operator.value() {
                    UnaryOperator::Neg => UnaryOp::Negate,
                    UnaryOperator::Not => UnaryOp::Not,
                };
                ExprKind::Unary(op, Box::new(self.expression(operation.expr)))
            }
            Expression::BinaryOp(operation) => self.binary(*operation),
            Expression::ForExpr(for_expr) => self.for_expression(*for_expr),
        };
        Expr { kind, range }
    }

    /// A number; the parser counts a minus before it in.
    fn number(&mut self, span: Option<Span>) -> ExprKind {
        let span = span.unwrap_or(0..0);
        let text = self.slice(&span);
        let digits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'+');
        let Some(rest) = text.strip_prefix('-') else {
            return ExprKind::Number(SmolStr::new(text));
        };
        // A comment may stand between the two; the number itself may have a minus behind its `e`.
        let from = rest.rfind([' ', '\t', '\r', '\n', '/']).map_or(0, |at| at + 1);
        let number = rest.get(from..).unwrap_or_default();
        debug_assert!(number.bytes().all(|b| digits(b) || b == b'-'));
        let range = self.range(Some(span.end - number.len()..span.end));
        let kind = ExprKind::Number(SmolStr::new(number));
        ExprKind::Unary(UnaryOp::Negate, Box::new(Expr { kind, range }))
    }

    fn object(&mut self, object: Object) -> ExprKind {
        let mut lowered = Vec::with_capacity(object.len());
        lowered.extend(object.into_iter().map(|(key, value)| {
            let key = self.object_key(key);
            ObjectItem { key, value: self.expression(value.into_expr()) }
        }));
        ExprKind::Object(lowered)
    }

    fn object_key(&mut self, key: expr::ObjectKey) -> ObjectKey {
        match key {
            expr::ObjectKey::Ident(ident) => {
                let span = ident.span();
                let range = self.range(span.clone());
                match span {
                    Some(span) if self.renamed.contains(&span) => self.original_key(span, range),
                    _ => ObjectKey::Name(Name { text: SmolStr::new(ident.as_str()), range }),
                }
            }
            expr::ObjectKey::Expression(key) => {
                let key = self.expression(key);
                // As a key, a bare keyword is a name like any other.
                let name = match &key.kind {
                    ExprKind::Null => "null",
                    ExprKind::Bool(true) => "true",
                    ExprKind::Bool(false) => "false",
                    _ => return ObjectKey::Expr(key),
                };
                ObjectKey::Name(Name { text: SmolStr::new_static(name), range: key.range })
            }
        }
    }

    /// A key that was renamed for the parser, as it was written.
    fn original_key(&mut self, span: Span, range: Range) -> ObjectKey {
        let text = self.slice(&span);
        let Ok(key) = hcl_edit::parser::parse_expr(text) else {
            return ObjectKey::Name(Name { text: SmolStr::new(text), range });
        };
        if let Expression::Variable(name) = &key {
            return ObjectKey::Name(Name { text: SmolStr::new(name.as_str()), range });
        }
        let (place, text) = (self.place, self.text);
        (self.place, self.text) = (place.shifted(span.start), text.get(span).unwrap_or_default());
        let key = self.expression(key);
        (self.place, self.text) = (place, text);
        ObjectKey::Expr(key)
    }

    fn conditional(&mut self, conditional: expr::Conditional) -> ExprKind {
        let condition = self.expression(conditional.cond_expr);
        let then = self.expression(conditional.true_expr);
        let otherwise = self.expression(conditional.false_expr);
        ExprKind::Conditional(Box::new((condition, then, otherwise)))
    }

    fn binary(&mut self, operation: expr::BinaryOp) -> ExprKind {
        let op = match operation.operator.value() {
            BinaryOperator::Eq => BinaryOp::Equal,
            BinaryOperator::NotEq => BinaryOp::NotEqual,
            BinaryOperator::LessEq => BinaryOp::LessOrEqual,
            BinaryOperator::GreaterEq => BinaryOp::GreaterOrEqual,
            BinaryOperator::Less => BinaryOp::Less,
            BinaryOperator::Greater => BinaryOp::Greater,
            BinaryOperator::Plus => BinaryOp::Add,
            BinaryOperator::Minus => BinaryOp::Subtract,
            BinaryOperator::Mul => BinaryOp::Multiply,
            BinaryOperator::Div => BinaryOp::Divide,
            BinaryOperator::Mod => BinaryOp::Modulo,
            BinaryOperator::And => BinaryOp::And,
            BinaryOperator::Or => BinaryOp::Or,
        };
        let left = self.expression(operation.lhs_expr);
        let right = self.expression(operation.rhs_expr);
        ExprKind::Binary(op, Box::new((left, right)))
    }

    fn call(&mut self, call: FuncCall) -> ExprKind {
        let last = call.name.name.span();
        let name = match call.name.namespace.first() {
            None => Name { text: SmolStr::new(call.name.name.as_str()), range: self.range(last) },
            Some(first) => {
                let mut text = String::new();
                for part in &call.name.namespace {
                    text.push_str(part.as_str());
                    text.push_str("::");
                }
                text.push_str(call.name.name.as_str());
                let range = self.range(first.span()).join(self.range(last));
                Name { text: text.into(), range }
            }
        };
        let expand = call.args.expand_final();
        let mut arguments = Vec::with_capacity(call.args.len());
        arguments.extend(call.args.into_iter().map(|a| self.expression(a)));
        ExprKind::Call(Box::new(Call { name, arguments, expand }))
    }

    fn traversal(&mut self, traversal: expr::Traversal) -> ExprKind {
        let root = self.expression(traversal.expr);
        let mut steps: Vec<Step> = Vec::with_capacity(traversal.operators.len());
        for operator in traversal.operators {
            let span = operator.span();
            let range = self.range(span.clone());
            let kind = match operator.into_value() {
                TraversalOperator::AttrSplat(_) => StepKind::AttributeSplat,
                TraversalOperator::FullSplat(_) => StepKind::FullSplat,
                TraversalOperator::GetAttr(name) => {
                    StepKind::Attribute(SmolStr::new(name.as_str()))
                }
                TraversalOperator::Index(index) => StepKind::Index(self.expression(index)),
                TraversalOperator::LegacyIndex(index) => {
                    self.check_legacy_index(&root, steps.last(), range, span);
                    StepKind::LegacyIndex(index.into_value())
                }
            };
            steps.push(Step { kind, range });
        }
        ExprKind::Traversal(Box::new(Traversal { root, steps }))
    }

    /// Reports `a.0.1`, whose `0.1` Terraform reads as one number, and addresses without quotes.
    fn check_legacy_index(
        &mut self,
        root: &Expr,
        before: Option<&Step>,
        range: Range,
        span: Option<Span>,
    ) {
        let touches = |other: Range| other.end == range.start;
        let message = match before {
            None if matches!(root.kind, ExprKind::Number(_)) && touches(root.range) => {
                "this is no number; an address or a version is a string and needs quotes"
            }
            Some(Step { kind: StepKind::LegacyIndex(_), range }) if touches(*range) => {
                if matches!(root.kind, ExprKind::Number(_)) {
                    return;
                }
                "`.0.1` is not allowed; write `[0][1]`"
            }
            _ => return,
        };
        self.problem(span.unwrap_or(0..0), message);
    }

    fn for_expression(&mut self, expression: expr::ForExpr) -> ExprKind {
        let intro = expression.intro;
        let lowered = For {
            key: intro.key_var.map(|name| SmolStr::new(name.as_str())),
            value: SmolStr::new(intro.value_var.as_str()),
            collection: self.expression(intro.collection_expr),
            result_key: expression.key_expr.map(|key| self.expression(key)),
            result: self.expression(expression.value_expr),
            grouped: expression.grouping,
            condition: expression.cond.map(|condition| self.expression(condition.expr)),
        };
        ExprKind::For(Box::new(lowered))
    }
}
