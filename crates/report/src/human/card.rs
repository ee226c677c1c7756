//! One message with one excerpt, drawn by miette.

use std::fmt;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, Severity, SourceCode,
    ThemeCharacters, ThemeStyles,
};
use textwrap::{WordSeparator, WordSplitter};
use vpcelint_source::{Label, Sources};

use super::HumanOptions;
use crate::excerpt::{Excerpt, Shape};
use crate::text;

/// The longest text below an excerpt, in characters; it is not wrapped.
const LABEL: usize = 300;

/// How alarming a card looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    Bad,
    Doubtful,
    Mild,
}

/// A message with its excerpt. Its texts are visible ones.
#[derive(Debug)]
pub(super) struct Card {
    tone: Tone,
    message: String,
    excerpt: Option<(Excerpt, LabeledSpan)>,
    pub(super) heading: Option<String>,
    pub(super) help: Option<String>,
}

impl Card {
    pub(super) fn new(tone: Tone, message: String) -> Self {
        Self { tone, message, excerpt: None, heading: None, help: None }
    }

    /// Takes up the excerpt around a label.
    pub(super) fn show(
        &mut self,
        sources: &Sources,
        label: &Label,
        context: u32,
        painter: &Painter,
    ) {
        let shape = painter.shape(context);
        let message = text::visible(&label.message, LABEL);
        let message = (!message.is_empty()).then_some(message);
        self.excerpt = Excerpt::of(sources, label.span, shape).map(|excerpt| {
            let labelled = excerpt.labelled(message);
            (excerpt, labelled)
        });
    }
}

impl fmt::Display for Card {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Card {}

impl Diagnostic for Card {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.heading.as_ref().map(|h| Box::new(h) as Box<dyn fmt::Display>)
    }

    fn severity(&self) -> Option<Severity> {
        Some(match self.tone {
            Tone::Bad => Severity::Error,
            Tone::Doubtful => Severity::Warning,
            Tone::Mild => Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|h| Box::new(h) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.excerpt.as_ref().map(|(excerpt, _)| excerpt as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let (_, label) = self.excerpt.as_ref()?;
        Some(Box::new(std::iter::once(label.clone())))
    }
}

/// Draws cards as the terminal wants them, whatever the environment says.
#[derive(Debug)]
pub(super) struct Painter {
    options: HumanOptions,
    bad: GraphicalReportHandler,
    doubtful: GraphicalReportHandler,
    mild: GraphicalReportHandler,
}

impl Painter {
    pub(super) fn new(options: HumanOptions) -> Self {
        let options = HumanOptions { width: options.width.clamp(40, 200), ..options };
        let handler = |tone| handler(options, tone);
        Self {
            options,
            bad: handler(Tone::Bad),
            doubtful: handler(Tone::Doubtful),
            mild: handler(Tone::Mild),
        }
    }

    /// Draws a card.
    pub(super) fn paint(&self, out: &mut String, card: &Card) {
        let handler = match card.tone {
            Tone::Bad => &self.bad,
            Tone::Doubtful => &self.doubtful,
            Tone::Mild => &self.mild,
        };
        // It fails only if the excerpt can't be read.
        let _ = handler.render_report(out, card);
    }

    /// Draws an address on a line of its own, unbroken.
    pub(super) fn url(&self, out: &mut String, url: &str) {
        let (on, off) = if self.options.color { ("\u{1b}[36m", "\u{1b}[39m") } else { ("", "") };
        out.push_str(&format!("   {on}see:{off} {url}\n"));
    }

    fn shape(&self, context: u32) -> Shape {
        // The rest of the width is for line numbers and the frame.
        Shape { context, width: self.options.width - 12, ellipsis: self.ellipsis() }
    }

    fn ellipsis(&self) -> &'static str {
        if self.options.unicode { "…" } else { "..." }
    }
}

fn handler(options: HumanOptions, tone: Tone) -> GraphicalReportHandler {
    let mut styles = if options.color { ThemeStyles::ansi() } else { ThemeStyles::none() };
    styles.highlights = vec![match tone {
        Tone::Bad => styles.error,
        Tone::Doubtful => styles.warning,
        Tone::Mild => styles.advice,
    }];
    let characters =
        if options.unicode { ThemeCharacters::unicode() } else { ThemeCharacters::ascii() };
    // Lines break at spaces only, so that addresses and paths can be copied.
    GraphicalReportHandler::new_themed(GraphicalTheme { characters, styles })
        .with_width(options.width)
        .with_urls(false)
        .with_word_separator(WordSeparator::AsciiSpace)
        .with_word_splitter(WordSplitter::NoHyphenation)
        .with_break_words(false)
        .without_syntax_highlighting()
}
