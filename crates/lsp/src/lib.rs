//! The language server: the protocol's edge of the driver, on standard input and output.

mod action;
mod documents;
mod position;
mod publish;
mod server;
mod session;
mod settings;
mod uri;
mod worker;

pub use server::{ServeError, serve, serve_stdio};
