//! Tests with the programs that read the output: a browser, Graphviz, Mermaid. They need these, so they
//! run with the feature `clients` only, and fail where one is missing. `.ci/run` installs all of them.
