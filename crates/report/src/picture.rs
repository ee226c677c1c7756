//! The picture of the network: standalone, and in a page in which paths are looked up.

mod layout;
mod page;
mod palette;
mod svg;
mod width;

use crate::graph::Document;
use crate::paths::Row;
use crate::scene::Scene;
use svg::Frame;

/// The style sheet of the page.
const STYLE: &str = include_str!("picture/page.css");

/// The picture, as a document of its own.
#[must_use]
pub fn svg(document: &Document, rows: &[Row]) -> String {
    svg::draw(&Scene::of(document, rows), Frame { standalone: true })
}

/// The page.
#[must_use]
pub fn page(document: &Document, rows: &[Row]) -> String {
    page::render(document, rows)
}
