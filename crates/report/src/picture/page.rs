//! The page: the picture, lists to choose from, and every path in words. It asks nobody for anything,
//! runs only its own script, and is complete without it.

mod data;

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use super::svg::{self, Frame, escaped};
use super::{STYLE, palette};
use crate::Problem;
use crate::graph::Document;
use crate::paths::{Row, Subnet};
use crate::scene::{LONGEST, Scene};
use crate::text;

/// What the page does when something is chosen.
const SCRIPT: &str = include_str!("page.js");

/// Paths in the table and the lists at most.
const MOST_ROWS: usize = 5_000;

/// Errors and notices at most.
const MOST_NOTICES: usize = 200;

/// The page of a document and the paths through its networks.
pub(super) fn render(document: &Document, all: &[Row]) -> String {
    let rows = all.get(..MOST_ROWS).unwrap_or(all);
    let scene = Scene::of(document, rows);
    let style = format!("{STYLE}{}", palette::style());
    let mut out = String::new();
    push_head(&mut out, &style, scene.deployments.len());
    out.push_str(HEADER);
    out.push_str(CHOOSE);
    out.push_str(&svg::draw(&scene, Frame { standalone: false }));
    out.push_str(
        "</div></div>\n<aside id=\"panel\" aria-label=\"Paths\" hidden></aside>\n</main>\n",
    );
    out.push_str("<p id=\"said\" class=\"unseen\" role=\"status\" aria-live=\"polite\"></p>\n");
    push_table(&mut out, rows, all.len());
    push_notices(&mut out, document);
    let _ = writeln!(out, "<footer>vpcelint {}</footer>", env!("CARGO_PKG_VERSION"));
    let data = data::json(&scene, rows);
    let _ = writeln!(out, "<script type=\"application/json\" id=\"data\">{data}</script>");
    let _ = write!(out, "<script>{SCRIPT}</script>\n</body>\n</html>\n");
    out
}

const HEADER: &str = "<header><h1>Network</h1>\
<p>what the code would deploy with what is given and the defaults</p></header>\n";

/// The lists, which need the script, and what is around the picture.
const CHOOSE: &str = r#"<main>
<nav id="choose" aria-label="Workloads and services" hidden>
<label for="find">Find</label><input id="find" type="search" placeholder="workload or service" autocomplete="off" spellcheck="false">
<h2 id="of-workloads">Workloads</h2><ul id="workloads" aria-labelledby="of-workloads"></ul>
<h2 id="of-services">Services</h2><ul id="services" aria-labelledby="of-services"></ul>
</nav>
<div id="middle">
<div id="tools" hidden><span>Choose a workload or a service, here or in the list: its paths light up. Esc clears.</span><button type="button" id="smaller" aria-label="smaller">&#8722;</button><button type="button" id="larger" aria-label="larger">+</button><button type="button" id="fit">Fit</button></div>
<div id="picture" role="region" aria-label="Picture of the network" tabindex="0">
"#;

fn push_head(out: &mut String, style: &str, drawn: usize) {
    let (style_hash, script_hash) = (hash(style), hash(SCRIPT));
    let title = if drawn == 0 { "No network" } else { "Network" };
    let _ = writeln!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
         style-src '{style_hash}'; script-src '{script_hash}'; img-src data:; base-uri 'none'; \
         form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{title} - vpcelint</title>\n<link rel=\"icon\" href=\"data:,\">\n\
         <style>{style}</style>\n</head>\n<body>"
    );
}

/// What lets a browser run or apply exactly this text.
fn hash(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(text.as_bytes())))
}

fn push_table(out: &mut String, rows: &[Row], all: usize) {
    let _ = writeln!(
        out,
        "<details id=\"all\" open><summary>All paths ({all})</summary><div class=\"wide\"><table>\
         <caption>The way of each workload's traffic to each service that it calls</caption>\
         <thead><tr><th scope=\"col\">workload</th><th scope=\"col\">subnet</th>\
         <th scope=\"col\">service</th><th scope=\"col\">need</th><th scope=\"col\">path</th>\
         <th scope=\"col\">by</th><th scope=\"col\">when</th></tr></thead><tbody>"
    );
    for row in rows {
        let subnet = match &row.subnet {
            Subnet::Is(address) => address.as_str(),
            Subnet::Unknown { .. } => "?",
        };
        let by = row.via.as_deref().or(row.reason.as_deref()).unwrap_or_default();
        let when = row.when.as_deref().unwrap_or_default();
        out.push_str("<tr>");
        for cell in [&row.workload, subnet, &row.service, row.confidence, row.path, by, when] {
            let _ = write!(out, "<td>{}</td>", escaped(&text::visible(cell, LONGEST)));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table></div>");
    if let Some(more) = all.checked_sub(rows.len()).filter(|more| *more > 0) {
        let _ = write!(out, "<p>{more} more: <code>vpcelint paths</code> prints all.</p>");
    }
    out.push_str("</details>\n");
}

fn push_notices(out: &mut String, document: &Document) {
    let all = document.errors.len() + document.notices.len();
    if all == 0 {
        return;
    }
    let _ = writeln!(
        out,
        "<details id=\"notices\"{}><summary>Errors and what was not known ({all})</summary><ul>",
        if document.errors.is_empty() { "" } else { " open" }
    );
    let errors = document.errors.iter().map(|p| ("error", p));
    let notices = document.notices.iter().map(|p| ("notice", p));
    for (gravity, problem) in errors.chain(notices).take(MOST_NOTICES) {
        let line = format!("{}{gravity}: {}", place(problem), problem.message);
        let _ = writeln!(out, "<li>{}</li>", escaped(&text::visible(&line, text::MESSAGE)));
    }
    out.push_str("</ul></details>\n");
}

fn place(problem: &Problem) -> String {
    match (&problem.file, &problem.range) {
        (Some(file), Some(range)) => format!("{file}:{}: ", range.start.line),
        (Some(file), None) => format!("{file}: "),
        _ => String::new(),
    }
}
