//! How the program is installed and run where its users are, with the real clients: pip, pre-commit, and
//! those that check the action and the workflows.

#![cfg(feature = "clients")]
#![expect(clippy::unwrap_used, reason = "what fails in a test fails the test")]

mod action;
mod clients;
mod pages;
mod precommit;
mod recipes;
