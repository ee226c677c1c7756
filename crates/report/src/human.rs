//! The format for people: each finding with excerpts of the source, then what was examined.

mod card;

use vpcelint_source::{Confidence, Diagnostic, Label, Notice, Severity, Span};

use crate::{Report, concise, sentences, text};

use card::{Card, Painter, Tone};

/// How many related places of a finding are shown; the JSON document has all.
const RELATED: usize = 12;

/// How the terminal wants it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HumanOptions {
    /// Whether to colour.
    pub color: bool,
    /// Whether to draw with Unicode characters.
    pub unicode: bool,
    /// The columns of the terminal.
    pub width: usize,
}

impl Default for HumanOptions {
    /// What every terminal and log can show.
    fn default() -> Self {
        Self { color: false, unicode: false, width: 100 }
    }
}

/// The findings, errors and notices, and the summary.
#[must_use]
pub fn render(report: &Report<'_>, options: &HumanOptions) -> String {
    let mut page = Page { report, painter: Painter::new(*options), out: String::new() };
    for diagnostic in report.shown() {
        page.finding(diagnostic);
    }
    for error in report.errors() {
        page.error(error);
    }
    page.notices();
    let separator = if options.unicode { " · " } else { "; " };
    for line in sentences::summary(report, separator) {
        page.line(&line);
    }
    page.out
}

struct Page<'a> {
    report: &'a Report<'a>,
    painter: Painter,
    out: String,
}

impl Page<'_> {
    fn finding(&mut self, diagnostic: &Diagnostic) {
        let tone = match diagnostic.severity {
            Severity::Error | Severity::High => Tone::Bad,
            Severity::Medium => Tone::Doubtful,
            Severity::Low | Severity::Info => Tone::Mild,
        };
        let possible = match diagnostic.confidence {
            Confidence::Certain => "",
            Confidence::Possible => " (possible)",
        };
        let heading = format!("{}[{}]{possible}", diagnostic.severity.name(), diagnostic.rule.id);
        let mut message = text::visible(&diagnostic.message, text::MESSAGE);
        if let Some(when) = &diagnostic.when {
            message.push_str("\nwhen ");
            message.push_str(&text::visible(when, text::MESSAGE));
        }
        let mut card = Card::new(tone, message);
        card.heading = Some(heading);
        card.show(self.report.sources, &diagnostic.primary, 1, &self.painter);
        let help = text::visible_lines(&diagnostic.help, text::MESSAGE);
        let shown = Some(diagnostic.primary.span);
        self.cards(card, shown, &diagnostic.related, (!help.is_empty()).then_some(help));
        self.painter.url(&mut self.out, &diagnostic.rule.url());
        self.out.push('\n');
    }

    fn error(&mut self, error: &Notice) {
        let message = text::visible_lines(&error.message, text::MESSAGE);
        let message = match (error.span, &error.path) {
            (None, Some(path)) => format!("{}: {message}", text::visible(path, text::MESSAGE)),
            _ => message,
        };
        let mut card = Card::new(Tone::Bad, message);
        card.heading = Some("error".to_owned());
        if let Some(span) = error.span {
            let label = Label { span, message: String::new(), resource: None };
            card.show(self.report.sources, &label, 1, &self.painter);
        }
        self.cards(card, error.span, &error.related, None);
        self.out.push('\n');
    }

    /// A card, a small one for each related place, and the help below the last.
    fn cards(&mut self, first: Card, shown: Option<Span>, related: &[Label], help: Option<String>) {
        let mut cards = vec![first];
        cards.extend(related.iter().take(RELATED).map(|label| self.related(label, shown)));
        if let Some(more @ 1..) = related.len().checked_sub(RELATED) {
            let places = sentences::count(more, "more related place");
            cards.push(Card::new(Tone::Mild, format!("{places}: --format json lists all")));
        }
        if let Some(last) = cards.last_mut() {
            last.help = help;
        }
        for card in &cards {
            self.painter.paint(&mut self.out, card);
        }
    }

    /// The card of a related place; an excerpt that is shown already is not repeated.
    fn related(&self, label: &Label, shown: Option<Span>) -> Card {
        let mut card = Card::new(Tone::Mild, sentences::label(label));
        let label = Label { message: String::new(), ..label.clone() };
        if shown != Some(label.span) {
            card.show(self.report.sources, &label, 0, &self.painter);
        }
        card
    }

    /// A line for each notice.
    fn notices(&mut self) {
        let before = self.out.len();
        for notice in self.report.plain_notices() {
            self.line(&concise::problem(self.report.sources, notice));
        }
        if self.out.len() > before {
            self.out.push('\n');
        }
    }

    fn line(&mut self, line: &str) {
        self.out.push_str(line);
        self.out.push('\n');
    }
}
