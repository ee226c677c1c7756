//! The extension for Visual Studio Code: it compiles, and is packaged by the tool of its market.

use std::path::Path;
use std::process::Command;

use crate::top;

#[test]
fn the_extension_compiles_and_is_packaged() {
    let folder = top().join("editors/vscode");
    assert!(folder.join("node_modules").is_dir(), "`.ci/run` installs what it is made with");
    let run = Command::new("npm").args(["run", "package"]).current_dir(&folder).output().unwrap();
    let said =
        format!("{}{}", String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    assert!(run.status.success(), "{said}");
    // What is in it: the bundle and its papers, nothing else.
    let list =
        "import sys, zipfile; print('\\n'.join(sorted(zipfile.ZipFile(sys.argv[1]).namelist())))";
    let package = folder.join("vpcelint.vsix");
    let listed = Command::new("python3").args(["-c", list]).arg(&package).output().unwrap();
    let listed = String::from_utf8(listed.stdout).unwrap();
    let names: Vec<_> = listed.lines().filter_map(|l| l.strip_prefix("extension/")).collect();
    let wanted = ["LICENSE.txt", "changelog.md", "dist/extension.js", "package.json", "readme.md"];
    assert_eq!(names, wanted, "{said}");
    // The bundle is a program that names nothing but the editor and what Node brings.
    let bundle = folder.join("dist/extension.js");
    let checked = Command::new("node").arg("--check").arg(&bundle).status().unwrap();
    assert!(checked.success());
}

#[test]
fn the_extension_has_the_programs_version_and_its_settings() {
    let read = |path: &Path| std::fs::read_to_string(path).unwrap();
    let manifest = read(&top().join("editors/vscode/package.json"));
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    assert_eq!(manifest["version"], env!("CARGO_PKG_VERSION"));
    let settings = manifest["contributes"]["configuration"]["properties"].as_object().unwrap();
    let page = read(&top().join("docs/editors.md"));
    for name in settings.keys().map(|name| name.strip_prefix("vpcelint.").unwrap()) {
        let documented = format!("| `{name}` |");
        assert!(name == "path" || page.contains(&documented), "{name} is not in docs/editors.md");
    }
}
