//! The built program from outside: what it prints and its exit status, for good input and bad.

#![expect(clippy::unwrap_used, clippy::panic, reason = "what fails in a test fails the test")]

mod arguments;
mod caps;
mod fixes;
mod formats;
mod inputs;
mod project;
mod roots;
mod secrets;
mod suppressions;
mod watch;
