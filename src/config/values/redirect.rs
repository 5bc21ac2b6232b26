//! Former places of pages, `[output.html.redirect]`.
//! In: a table of old paths and new addresses. Out: each old place once, as a file of the site, with where it leads. Whether a
//! page stands at either end is for `links` to say.

use super::path::book_path;
use crate::config::read::{Reader, Setting, Value};
use crate::config::text::quoted;
use crate::diag::{Diagnostic, Severity, Span, codes};
use std::collections::HashMap;
use std::ops::Deref;

/// One entry of `[output.html.redirect]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// The file to write: relative to the site's root, parts joined by `/`, no `.` or `..`, never empty.
    pub from: String,
    /// The part after `#` that is redirected, where it is not the whole page. Never empty.
    pub fragment: Option<String>,
    /// A URL, or a path relative to `from`, or from the site's root if it starts with `/`. As written; never empty.
    pub to: String,
    /// The old path in the file.
    pub span: Span,
    /// The new one.
    pub to_span: Span,
}

/// All redirects in the order of the file. No two have the same `from` and `fragment`.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Redirects(Vec<Redirect>);

impl Deref for Redirects {
    type Target = [Redirect];

    fn deref(&self) -> &[Redirect] {
        &self.0
    }
}

impl Redirects {
    /// Those of a folder of the site, as from that folder.
    pub(in crate::config) fn below(&self, folder: &str) -> Redirects {
        let inside = |path: &str| path.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/')).map(str::to_owned);
        let below = self.0.iter().filter_map(|redirect| {
            let to = match redirect.to.strip_prefix('/').and_then(inside) {
                Some(to) => format!("/{to}"),
                None => redirect.to.clone(),
            };
            Some(Redirect { from: inside(&redirect.from)?, to, ..redirect.clone() })
        });
        Redirects(below.collect())
    }

    /// Those of no folder among these.
    pub(in crate::config) fn outside<'f>(&self, folders: impl Iterator<Item = &'f str> + Clone) -> Redirects {
        let is_outside = |redirect: &&Redirect| {
            let mut folders = folders.clone();
            !folders.any(|folder| redirect.from.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')))
        };
        Redirects(self.0.iter().filter(is_outside).cloned().collect())
    }
}

/// The file and fragment of an old path. mdBook's books write it with `/`, `./` or nothing in front.
fn redirect_source(written: &str) -> Result<(String, Option<String>), &'static str> {
    let (path, fragment) = written.split_once('#').map_or((written, ""), |(path, fragment)| (path, fragment));
    if path.contains('?') {
        return Err("holds a `?`, which no file of a site has");
    }
    let path = path.trim_start_matches(['/', '\\']);
    let folder = path.is_empty() || path.ends_with(['/', '\\']);
    let mut from = book_path(path).map_err(|_| "leads out of the site")?.as_str().to_owned();
    if folder {
        from.push_str(if from.is_empty() { "index.html" } else { "/index.html" });
    }
    if from.is_empty() {
        return Err("names no file");
    }
    Ok((from, (!fragment.is_empty()).then(|| fragment.to_owned())))
}

fn redirect_target(written: &str) -> Result<(), &'static str> {
    if written.trim().is_empty() {
        return Err("must say where to go");
    }
    if written.chars().any(char::is_control) {
        return Err("holds a control character");
    }
    // `javascript:` and `data:` would run as the site.
    let scheme =
        written.find([':', '/', '?', '#']).filter(|&at| written.as_bytes()[at] == b':').map(|at| &written[..at]);
    match scheme {
        Some(scheme) if !scheme.eq_ignore_ascii_case("https") && !scheme.eq_ignore_ascii_case("http") => {
            Err("must be a path or start with `https://`")
        }
        _ => Ok(()),
    }
}

impl Setting for Redirects {
    fn read(value: &Value<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let mut redirects: Vec<Redirect> = Vec::new();
        let mut known = HashMap::new();
        reader.table(value, &[], |key, value, reader| {
            let Some(to) = reader.string(value) else { return true };
            let span = reader.key_span();
            let source = redirect_source(key);
            if let Err(why) = redirect_target(to) {
                reader.unusable(value, Severity::Error, why);
            }
            match source {
                Err(why) => {
                    let message = format!("the old path {} {why}", quoted(key));
                    let fault = Diagnostic::error(codes::CONFIG_VALUE, span, message);
                    reader.report(fault.help("write it as from the site's root: `/old/page.html`"));
                }
                Ok((from, fragment)) => {
                    if let Some(first) = known.insert((from.clone(), fragment.clone()), span) {
                        let message = format!("two redirects of {}", quoted(key));
                        let fault = Diagnostic::error(codes::CONFIG_VALUE, span, message);
                        reader.report(fault.other(first, "the first is here").help("keep one of the two"));
                    } else if redirect_target(to).is_ok() {
                        let to_span = reader.span(value.span());
                        redirects.push(Redirect { from, fragment, to: to.to_owned(), span, to_span });
                    }
                }
            }
            true
        })?;
        Some(Redirects(redirects))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_paths_of_redirects_may_start_in_three_ways() {
        let source = |written| redirect_source(written).map(|(from, fragment)| (from, fragment.unwrap_or_default()));
        for written in ["/a/b.html", "./a/b.html", "a/b.html"] {
            assert_eq!(source(written), Ok(("a/b.html".into(), String::new())));
        }
        assert_eq!(source("/a.html#旧"), Ok(("a.html".into(), "旧".into())));
        assert_eq!(source("/old/"), Ok(("old/index.html".into(), String::new())));
        assert_eq!(source("/"), Ok(("index.html".into(), String::new())));
        for written in ["/../a.html", "a?b.html", "a/../../b", "C:/x.html"] {
            assert!(source(written).is_err(), "{written}");
        }
        assert!(source(".").is_err());
    }

    #[test]
    fn redirects_lead_to_paths_or_the_web() {
        for target in ["b.html", "../b.html#x", "/b.html", "https://a.b/?c=d:e", "a/b:c"] {
            assert!(redirect_target(target).is_ok(), "{target}");
        }
        for target in ["", "  ", "javascript:alert(1)", "JavaScript:x", "data:text/html,x", "a\nb"] {
            assert!(redirect_target(target).is_err(), "{target}");
        }
    }
}
