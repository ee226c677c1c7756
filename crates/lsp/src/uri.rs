//! Addresses of files as the protocol writes them.

use std::path::{Component, Path, PathBuf};
use std::str::FromStr as _;

use lsp_types::Uri;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// What stands as it is in a segment of a path.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The path of a file; none if it is something else.
pub(crate) fn to_path(uri: &Uri) -> Option<PathBuf> {
    let is_file = uri.scheme().is_some_and(|scheme| scheme.as_str().eq_ignore_ascii_case("file"));
    if !is_file {
        return None;
    }
    let text = percent_decode_str(uri.path().as_str()).decode_utf8().ok()?;
    let has_drive = cfg!(windows) && text.as_bytes().get(2) == Some(&b':');
    let text = if has_drive { text.trim_start_matches('/') } else { &text };
    let path = vpcelint_source::clean_path(Path::new(text));
    path.is_absolute().then_some(path)
}

/// The address of a file.
pub(crate) fn of_path(path: &Path) -> Option<Uri> {
    let mut text = String::from("file://");
    for part in path.components() {
        match part {
            Component::RootDir | Component::CurDir => {}
            Component::Prefix(_) | Component::ParentDir | Component::Normal(_) => {
                let part = part.as_os_str().to_str()?;
                text.push('/');
                text.extend(utf8_percent_encode(part, KEPT));
            }
        }
    }
    Uri::from_str(&text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn paths_come_back() {
        for path in ["/a/b.tf", "/a b/%41/\u{e4}#?.tf", "/x/[y].yaml"] {
            let uri = of_path(Path::new(path)).unwrap();
            assert_eq!(to_path(&uri).unwrap(), Path::new(path), "{}", uri.as_str());
        }
    }

    #[test]
    fn what_is_no_file_has_no_path() {
        for text in ["untitled:Untitled-1", "https://example.com/a.tf"] {
            assert_eq!(to_path(&Uri::from_str(text).unwrap()), None, "{text}");
        }
    }
}
