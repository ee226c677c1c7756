//! The documentation as mdBook builds it: every link leads somewhere, nothing comes from elsewhere, and it fits
//! a phone.

#![cfg(feature = "clients")]
#![expect(clippy::unwrap_used, reason = "what fails in a test fails the test")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use tempfile::TempDir;

fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// mdBook of the environment that `.ci/run` makes, else that of the path.
fn mdbook() -> Command {
    let own = top().join("target/clients/bin/mdbook");
    Command::new(if own.is_file() { own } else { "mdbook".into() })
}

/// The folder of the site, built once.
fn site() -> &'static Path {
    static SITE: OnceLock<TempDir> = OnceLock::new();
    SITE.get_or_init(|| {
        let folder = TempDir::new().unwrap();
        let mut command = mdbook();
        command.arg("build").arg(top().join("docs")).arg("--dest-dir").arg(folder.path());
        let ran = command
            .output()
            .map_err(|error| format!("mdbook is needed, `.ci/run` installs it: {error}"))
            .unwrap();
        let said = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert!(ran.status.success(), "{said}");
        assert!(!said.contains("WARN") && !said.contains("ERROR"), "{said}");
        folder
    })
    .path()
}

/// The files of the site with a name of this ending, by their path in it.
fn files(ending: &str) -> BTreeMap<PathBuf, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![site().to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == ending) {
                let name = path.strip_prefix(site()).unwrap().to_path_buf();
                found.insert(name, std::fs::read_to_string(path).unwrap());
            }
        }
    }
    found
}

/// The values of an attribute in a page.
fn values<'t>(text: &'t str, attribute: &str) -> Vec<&'t str> {
    let start = format!(" {attribute}=\"");
    text.split(&start).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// A path without `.` and `..`.
fn clean(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                clean.pop();
            }
            Component::CurDir => {}
            part => clean.push(part),
        }
    }
    clean
}

fn is_elsewhere(link: &str) -> bool {
    ["http:", "https:", "//"].iter().any(|start| link.starts_with(start))
}

#[test]
fn links_lead_somewhere() {
    let pages = files("html");
    let anchors: BTreeMap<_, BTreeSet<_>> =
        pages.iter().map(|(name, text)| (name, values(text, "id").into_iter().collect())).collect();
    let mut count = 0;
    for (name, text) in &pages {
        // The page that a server shows for what is missing has links from wherever that was.
        if name == Path::new("404.html") {
            continue;
        }
        let links = values(text, "href").into_iter().chain(values(text, "src"));
        for link in links.filter(|link| !is_elsewhere(link) && !link.starts_with("data:")) {
            let link = link.replace("&amp;", "&");
            let (path, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let path = path.split('?').next().unwrap();
            let target = match path {
                "" => name.clone(),
                path => clean(&name.parent().unwrap().join(path)),
            };
            count += 1;
            assert!(site().join(&target).exists(), "{}: {link}", name.display());
            if let Some(known) = anchors.get(&target).filter(|_| !anchor.is_empty()) {
                assert!(known.contains(anchor), "{}: no anchor {link}", name.display());
            }
        }
    }
    assert!(count > 1000, "{count} links");
}

#[test]
fn every_rule_has_a_page_with_its_text() {
    let pages = files("html");
    for rule in vpcelint_driver::RULES {
        let page = &pages[&Path::new("rules").join(format!("{}.html", rule.meta.id))];
        assert!(
            page.contains(">Why it matters<") && !page.contains("#include"),
            "{}",
            rule.meta.id
        );
    }
}

#[test]
fn nothing_is_loaded_from_elsewhere() {
    for (name, text) in files("html") {
        for tag in text.split('<').filter(|tag| !tag.starts_with("a ")) {
            let tag = tag.split('>').next().unwrap();
            for link in ["href", "src"].iter().flat_map(|attribute| values(tag, attribute)) {
                assert!(!is_elsewhere(link), "{}: {tag}", name.display());
            }
        }
    }
    for (name, text) in files("css") {
        for link in text.split("url(").skip(1).chain(text.split("@import").skip(1)) {
            let link = link.trim_start_matches([' ', '"', '\'']);
            assert!(!is_elsewhere(link), "{}: {}", name.display(), &link[..link.len().min(80)]);
        }
    }
}

/// In Chromium, on the width of a desk and of a phone.
#[test]
fn pages_show_in_a_browser() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("browser");
    let packages = folder.join("node_modules/playwright-core");
    assert!(packages.is_dir(), "`npm ci` has not run in {}", folder.display());
    let mut command = Command::new("node");
    let ran = command.arg(folder.join("book.mjs")).arg(site()).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
}
