//! Caps on everything that hostile input could make grow, and the cancel flag, in one object.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// The caps. Reaching one gives a notice that names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one configuration file.
    pub file_bytes: u64,
    /// Entries of one object literal (parsing is quadratic in them).
    pub object_entries: usize,
    /// Nodes of one YAML document, those that aliases repeat counted each time.
    pub document_nodes: usize,
    /// Bytes of one plan or state of Terraform.
    pub plan_bytes: u64,
    /// Parts of one plan or state up to which findings have places in it.
    pub plan_nodes: usize,
    /// Length of a chain of references (`local.a0 = local.a1 ...`).
    pub reference_depth: u32,
    /// Instances of one `count` or `for_each`.
    pub instances: usize,
    /// Instances of one root.
    pub root_instances: usize,
    /// Depth of nested module calls.
    pub module_depth: u32,
    /// Module instances of one root.
    pub modules: usize,
    /// Elements of one list that a function makes.
    pub list_length: usize,
    /// Parts of one value, those within its parts counted as well.
    pub value_parts: usize,
    /// How deep the parts of one value are nested in each other.
    pub value_depth: usize,
    /// Bytes of one string that an expression makes.
    pub string_bytes: usize,
    /// Rules named by the comments of one file that hide findings; a comment that names none is one.
    pub suppressions: usize,
    /// Expression evaluations of one root.
    pub steps: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 16 << 20,
            object_entries: 4096,
            document_nodes: 1 << 20,
            plan_bytes: 64 << 20,
            plan_nodes: 4 << 20,
            reference_depth: 256,
            instances: 1024,
            root_instances: 50_000,
            module_depth: 32,
            modules: 4096,
            list_length: 65_536,
            value_parts: 1 << 18,
            value_depth: 128,
            string_bytes: 4 << 20,
            suppressions: 1024,
            steps: 20_000_000,
        }
    }
}

/// The caps of a run with the flag that cancels it.
#[derive(Debug, Default)]
pub struct Budget {
    /// The caps.
    pub limits: Limits,
    cancelled: AtomicBool,
    steps: AtomicU64,
    roots: AtomicU64,
    roots_done: AtomicU64,
}

impl Budget {
    /// A budget with these caps.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self { limits, ..Self::default() }
    }

    /// Asks every stage to stop soon.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    /// Whether the run was cancelled.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    /// Steps taken by finished roots.
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.steps.load(Ordering::Relaxed)
    }

    /// How many roots are done, of how many that are known.
    #[must_use]
    pub fn roots(&self) -> (u64, u64) {
        (self.roots_done.load(Ordering::Relaxed), self.roots.load(Ordering::Relaxed))
    }

    /// More roots are known.
    pub fn add_roots(&self, count: usize) {
        self.roots.fetch_add(count as u64, Ordering::Relaxed);
    }

    /// A root is done.
    pub fn root_done(&self) {
        self.roots_done.fetch_add(1, Ordering::Relaxed);
    }

    /// Adds the steps of a root.
    pub fn add_steps(&self, steps: u64) {
        self.steps.fetch_add(steps, Ordering::Relaxed);
    }
}
