//! The Content-Security-Policy that pages carry, `[output.html] content-security-policy`.
//! In: a switch, or directives with sources. Out: what is to be added to the policy that a page needs anyway; nothing here
//! takes anything from it.

use crate::config::read::{Reader, Setting, Value};
use crate::config::text::{either, quoted};
use crate::diag::{Severity, nearest};
use toml::de::DeValue;

/// The Content-Security-Policy of every page.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum PolicySetting {
    /// What the page needs and nothing else.
    #[default]
    Automatic,
    /// The same, and these sources by directive.
    With(Vec<(String, Vec<String>)>),
    /// None.
    Off,
}

/// Directives that only add sources a page may load from (Content Security Policy Level 3, §6.1).
const FETCH_DIRECTIVES: [&str; 11] = [
    "connect-src",
    "font-src",
    "form-action",
    "frame-src",
    "img-src",
    "manifest-src",
    "media-src",
    "object-src",
    "script-src",
    "style-src",
    "worker-src",
];

impl Setting for PolicySetting {
    fn read(value: &Value<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let written = match value.get_ref() {
            DeValue::Boolean(true) => return Some(PolicySetting::Automatic),
            DeValue::Boolean(false) => return Some(PolicySetting::Off),
            DeValue::String(written) => written,
            _ => {
                let fault = reader.mismatch(value, "`true`, `false` or sources to add");
                fault.help.push("such as `\"connect-src https://stats.example.org\"`".to_owned());
                return None;
            }
        };
        let mut added = Vec::new();
        for directive in written.split(';').map(str::trim).filter(|directive| !directive.is_empty()) {
            let mut words = directive.split_ascii_whitespace();
            let name = words.next().unwrap_or("").to_ascii_lowercase();
            if !FETCH_DIRECTIVES.contains(&name.as_str()) {
                let why = format!("adds to {}, which is no directive that can be added to", quoted(&name));
                let names: Vec<String> = FETCH_DIRECTIVES.iter().map(|name| quoted(name)).collect();
                let near = nearest(&name, FETCH_DIRECTIVES);
                let help =
                    near.map_or_else(|| format!("write {}", either(&names)), |near| format!("did you mean `{near}`?"));
                reader.unusable(value, Severity::Error, &why).help.push(help);
                return None;
            }
            let sources: Vec<String> = words.map(str::to_owned).collect();
            let is_source =
                |source: &String| source.bytes().all(|byte| byte.is_ascii_graphic() && !b",\"<>".contains(&byte));
            if sources.is_empty() || !sources.iter().all(is_source) {
                let why = format!("names no usable source after {}", quoted(&name));
                let fault = reader.unusable(value, Severity::Error, &why);
                fault
                    .help
                    .push("sources are hosts such as `https://stats.example.org`, with spaces between".to_owned());
                return None;
            }
            added.push((name, sources));
        }
        Some(if added.is_empty() { PolicySetting::Automatic } else { PolicySetting::With(added) })
    }
}
