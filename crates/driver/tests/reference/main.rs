//! The paths of thousands of small random networks, compared with a reference that knows nothing of the
//! engine: it is written from AWS's documentation and tries every packet.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails where its input is wrong")]

mod answer;
mod build;
mod by_hand;
mod compare;
mod far;
mod hidden;
mod network;
mod packet;
mod policy;
mod route;
mod six;
mod stretch;
mod terraform;
mod trip;
mod walk;
mod worlds;
