//! Embeds the models of well-known modules as one sorted table of paths and texts.

use std::error::Error;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=models");
    let models = Path::new(&std::env::var("CARGO_MANIFEST_DIR")?).join("models");
    let mut files = Vec::new();
    collect(&models, &mut files)?;
    let mut rows = Vec::new();
    for file in files {
        let below = file.strip_prefix(&models)?.to_string_lossy().replace('\\', "/");
        rows.push((below, file));
    }
    rows.sort();
    let rows = rows.iter().map(|(path, file)| format!("({path:?}, include_str!({file:?})),\n"));
    let code = format!("&[\n{}]\n", rows.collect::<String>());
    std::fs::write(Path::new(&std::env::var("OUT_DIR")?).join("models.rs"), code)?;
    Ok(())
}

/// The files of configuration below a directory.
fn collect(directory: &Path, files: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    if !directory.is_dir() {
        return Ok(());
    }
    for entry in std::fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|e| e == "tf" || e == "tsv") {
            files.push(path);
        }
    }
    Ok(())
}
