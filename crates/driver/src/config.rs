//! `vpcelint.toml`: which rules count, how much, and what the run assumes where the code says nothing.

mod nearest;
mod rules;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use globset::{Glob, GlobSet, GlobSetBuilder};
use rustc_hash::FxHashSet;
use serde::Deserialize;
use toml::Spanned;
use vpcelint_source::{FileId, Gravity, Notice, Range, Reader, Severity, clean_path};

use crate::assume::{Assumption, WrittenAssume};
use crate::baseline;
use crate::money::OwnPrices;
pub(crate) use nearest::Configs;

/// The name of the file.
pub(crate) const NAME: &str = "vpcelint.toml";

/// Entries of `assume` at most: each is looked for in all values.
const MOST_ASSUMED: usize = 64;

/// What the file says.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
struct Written {
    /// Only these rules run; all if it is left out.
    #[cfg_attr(test, schemars(with = "Option<Vec<String>>"))]
    select: Option<Vec<Spanned<String>>>,
    /// Findings of these rules are suppressed.
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    ignore: Vec<Spanned<String>>,
    /// Globs of directories and files in which no roots and templates are looked for, from the directory of
    /// this file; modules that others call are read there all the same.
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    exclude: Vec<Spanned<String>>,
    /// The least severity that is shown and counts.
    #[cfg_attr(test, schemars(with = "Option<SeverityName>"))]
    min_severity: Option<Spanned<String>>,
    /// Whether findings that rest on an assumption count.
    pedantic: Option<bool>,
    /// A file of findings that are known, as `--write-baseline` writes it, beside this one.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    baseline: Option<Spanned<PathBuf>>,
    /// The Region of providers that name none, and of stacks.
    region: Option<String>,
    /// Settings of Terraform's backends beside those of their blocks, as `terraform init -backend-config`
    /// takes them.
    backend_config: BTreeMap<String, String>,
    /// The Availability Zones that your account sees, by Region.
    zones: BTreeMap<String, Vec<String>>,
    /// The severity of findings of a rule that has its full weight; weaker ones stay weaker.
    #[cfg_attr(test, schemars(with = "BTreeMap<String, SeverityName>"))]
    severity: BTreeMap<Spanned<String>, Spanned<String>>,
    /// What else holds for files.
    paths: Vec<WrittenPaths>,
    /// Prices of your own, by Region.
    prices: BTreeMap<String, OwnPrices>,
    /// VPCs that the code is given, and what is in them.
    #[cfg_attr(test, schemars(with = "Vec<WrittenAssume>"))]
    assume: Vec<Spanned<WrittenAssume>>,
}

/// What else holds for some files.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct WrittenPaths {
    /// Globs, from the directory of the configuration.
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    files: Vec<Spanned<String>>,
    /// Findings of these rules are suppressed there.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    ignore: Vec<Spanned<String>>,
    /// The severity of rules there.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "BTreeMap<String, SeverityName>"))]
    severity: BTreeMap<Spanned<String>, Spanned<String>>,
}

/// The names of severities, for the schema.
#[cfg(test)]
#[derive(schemars::JsonSchema)]
#[schemars(rename_all = "lowercase")]
#[expect(dead_code, reason = "only its schema is used")]
enum SeverityName {
    Error,
    High,
    Medium,
    Low,
    Info,
}

/// A configuration: nothing said where there is no file.
#[derive(Debug, Clone, Default)]
pub(crate) struct Config {
    /// Where paths begin.
    directory: PathBuf,
    file: Option<FileId>,
    select: Option<FxHashSet<&'static str>>,
    everywhere: ForFiles,
    paths: Vec<(GlobSet, ForFiles)>,
    /// Where no roots are looked for.
    exclude: GlobSet,
    pub(crate) min_severity: Option<Severity>,
    pub(crate) pedantic: bool,
    pub(crate) region: Option<String>,
    /// Settings of Terraform's backends beside those of their blocks.
    pub(crate) backend: BTreeMap<String, String>,
    pub(crate) zones: Arc<BTreeMap<String, Vec<String>>>,
    pub(crate) prices: BTreeMap<String, OwnPrices>,
    /// What lies outside of the code.
    pub(crate) assume: Vec<Assumption>,
    /// The fingerprints of findings that are known.
    pub(crate) baseline: Arc<FxHashSet<String>>,
}

/// What holds for rules in some files.
#[derive(Debug, Clone, Default)]
struct ForFiles {
    ignore: BTreeMap<&'static str, Range>,
    severity: BTreeMap<&'static str, Severity>,
}

/// Reads a configuration; what is wrong in it is said, and the rest holds. Neither it nor what it names is
/// read outside of a boundary, where one is given.
pub(crate) fn read(
    reader: &Reader<'_>,
    path: &Path,
    within: Option<&Reader<'_>>,
    notices: &mut Vec<Notice>,
) -> Config {
    let directory = path.parent().unwrap_or(path).to_path_buf();
    if let Some(outside) = within.filter(|within| !within.within_boundary(path)) {
        notices.push(Notice { gravity: Gravity::Error, ..outside.outside(path) });
        return Config { directory, ..Config::default() };
    }
    let text = match reader.read(path, true) {
        Ok(text) => text,
        Err(notice) => {
            notices.push(Notice { gravity: Gravity::Error, ..notice });
            return Config::default();
        }
    };
    let mut reading = Reading { file: text.id, notices };
    let written: Written = match toml::from_str(&text.text) {
        Ok(written) => written,
        Err(error) => {
            reading.wrong(error.span(), with_suggestion(error.message()));
            return Config { directory, ..Config::default() };
        }
    };
    let select = written
        .select
        .as_ref()
        .map(|rules| rules.iter().filter_map(|rule| reading.rule(rule)).collect::<FxHashSet<_>>());
    let everywhere = reading.for_files(&written.ignore, &written.severity);
    let exclude = reading.globs(&written.exclude);
    let paths = written
        .paths
        .iter()
        .map(|p| (reading.globs(&p.files), reading.for_files(&p.ignore, &p.severity)))
        .collect();
    if let Some(over) = written.assume.get(MOST_ASSUMED) {
        let message = format!("more than {MOST_ASSUMED} entries of `assume` are not read");
        reading.wrong(Some(over.span()), message);
    }
    let assume = written.assume.into_iter().take(MOST_ASSUMED).enumerate();
    let assume = assume.map(|(n, entry)| reading.assumption(entry, n)).collect();
    let min_severity = written.min_severity.as_ref().and_then(|name| reading.severity(name));
    let baseline = written.baseline.as_ref().and_then(|file| {
        let path = clean_path(&directory.join(file.get_ref()));
        let outside = within.is_some_and(|within| !within.within_boundary(&path));
        if outside {
            reading.wrong(Some(file.span()), "the baseline lies outside of the repository");
        }
        (!outside).then_some(path)
    });
    let baseline = baseline.map(|file| baseline::read(reader, &file, notices)).unwrap_or_default();
    Config {
        directory,
        file: Some(text.id),
        select,
        everywhere,
        paths,
        exclude,
        min_severity,
        pedantic: written.pedantic.unwrap_or_default(),
        region: written.region,
        backend: written.backend_config,
        zones: Arc::new(written.zones),
        prices: written.prices,
        assume,
        baseline: Arc::new(baseline),
    }
}

/// A file while it is read.
struct Reading<'n> {
    file: FileId,
    notices: &'n mut Vec<Notice>,
}

impl Reading<'_> {
    fn wrong(&mut self, at: Option<std::ops::Range<usize>>, message: impl Into<String>) {
        let at = range(&at.unwrap_or_default()).in_file(self.file);
        self.notices.push(Notice::error(at, message));
    }

    fn rule(&mut self, id: &Spanned<String>) -> Option<&'static str> {
        let known = vpcelint_rules::find(id.get_ref()).map(|rule| rule.meta.id);
        if known.is_none() {
            let ids = vpcelint_rules::RULES.iter().map(|rule| rule.meta.id);
            let near = vpcelint_engine::nearest(id.get_ref(), ids);
            let near = near.map(|near| format!(": did you mean `{near}`?")).unwrap_or_default();
            self.wrong(Some(id.span()), format!("there is no rule `{}`{near}", id.get_ref()));
        }
        known
    }

    fn assumption(&mut self, entry: Spanned<WrittenAssume>, n: usize) -> Assumption {
        let at = entry.span();
        for service in entry.get_ref().services() {
            if vpcelint_catalog::service(service).is_none() {
                let names = vpcelint_catalog::SERVICES.iter().map(|s| s.name);
                let near = vpcelint_engine::nearest(service, names);
                let near = near.map(|near| format!(": did you mean `{near}`?")).unwrap_or_default();
                let message = format!("no endpoint service is called `{service}`{near}");
                self.wrong(Some(at.clone()), message);
            }
        }
        for service in entry.get_ref().gateway_services() {
            if vpcelint_catalog::service(service).is_some_and(|known| !known.gateway) {
                let message = format!("there are no gateway endpoints of `{service}`");
                self.wrong(Some(at.clone()), message);
            }
        }
        for cidr in entry.get_ref().cidrs() {
            if cidr.parse::<ipnet::IpNet>().is_err() {
                self.wrong(Some(at.clone()), format!("`{cidr}` is no CIDR block"));
            }
        }
        Assumption::new(entry.into_inner(), (self.file, range(&at)), n)
    }

    fn severity(&mut self, name: &Spanned<String>) -> Option<Severity> {
        let known = Severity::from_name(name.get_ref());
        if known.is_none() {
            let message = format!(
                "`{}` is no severity: `error`, `high`, `medium`, `low` or `info` is expected",
                name.get_ref()
            );
            self.wrong(Some(name.span()), message);
        }
        known
    }

    fn for_files(
        &mut self,
        ignore: &[Spanned<String>],
        severity: &BTreeMap<Spanned<String>, Spanned<String>>,
    ) -> ForFiles {
        let mut for_files = ForFiles::default();
        for id in ignore {
            if let Some(rule) = self.rule(id) {
                for_files.ignore.insert(rule, range(&id.span()));
            }
        }
        for (id, name) in severity {
            let (rule, severity) = (self.rule(id), self.severity(name));
            for_files.severity.extend(rule.zip(severity));
        }
        for_files
    }

    fn globs(&mut self, globs: &[Spanned<String>]) -> GlobSet {
        let mut set = GlobSetBuilder::new();
        for glob in globs {
            match Glob::new(glob.get_ref()) {
                Ok(pattern) => {
                    set.add(pattern);
                }
                Err(error) => self.wrong(Some(glob.span()), error.to_string()),
            }
        }
        match set.build() {
            Ok(set) => set,
            Err(error) => {
                let at = globs.first().map(Spanned::span);
                self.wrong(at, error.to_string());
                GlobSet::empty()
            }
        }
    }
}

fn range(of: &std::ops::Range<usize>) -> Range {
    let offset = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Range { start: offset(of.start), end: offset(of.end) }
}

/// What is wrong, with the key that was likely meant: the parser lists those that there are.
fn with_suggestion(message: &str) -> String {
    let mut names = message.split('`').skip(1).step_by(2);
    let (true, Some(wrong)) = (message.starts_with("unknown field"), names.next()) else {
        return message.to_owned();
    };
    match vpcelint_engine::nearest(wrong, names) {
        Some(near) => format!("unknown key `{wrong}`: did you mean `{near}`?"),
        None => message.replacen("unknown field", "unknown key", 1),
    }
}
