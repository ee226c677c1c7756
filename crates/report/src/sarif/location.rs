//! Places in SARIF's words.

use std::collections::BTreeMap;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use vpcelint_source::{Label, Span};

use super::document::{Base, Message};
use crate::repository::{Spot, SpotPath};
use crate::{Report, sentences};

/// The name of the repository's root.
const ROOT: &str = "%SRCROOT%";

/// All but what a path of a URI holds as it is; a colon in its first part would end a scheme.
const ENCODED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Location {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<LogicalLocation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PhysicalLocation {
    pub(super) artifact_location: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) region: Option<Region>,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ArtifactLocation {
    uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri_base_id: Option<&'static str>,
}

/// Lines and columns count from 1, and the end is behind the last character.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Region {
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation {
    fully_qualified_name: String,
    kind: &'static str,
}

impl Location {
    /// The location with the resource that it is about.
    pub(super) fn about(mut self, resource: &str) -> Self {
        let fully_qualified_name = resource.to_owned();
        self.logical_locations = vec![LogicalLocation { fully_qualified_name, kind: "resource" }];
        self
    }

    /// The location with a number.
    pub(super) fn numbered(mut self, id: usize) -> Self {
        self.id = Some(id);
        self
    }
}

/// What the names of bases stand for.
pub(super) fn bases() -> BTreeMap<&'static str, Base> {
    [(ROOT, Base { description: Message::new("The root of the repository.") })].into()
}

/// The location of a label with its text.
pub(super) fn of(report: &Report<'_>, label: &Label) -> Option<Location> {
    let location = of_spot(&report.spot(label.span)?)?;
    let said = sentences::label(label);
    Some(Location { message: (!said.is_empty()).then(|| Message::new(&said)), ..location })
}

/// A location without text, if it is in a file.
pub(super) fn of_spot(spot: &Spot) -> Option<Location> {
    let physical_location = PhysicalLocation::of(spot)?;
    Some(Location { id: None, physical_location, logical_locations: Vec::new(), message: None })
}

/// The place of a span, if it is in a file.
pub(super) fn physical(report: &Report<'_>, span: Span) -> Option<PhysicalLocation> {
    PhysicalLocation::of(&report.spot(span)?)
}

impl PhysicalLocation {
    fn of(spot: &Spot) -> Option<Self> {
        let artifact_location = match &spot.path {
            SpotPath::Inside(path) => {
                ArtifactLocation { uri: encode(path), uri_base_id: Some(ROOT) }
            }
            SpotPath::Outside(path) => {
                let path = path.trim_start_matches('/');
                ArtifactLocation { uri: format!("file:///{}", encode(path)), uri_base_id: None }
            }
            SpotPath::Nowhere(_) => return None,
        };
        let region = spot.range.map(|range| Region {
            start_line: range.start.line,
            start_column: range.start.column,
            end_line: range.end.line,
            end_column: range.end.column,
        });
        Some(Self { artifact_location, region })
    }
}

fn encode(path: &str) -> String {
    utf8_percent_encode(path, ENCODED).to_string()
}
