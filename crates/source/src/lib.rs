//! The ground that every stage stands on: files and spans, access to the
//! outside world, limits, and the diagnostics that all stages produce.

mod budget;
mod diagnostic;
mod files;
mod overlay;
mod question;
mod reader;
mod span;
mod summary;
mod system;

pub use budget::{Budget, Limits};
pub use diagnostic::{
    Applicability, Confidence, Diagnostic, Edit, Fix, Gravity, Label, Notice, RuleMeta, Severity,
    Suppressed, SuppressedBy, Topic,
};
pub use files::{LineColumn, SourceFile, Sources};
pub use overlay::Overlay;
pub use question::{Answer, Asked, Question, ReadSet, Remembering};
pub use reader::{Reader, Text, relative, text_of};
pub use span::{FileId, Range, Span};
pub use summary::Summary;
pub use system::{Disk, Entry, EntryKind, Memory, ReadError, System, clean_path};
