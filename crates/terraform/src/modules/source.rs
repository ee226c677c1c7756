//! The address of a module in a registry or a repository.

use super::version::Versions;

/// A module that a call names.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Remote {
    /// `namespace/name/provider`
    pub(super) name: String,
    /// The directory within it; empty for its root.
    pub(super) subdirectory: String,
    /// The releases that are possible.
    pub(super) versions: Versions,
}

/// The module of a source: by its address in the public registry, by its repository on GitHub, or
/// by the address that Terragrunt uses. None where it is another one, or its release is not known.
pub(super) fn of(source: &str, version: Option<&str>) -> Option<Remote> {
    let (location, query) = source.split_once('?').unwrap_or((source, ""));
    if let Some(path) = location.strip_prefix("tfr://") {
        let path = path.trim_start_matches("registry.terraform.io").trim_start_matches('/');
        return registry(path, parameter(query, "version"));
    }
    match repository(location) {
        Some(path) => github(path, parameter(query, "ref")),
        None => registry(location, version),
    }
}

fn parameter<'q>(query: &'q str, name: &str) -> Option<&'q str> {
    query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
}

/// `[host/]namespace/name/provider[//directory]`
fn registry(source: &str, version: Option<&str>) -> Option<Remote> {
    let (path, subdirectory) = source.split_once("//").unwrap_or((source, ""));
    let parts: Vec<&str> = path.split('/').collect();
    let name = match parts[..] {
        [namespace, name, provider] => [namespace, name, provider],
        ["registry.terraform.io" | "registry.opentofu.org", namespace, name, provider] => {
            [namespace, name, provider]
        }
        _ => return None,
    };
    let versions = match version {
        Some(version) => Versions::parse(version)?,
        None => Versions::default(),
    };
    Some(Remote { name: name.join("/"), subdirectory: subdirectory.into(), versions })
}

/// The path of a repository on GitHub, with the directory within it.
fn repository(location: &str) -> Option<&str> {
    /// How repositories on GitHub are written.
    const FORMS: [&str; 6] = [
        "https://github.com/",
        "ssh://git@github.com/",
        "git@github.com:",
        "git::git@github.com:",
        "https://www.github.com/",
        "github.com/",
    ];
    let location = location.strip_prefix("git::").unwrap_or(location);
    FORMS.iter().find_map(|form| location.strip_prefix(form))
}

/// `owner/terraform-provider-name[.git][//directory]`; the release is that of the tag, or the one that
/// brought the commit. Any other commit, or the head of a branch, may be anything.
fn github(path: &str, reference: Option<&str>) -> Option<Remote> {
    let (path, subdirectory) = path.split_once("//").unwrap_or((path, ""));
    let (owner, repository) = path.trim_end_matches('/').split_once('/')?;
    let repository = repository.strip_suffix(".git").unwrap_or(repository);
    let (provider, name) = repository.strip_prefix("terraform-")?.split_once('-')?;
    let tag = reference?.trim_start_matches("refs/tags/");
    let name = format!("{owner}/{name}/{provider}");
    let versions = match super::models::major_of(&name, tag) {
        Some(major) => Versions::of_major(major),
        None => Versions::exact(tag.trim_start_matches('v'))?,
    };
    Some(Remote { name, subdirectory: subdirectory.into(), versions })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_of_one_module_are_known_by_their_name() {
        let vpc = "terraform-aws-modules/vpc/aws";
        for (source, version, subdirectory) in [
            ("terraform-aws-modules/vpc/aws", Some("5.1.0"), ""),
            ("registry.terraform.io/terraform-aws-modules/vpc/aws", Some("~> 5.0"), ""),
            ("terraform-aws-modules/vpc/aws//modules/vpc-endpoints", None, "modules/vpc-endpoints"),
            (
                "git::https://github.com/terraform-aws-modules/terraform-aws-vpc.git?ref=v5.1.0",
                None,
                "",
            ),
            ("github.com/terraform-aws-modules/terraform-aws-vpc?ref=5.1.0", None, ""),
            (
                "git@github.com:terraform-aws-modules/terraform-aws-vpc.git//modules/vpc-endpoints?ref=v5.0.0",
                None,
                "modules/vpc-endpoints",
            ),
            ("tfr:///terraform-aws-modules/vpc/aws?version=5.8.1", None, ""),
        ] {
            let found = of(source, version).unwrap();
            assert_eq!((found.name.as_str(), found.subdirectory.as_str()), (vpc, subdirectory));
            assert!(found.versions.admit_major(5), "{source}");
        }
    }

    #[test]
    fn what_may_be_any_release_is_none() {
        for source in [
            "git::https://github.com/terraform-aws-modules/terraform-aws-vpc.git",
            "git::https://github.com/terraform-aws-modules/terraform-aws-vpc.git?ref=master",
            "git::https://github.com/terraform-aws-modules/terraform-aws-vpc.git?ref=0000000b6be6",
            "s3::https://bucket/x.zip",
            "https://example.com/vpc.zip",
            "a/b",
            "app.terraform.io/a/vpc/aws",
        ] {
            assert_eq!(of(source, None), None, "{source}");
        }
    }
}
