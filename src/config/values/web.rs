//! Where things stand on the web: addresses and names of hosts.
//! In: text. Out: an address whose shape is right. Fetches nothing and resolves no name.

use super::{checked_text, has_space_or_control};
use crate::config::read::{Reader, Setting, Value};
use crate::config::text::quoted;
use crate::diag::Severity;

/// `scheme://host[:port]` and the rest of an absolute `http` or `https` URL. A shape, not a full parse (WHATWG URL): enough to
/// keep nonsense out of `<a href>`.
fn split_web_url(url: &str) -> Option<(&str, &str)> {
    let scheme = ["https://", "http://"]
        .into_iter()
        .find(|scheme| url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)))?;
    let host = url[scheme.len()..].find(['/', '?', '#']).map_or(url.len(), |end| scheme.len() + end);
    let (origin, rest) = url.split_at(host);
    let name = &origin[scheme.len()..];
    let name = match name.rsplit_once(':') {
        Some((name, port)) if !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => name,
    };
    let v6 = name.starts_with('[') && name.ends_with(']');
    let usable = !name.is_empty() && (v6 || !name.contains([':', '@']));
    (usable && !has_space_or_control(url) && !url.contains(['"', '<', '>', '\\', '`'])).then_some((origin, rest))
}

/// Where the site is published: an origin, if known, and the path beneath it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SiteUrl {
    origin: Option<String>,
    path: String,
}

impl SiteUrl {
    /// `https://example.org`, without a slash at the end. `None` if only the path is known, which is how mdBook's books have
    /// it (`/guide/`).
    pub fn origin(&self) -> Option<&str> {
        self.origin.as_deref()
    }

    /// `/guide/`: starts and ends with `/`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// `https://example.org/guide/`, ends with `/`. `None` as for [`origin`](Self::origin).
    pub fn absolute(&self) -> Option<String> {
        self.origin.as_ref().map(|origin| format!("{origin}{}", self.path))
    }

    /// The folder of that name in the site, which needs no percent-encoding.
    pub(in crate::config) fn below(&self, folder: &str) -> SiteUrl {
        SiteUrl { origin: self.origin.clone(), path: format!("{}{folder}/", self.path) }
    }

    fn parse(written: &str) -> Result<Self, &'static str> {
        let (origin, path) = match split_web_url(written) {
            Some((origin, rest)) => (Some(origin.to_owned()), rest),
            // `//example.org/` would be another host, not a path.
            None if written.starts_with('/') && !written.starts_with("//") => (None, written),
            None => return Err("must start with `https://`, or with `/` for the path alone"),
        };
        if path.contains(['?', '#']) {
            return Err("takes no `?` or `#`");
        }
        if has_space_or_control(path)
            || path.contains(['"', '<', '>', '\\', '`'])
            || path.split('/').any(|part| part == "..")
        {
            return Err("has a path that no URL can have");
        }
        let slash = if path.ends_with('/') { "" } else { "/" };
        Ok(SiteUrl { origin, path: format!("{path}{slash}") })
    }
}

impl Setting for SiteUrl {
    fn read(value: &Value<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let written = reader.string(value)?.trim();
        // "Relative" is what every page is anyway.
        if matches!(written, "" | "." | "./") {
            return None;
        }
        match SiteUrl::parse(written) {
            Ok(url) => Some(url),
            Err(why) => {
                let host = written.trim_start_matches('/');
                let guess = format!("https://{host}{}", if host.ends_with('/') { "" } else { "/" });
                let help = SiteUrl::parse(&guess).is_ok().then(|| format!("write `{guess}`"));
                reader.unusable(value, Severity::Error, why).help.extend(help);
                None
            }
        }
    }
}

#[cfg(test)]
impl serde::Serialize for SiteUrl {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.absolute().unwrap_or_else(|| self.path.clone()))
    }
}

checked_text! {
    /// An absolute `http` or `https` URL.
    WebUrl
}

impl Setting for WebUrl {
    fn read(value: &Value<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let written = reader.string(value)?.trim();
        if written.is_empty() {
            return None;
        }
        if split_web_url(written).is_none() {
            reader
                .unusable(value, Severity::Warning, "is no web address")
                .help
                .push("start it with `https://`".to_owned());
            return None;
        }
        Some(WebUrl(written.to_owned()))
    }
}

checked_text! {
    /// A [`WebUrl`] that holds `{path}`.
    EditUrlTemplate
}

impl Setting for EditUrlTemplate {
    fn read(value: &Value<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let url = WebUrl::read(value, reader)?;
        if !url.contains("{path}") {
            let help = "put `{path}` where the file's path belongs, else every page has the same link";
            reader.unusable(value, Severity::Warning, "has no `{path}`").help.push(help.to_owned());
            return None;
        }
        Some(EditUrlTemplate(url.0))
    }
}

checked_text! {
    /// A host name with at least two labels (RFC 1123 §2.1), letters of any script allowed.
    HostName
}

fn is_host_name(name: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.chars().count())
            && label.chars().all(|character| character.is_alphanumeric() || character == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    name.len() <= 253 && name.contains('.') && name.split('.').all(is_label)
}

impl Setting for HostName {
    fn read(value: &Value<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let written = reader.string(value)?.trim();
        if written.is_empty() {
            return None;
        }
        if is_host_name(written) {
            return Some(HostName(written.to_owned()));
        }
        let host = split_web_url(written).and_then(|(origin, _)| origin.split_once("://")).map(|(_, host)| host);
        let host = host.unwrap_or(written).trim_end_matches(['/', '.']);
        let help = match is_host_name(host) {
            true => format!("write `{host}`"),
            false => "write one such as `docs.example.org`".to_owned(),
        };
        reader.unusable(value, Severity::Error, &format!("is no host name: {}", quoted(written))).help.push(help);
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn site_urls_end_with_a_slash() {
        let url = |written| SiteUrl::parse(written).map(|url| (url.absolute(), url.path));
        assert_eq!(url("https://例子.中国"), Ok((Some("https://例子.中国/".into()), "/".into())));
        assert_eq!(url("HTTP://localhost:80/a"), Ok((Some("HTTP://localhost:80/a/".into()), "/a/".into())));
        assert_eq!(url("/mdBook/"), Ok((None, "/mdBook/".into())));
        for written in [
            "example.org",
            "//example.org/",
            "ftp://a.b/",
            "https://",
            "https:///a",
            "https://a b/",
            "https://a.b/?q",
            "/a\\b",
            "/../x",
        ] {
            assert!(url(written).is_err(), "{written}");
        }
    }

    #[test]
    fn host_names_have_labels_and_no_scheme() {
        for name in ["example.org", "a-b.example.co.uk", "文档.example.中国"] {
            assert!(is_host_name(name), "{name}");
        }
        for name in ["localhost", "https://example.org", "a..b", "-a.b", "a.b.", "a b.c", "a_b.c", &"a.".repeat(200)] {
            assert!(!is_host_name(name), "{name}");
        }
    }
}
