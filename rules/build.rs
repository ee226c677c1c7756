//! Turns the folders of rules into modules and one sorted list.

use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let here = std::env::var("CARGO_MANIFEST_DIR")?;
    let out = std::env::var("OUT_DIR")?;
    println!("cargo::rerun-if-changed=.");
    let mut ids = Vec::new();
    for entry in std::fs::read_dir(&here)? {
        let entry = entry?;
        if entry.path().join("rule.rs").is_file() {
            ids.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    ids.sort();
    let (mut modules, mut list) = (String::new(), String::new());
    for id in &ids {
        let module = id.replace('-', "_");
        let folder = Path::new(&here).join(id);
        writeln!(modules, "#[path = {:?}]\nmod {module};", folder.join("rule.rs"))?;
        writeln!(
            list,
            "Rule {{ meta: &RuleMeta {{ id: {id:?}, summary: {module}::ABOUT.summary, \
             severity: {module}::ABOUT.severity, topics: {module}::ABOUT.topics, \
             since: {module}::ABOUT.since, \
             doc: include_str!({:?}) }}, check: {module}::check }},",
            folder.join("doc.md"),
        )?;
    }
    let code = format!(
        "{modules}\n/// All rules, sorted by id.\npub static RULES: &[Rule] = &[\n{list}];\n"
    );
    std::fs::write(Path::new(&out).join("rules.rs"), code)?;
    Ok(())
}
