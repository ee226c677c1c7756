//! Places as the hosts of code want them: relative to the root of the repository.

use std::path::Path;

use vpcelint_source::{Notice, Span, relative};

use crate::{Range, Report};

/// A place in a file, as the repository's root sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Spot {
    /// The path.
    pub(crate) path: SpotPath,
    /// The range, if it is about one.
    pub(crate) range: Option<Range>,
}

/// A path, as the repository's root sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SpotPath {
    /// Relative to the root, with `/`.
    Inside(String),
    /// An absolute path, with `/`.
    Outside(String),
    /// No file at all, such as a value of the command line.
    Nowhere(String),
}

impl SpotPath {
    /// The path as text.
    pub(crate) fn text(&self) -> &str {
        match self {
            Self::Inside(path) | Self::Outside(path) | Self::Nowhere(path) => path,
        }
    }
}

impl Report<'_> {
    /// The place of a span, if its file is known.
    pub(crate) fn spot(&self, span: Span) -> Option<Spot> {
        let file = self.sources.get(span.file)?;
        let range = Range {
            start: file.position(span.range.start).into(),
            end: file.position(span.range.end).into(),
        };
        let path = if file.path().is_absolute() {
            self.spot_path(file.path())
        } else {
            SpotPath::Nowhere(file.display().to_string())
        };
        Some(Spot { path, range: Some(range) })
    }

    /// What an error or notice is about.
    pub(crate) fn notice_spot(&self, notice: &Notice) -> Option<Spot> {
        match (notice.span, &notice.path) {
            (Some(span), _) => self.spot(span),
            // Paths of notices are relative to the working directory.
            (None, Some(path)) => {
                let path = self.spot_path(&self.working_directory.join(&**path));
                Some(Spot { path, range: None })
            }
            (None, None) => None,
        }
    }

    fn spot_path(&self, path: &Path) -> SpotPath {
        let below = relative(self.repository, path);
        let outside = below == ".." || below.starts_with("../") || Path::new(&below).is_absolute();
        if outside {
            SpotPath::Outside(path.to_string_lossy().replace('\\', "/"))
        } else {
            SpotPath::Inside(below)
        }
    }
}
