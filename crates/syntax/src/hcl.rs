//! The tree of Terraform's language. Native and JSON syntax share it; ranges are byte offsets
//! into the file that the tree was read from, quotes included.

use smol_str::SmolStr;
use vpcelint_source::{FileId, Range};

/// A file.
#[derive(Debug, Clone, PartialEq)]
pub struct File {
    /// The file that it was read from.
    pub id: FileId,
    /// Its content.
    pub body: Body,
    /// Its comments, in order; they carry suppressions.
    pub comments: Vec<Comment>,
    /// Whether it is JSON, where blocks may be written as lists and objects.
    pub json: bool,
}

impl Default for File {
    fn default() -> Self {
        Self::empty(FileId(u32::MAX))
    }
}

impl File {
    /// A file without content.
    #[must_use]
    pub fn empty(id: FileId) -> Self {
        Self { id, body: Body::default(), comments: Vec::new(), json: false }
    }
}

/// A comment with its markers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// From `#`, `//` or `/*` to the end of its text; in JSON the value of a `"//"` key.
    pub range: Range,
    /// The text without its markers, trimmed.
    pub text: SmolStr,
}

/// A name or label with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The text, unescaped.
    pub text: SmolStr,
    /// Its place, quotes included.
    pub range: Range,
}

/// The content of a file or block, in order of the source within each kind.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Body {
    /// `name = value`.
    pub attributes: Vec<Attribute>,
    /// `kind "label" { ... }`.
    pub blocks: Vec<Block>,
}

impl Body {
    /// The attribute of a name.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|a| a.name.text == name)
    }

    /// The blocks of a kind.
    pub fn blocks_of<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Block> {
        self.blocks.iter().filter(move |b| b.kind.text == kind)
    }
}

/// `name = value`.
#[derive(Debug, Clone, PartialEq)]
pub struct Attribute {
    /// The name.
    pub name: Name,
    /// The value.
    pub value: Expr,
}

impl Attribute {
    /// From the name to the end of the value.
    #[must_use]
    pub fn range(&self) -> Range {
        self.name.range.join(self.value.range)
    }
}

/// `kind "label" { ... }`.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// The kind.
    pub kind: Name,
    /// The labels.
    pub labels: Vec<Name>,
    /// The content.
    pub body: Body,
    /// From the kind to the closing brace.
    pub range: Range,
}

impl Block {
    /// From the kind to the last label.
    #[must_use]
    pub fn header(&self) -> Range {
        self.labels.last().map_or(self.kind.range, |l| self.kind.range.join(l.range))
    }

    /// The text of a label.
    #[must_use]
    pub fn label(&self, index: usize) -> Option<&SmolStr> {
        self.labels.get(index).map(|l| &l.text)
    }
}

/// An expression.
#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Its place.
    pub range: Range,
}

/// What an expression is.
#[derive(Debug, Clone, PartialEq)]
pub enum ExprKind {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A number as it is written (`1`, `2.50`, `1e3`).
    Number(SmolStr),
    /// A string without interpolation, unescaped, in Unicode's form NFC.
    String(SmolStr),
    /// A quoted string or heredoc with interpolations or directives.
    Template(Box<Template>),
    /// `[a, b]`
    Tuple(Vec<Expr>),
    /// `{ k = v }`, in order, repeated keys kept (the last wins).
    Object(Vec<ObjectItem>),
    /// `(a)`; it matters as an object's key and as the source of a splat.
    Parens(Box<Expr>),
    /// The first name of a traversal, or a name alone.
    Variable(SmolStr),
    /// `a.b[c].*.d`
    Traversal(Box<Traversal>),
    /// `f(a, b...)`
    Call(Box<Call>),
    /// `-a`, `!a`
    Unary(UnaryOp, Box<Expr>),
    /// `a + b`
    Binary(BinaryOp, Box<(Expr, Expr)>),
    /// `a ? b : c`
    Conditional(Box<(Expr, Expr, Expr)>),
    /// `[for ...]`, `{for ...}`
    For(Box<For>),
}

/// A template's parts.
#[derive(Debug, Clone, PartialEq)]
pub struct Template {
    /// The parts in order, strip markers (`~`) and heredoc indentation already applied.
    pub parts: Vec<TemplatePart>,
    /// Whether it is written as a heredoc: then a single interpolation stays a string.
    pub heredoc: bool,
}

/// A part of a template.
#[derive(Debug, Clone, PartialEq)]
pub enum TemplatePart {
    /// Text, unescaped.
    Literal(SmolStr),
    /// `${a}`
    Interpolation(Expr),
    /// `%{ if a }b%{ else }c%{ endif }`
    If(Box<TemplateIf>),
    /// `%{ for k, v in a }b%{ endfor }`
    For(Box<TemplateFor>),
}

/// `%{ if a }b%{ else }c%{ endif }`
#[derive(Debug, Clone, PartialEq)]
pub struct TemplateIf {
    /// The condition.
    pub condition: Expr,
    /// The parts if it is true.
    pub then: Vec<TemplatePart>,
    /// The parts if it is false.
    pub otherwise: Vec<TemplatePart>,
    /// The whole directive.
    pub range: Range,
}

/// `%{ for k, v in a }b%{ endfor }`
#[derive(Debug, Clone, PartialEq)]
pub struct TemplateFor {
    /// The name of the key or index.
    pub key: Option<SmolStr>,
    /// The name of the element.
    pub value: SmolStr,
    /// What is iterated.
    pub collection: Expr,
    /// The parts of one iteration.
    pub body: Vec<TemplatePart>,
    /// The whole directive.
    pub range: Range,
}

/// `k = v` within an object.
#[derive(Debug, Clone, PartialEq)]
pub struct ObjectItem {
    /// The key.
    pub key: ObjectKey,
    /// The value.
    pub value: Expr,
}

/// The key of an object's item.
#[derive(Debug, Clone, PartialEq)]
pub enum ObjectKey {
    /// A bare name, which is a literal.
    Name(Name),
    /// Anything else.
    Expr(Expr),
}

impl ObjectKey {
    /// The place of the key.
    #[must_use]
    pub fn range(&self) -> Range {
        match self {
            Self::Name(name) => name.range,
            Self::Expr(expr) => expr.range,
        }
    }
}

/// `a.b[c].*.d`
#[derive(Debug, Clone, PartialEq)]
pub struct Traversal {
    /// What the steps start from.
    pub root: Expr,
    /// The steps.
    pub steps: Vec<Step>,
}

/// A step of a traversal.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// What it does.
    pub kind: StepKind,
    /// Its place: `.name`, `[0]`.
    pub range: Range,
}

/// What a step of a traversal does.
#[derive(Debug, Clone, PartialEq)]
pub enum StepKind {
    /// `.name`
    Attribute(SmolStr),
    /// `[a]`
    Index(Expr),
    /// `.0`
    LegacyIndex(u64),
    /// `.*`, which the following attributes (not indexes) apply to each element of.
    AttributeSplat,
    /// `[*]`, which all following steps apply to each element of.
    FullSplat,
}

/// `f(a, b...)`
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// The name; of `provider::x::f` all of it.
    pub name: Name,
    /// The arguments.
    pub arguments: Vec<Expr>,
    /// Whether the last argument is expanded by `...`.
    pub expand: bool,
}

/// A prefix operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnaryOp {
    /// `-`
    Negate,
    /// `!`
    Not,
}

/// An infix operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BinaryOp {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Modulo,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `&&`
    And,
    /// `||`
    Or,
}

/// `[for k, v in a : b if c]`, `{for k, v in a : b => c... if d}`
#[derive(Debug, Clone, PartialEq)]
pub struct For {
    /// The name of the key or index.
    pub key: Option<SmolStr>,
    /// The name of the element.
    pub value: SmolStr,
    /// What is iterated.
    pub collection: Expr,
    /// The key of an object's entry; none for a list.
    pub result_key: Option<Expr>,
    /// The element or the entry's value.
    pub result: Expr,
    /// Whether entries of one key are grouped (`...`).
    pub grouped: bool,
    /// The condition.
    pub condition: Option<Expr>,
}
