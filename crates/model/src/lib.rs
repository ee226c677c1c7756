//! The neutral resource graph.
