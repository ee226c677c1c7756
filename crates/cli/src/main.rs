//! The command line of vpcelint.
fn main() {}
