//! What a run examined: without it, "no findings" is no answer.

use std::collections::BTreeMap;

use crate::{Diagnostic, Severity, SuppressedBy};

/// Counts of what was examined, decided and left undecided.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Configuration files read.
    pub files: usize,
    /// Roots (or templates) analysed.
    pub roots: usize,
    /// Resource instances after evaluation.
    pub resources: usize,
    /// VPCs in the code.
    pub vpcs: usize,
    /// Subnets in the code.
    pub subnets: usize,
    /// Route tables, main tables included.
    pub route_tables: usize,
    /// VPC endpoints of every type.
    pub endpoints: usize,
    /// NAT gateways.
    pub nat_gateways: usize,
    /// Workloads with network interfaces.
    pub workloads: usize,
    /// Scenarios evaluated beyond the first evaluation.
    pub scenarios: usize,
    /// Questions that no rule could decide.
    pub undecided: usize,
    /// Undecided questions by reason.
    pub undecided_because: BTreeMap<String, usize>,
    /// Findings suppressed by comment, metadata or configuration.
    pub suppressed: usize,
    /// Findings that the baseline holds.
    pub baselined: usize,
    /// Findings that are shown, by severity.
    pub by_severity: BTreeMap<Severity, usize>,
}

impl Summary {
    /// Counts findings anew.
    pub fn count(&mut self, diagnostics: &[Diagnostic]) {
        (self.suppressed, self.baselined) = (0, 0);
        self.by_severity.clear();
        for diagnostic in diagnostics {
            match &diagnostic.suppressed {
                None => *self.by_severity.entry(diagnostic.severity).or_default() += 1,
                Some(by) if by.by == SuppressedBy::Baseline => self.baselined += 1,
                Some(_) => self.suppressed += 1,
            }
        }
    }
}
