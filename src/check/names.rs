//! Names of files that are right here and break elsewhere.
//! In: paths of sources. Out: diagnostics for names that Windows cannot hold and for those that other disks take for one.

use crate::diag::{Diagnostic, Place, codes};
use crate::model::SitePath;
use std::collections::HashMap;
use unicode_normalization::UnicodeNormalization;

/// Windows keeps a path in 260 units of UTF-16; this leaves a hundred for the way to the book.
const LONGEST: usize = 160;

pub(super) fn check(sources: &[&SitePath], place: &dyn Fn(&SitePath) -> Place) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    // By what other disks compare, how a name was first spelt.
    let mut spelt: HashMap<String, &str> = HashMap::new();
    for &path in sources {
        let whole = path.as_str();
        let length = whole.encode_utf16().count();
        let fault = whole.split('/').find_map(part_fault).or_else(|| {
            (length > LONGEST).then(|| format!("its path has {length} characters of the 260 that Windows can hold"))
        });
        if let Some(fault) = fault {
            let message = format!("`{whole}` cannot be used on Windows: {fault}");
            let diagnostic = Diagnostic::warning(codes::NAME_NOT_PORTABLE, place(path), message);
            diagnostics
                .push(diagnostic.help("rename it; `aliases` in the front matter keep the old address of a page"));
        }
        let ends = whole.match_indices('/').map(|(at, _)| at).chain([whole.len()]);
        for name in ends.map(|end| &whole[..end]) {
            let key: String = name.to_lowercase().nfc().collect();
            let first = *spelt.entry(key).or_insert(name);
            // Two files that differ in case are one path of the site, which every build refuses.
            let is_told = name.len() == whole.len() && first.to_lowercase() == name.to_lowercase();
            if first == name || is_told {
                continue;
            }
            let how =
                if first.to_lowercase() == name.to_lowercase() { "in case" } else { "in how letters are composed" };
            let message = format!("`{first}` and `{name}` differ only {how}");
            let diagnostic = Diagnostic::warning(codes::NAME_CASE, place(path), message);
            diagnostics.push(diagnostic.help("spell the name the same everywhere"));
            break;
        }
    }
    diagnostics
}

/// Why Windows refuses a name ("Naming Files, Paths, and Namespaces", Microsoft).
fn part_fault(part: &str) -> Option<String> {
    if let Some(bad) = part.chars().find(|character| "<>:\"|?*\\".contains(*character)) {
        return Some(format!("it holds `{bad}`"));
    }
    if part.chars().any(char::is_control) {
        return Some("it holds a control character".to_owned());
    }
    if part.ends_with(['.', ' ']) {
        return Some("a name in it ends in a dot or a space".to_owned());
    }
    // With any extension, or several.
    let stem = part.split('.').next().unwrap_or("").trim_end().to_ascii_uppercase();
    let is_numbered = |name: &str| {
        let number = stem.strip_prefix(name);
        number.is_some_and(|number| {
            matches!(number, "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³")
        })
    };
    let is_device = matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL") || is_numbered("COM") || is_numbered("LPT");
    is_device.then(|| format!("`{part}` is a device there"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(paths: &[&str]) -> Vec<String> {
        let paths: Vec<SitePath> = paths.iter().map(|path| SitePath::new(path).unwrap()).collect();
        let place = |path: &SitePath| Place::File(path.as_str().to_owned());
        check(&paths.iter().collect::<Vec<_>>(), &place).into_iter().map(|fault| fault.message).collect()
    }

    #[test]
    fn names_that_windows_refuses_are_told() {
        for (path, why) in [
            ("a/what?.md", "`?`"),
            ("a\"b.png", "`\"`"),
            ("x./a.md", "ends in a dot"),
            ("nul.md", "`nul.md` is a device"),
            ("a/Com1.tar.gz", "is a device"),
        ] {
            let told = faults(&[path]);
            assert!(told.len() == 1 && told[0].contains(why), "{path}: {told:?}");
        }
        assert!(faults(&["面试前/第 1 章.md", "console.md", "com10.md", "a.b/c.md"]).is_empty());
        assert_eq!(faults(&[&format!("{}.md", "长".repeat(158))]).len(), 1);
    }

    #[test]
    fn folders_that_differ_in_case_are_told_once_a_file() {
        let told = faults(&["Guide/a.md", "guide/b.md", "guide/c/d.md"]);
        assert_eq!(told, ["`Guide` and `guide` differ only in case"; 2]);
        assert!(faults(&["a.md", "A.md"]).is_empty(), "every build tells that");
        assert_eq!(faults(&["caf\u{e9}.md", "cafe\u{301}.md"]).len(), 1);
    }
}
