//! Tests with the programs of other people: those that read the output (a browser, Graphviz, Mermaid), those
//! that show it while code is written (Neovim, the packaging of Visual Studio Code), and those that install
//! and run the program (pip, pre-commit, npm, the runner of GitHub's actions). They need these, so they run
//! with the feature `clients` only, and fail where one is missing. `.ci/run` installs all of them.
