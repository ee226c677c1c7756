//! What a client sets: as `initializationOptions`, or later as the section `vpcelint` of its
//! configuration.

use std::path::PathBuf;

use serde::Deserialize;
use serde_json::Value;
use vpcelint_driver::Selection;
use vpcelint_source::Severity;

/// The settings; what is left out is as on the command line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Settings {
    /// A configuration file in place of the nearest `vpcelint.toml`.
    pub(crate) config: Option<PathBuf>,
    min_severity: Option<String>,
    pedantic: bool,
}

impl Settings {
    /// Reads them; what can't be read is as if it was not set, with the reason.
    pub(crate) fn read(value: &Value) -> (Self, Option<String>) {
        if value.is_null() {
            return (Self::default(), None);
        }
        match Self::deserialize(value) {
            Ok(mut settings) => {
                settings.config = settings.config.filter(|path| !path.as_os_str().is_empty());
                let name = settings
                    .min_severity
                    .take_if(|name| !name.is_empty() && Severity::from_name(name).is_none());
                let wrong = name.map(|name| {
                    format!("`minSeverity` is error, high, medium, low or info, not `{name}`")
                });
                (settings, wrong)
            }
            Err(error) => (Self::default(), Some(format!("the settings can't be read: {error}"))),
        }
    }

    pub(crate) fn selection(&self) -> Selection {
        Selection {
            min_severity: self.min_severity.as_deref().and_then(Severity::from_name),
            pedantic: self.pedantic,
            list_members: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_wrong_is_said() {
        let (settings, wrong) = Settings::read(&json!({"minSeverity": "high", "pedantic": true}));
        assert_eq!(wrong, None);
        let selection = settings.selection();
        assert_eq!((selection.min_severity, selection.pedantic), (Some(Severity::High), true));
        let (settings, wrong) = Settings::read(&json!({"minSeverity": "hgih"}));
        assert!(wrong.unwrap().contains("`hgih`"));
        assert_eq!(settings.selection().min_severity, None);
        assert!(Settings::read(&json!({"pedantic": "yes"})).1.is_some());
        assert_eq!(Settings::read(&Value::Null), (Settings::default(), None));
    }
}
