//! Writes fixes, or shows them.

use anyhow::Context as _;
use similar::TextDiff;
use vpcelint_driver::Fixes;

use crate::output;

/// What the fixes change, as a unified diff.
pub(crate) fn diff(fixes: &Fixes) -> String {
    let mut text = String::new();
    for file in &fixes.files {
        let name = file.display.escape_debug();
        let diff = TextDiff::from_lines(&*file.before, &*file.after);
        let mut unified = diff.unified_diff();
        text += &unified.header(&format!("a/{name}"), &format!("b/{name}")).to_string();
    }
    text
}

/// Writes the files that change. One that changed in the meantime is left alone.
pub(crate) fn write(fixes: &Fixes) -> anyhow::Result<()> {
    for file in &fixes.files {
        let path = &file.path;
        let say = || format!("`{}` can't be mended", file.display.escape_debug());
        let now = std::fs::read(path).with_context(say)?;
        if now != file.before.as_bytes() {
            anyhow::bail!("{}: it is not in UTF-8, or changed in the meantime", say());
        }
        output::write(&file.after, path).with_context(say)?;
    }
    Ok(())
}
