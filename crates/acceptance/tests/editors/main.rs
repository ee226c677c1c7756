//! Where people work: editors with the language server, and a terminal.

#![cfg(feature = "clients")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails where a program or its answer is not as it should be"
)]

mod neovim;
mod terminal;
mod vscode;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

pub(crate) fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// The folder of the program, built once.
pub(crate) fn programs() -> &'static Path {
    static PROGRAMS: OnceLock<PathBuf> = OnceLock::new();
    PROGRAMS.get_or_init(|| {
        let target = top().join("target");
        let built = Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--locked", "-p", "vpcelint"])
            .current_dir(top())
            .env("CARGO_TARGET_DIR", &target)
            .status()
            .unwrap();
        assert!(built.success());
        target.join("debug")
    })
}

/// The environment's path, with the program in front.
pub(crate) fn path_with_program() -> std::ffi::OsString {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(programs().to_path_buf()).chain(std::env::split_paths(&path));
    std::env::join_paths(folders).unwrap()
}
