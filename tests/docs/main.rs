//! README.md and the pages of the documentation: what they list is fresh, and what they show is so.

#![expect(clippy::unwrap_used, clippy::panic, reason = "what fails in a test fails the test")]

#[cfg(unix)]
mod commands;
#[cfg(unix)]
mod foreign;
mod fresh;
mod pages;
mod snippets;
