//! The Content-Security-Policy of a page (Content Security Policy Level 3).
//! In: what the theme, the book's own scripts and the page's own HTML need. Out: the policy's text, for a `<meta>` in the page.
//! It allows what a page needs and no more: a page without HTML of its author's runs the site's script and nothing else. What
//! an author writes by hand is trusted (books that are not are sanitised before), so it is allowed on the page it stands on.
//!
//! `file:` stands beside `'self'` because a page opened from a folder has no origin that `'self'` could name.

use crate::config::PolicySetting;
use crate::model::ActiveContent;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// `'sha256-…'` of an inline script or style (§2.3.1, hash-source).
pub fn hash(text: &str) -> String {
    format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(text.as_bytes())))
}

/// What all pages of a site need.
#[derive(Clone, Debug, Default)]
pub struct SiteNeeds {
    /// Inline scripts of the theme, as [`hash`] writes them.
    pub script_hashes: Vec<String>,
    /// Whether a template of the book's has scripts, or handlers, of its own.
    pub inline_script: bool,
    /// The same of styles.
    pub inline_style: bool,
    /// Whether the book has scripts of its own: nobody knows what they load.
    pub own_scripts: bool,
    /// Whether the page plays what its reader has recorded on it.
    pub recordings: bool,
}

/// The directives of a policy, in the order in which they are written.
struct Policy(BTreeMap<&'static str, Vec<String>>);

impl Policy {
    fn add(&mut self, directive: &'static str, sources: impl IntoIterator<Item = impl Into<String>>) {
        let list = self.0.entry(directive).or_default();
        for source in sources.into_iter().map(Into::into) {
            if !list.contains(&source) {
                list.push(source);
            }
        }
    }
}

/// The policy of a page with this HTML of its author's; `None` where the settings want none.
pub fn policy(setting: &PolicySetting, site: &SiteNeeds, page: &ActiveContent) -> Option<String> {
    const SITE: [&str; 2] = ["'self'", "file:"];
    const ANYWHERE: [&str; 4] = ["https:", "http:", "data:", "blob:"];
    if *setting == PolicySetting::Off {
        return None;
    }
    let mut policy = Policy(BTreeMap::new());
    policy.add("script-src", SITE);
    policy.add("style-src", SITE);
    policy.add("img-src", SITE.into_iter().chain(["https:", "http:", "data:"]));
    policy.add("font-src", SITE.into_iter().chain(["data:"]));
    policy.add("connect-src", ["'self'"]);
    policy.add("manifest-src", ["'self'"]);
    policy.add("worker-src", ["'self'"]);
    policy.add("form-action", SITE);
    policy.add("base-uri", ["'none'"]);
    policy.add("frame-src", SITE.into_iter().map(str::to_owned).chain(page.frame_sources.iter().cloned()));
    policy.add("object-src", page.frame_sources.iter().cloned());
    let inline_script = site.inline_script || page.inline_script;
    if inline_script {
        // A hash beside it would switch it off again (§6.7.3.2).
        policy.add("script-src", ["'unsafe-inline'"]);
    } else {
        policy.add("script-src", site.script_hashes.iter().cloned());
    }
    if site.inline_style || page.inline_style {
        policy.add("style-src", ["'unsafe-inline'"]);
    }
    policy.add("script-src", page.script_sources.iter().cloned());
    policy.add("style-src", page.style_sources.iter().cloned());
    policy.add("form-action", page.form_sources.iter().cloned());
    if site.recordings {
        policy.add("media-src", ["blob:"]);
    }
    if page.media {
        policy.add("media-src", SITE.into_iter().chain(ANYWHERE));
    }
    // What foreign scripts go on to load, write and ask for, no reading of the page can tell.
    if site.own_scripts || inline_script || !page.script_sources.is_empty() {
        policy.add("script-src", ["https:", "'unsafe-eval'", "blob:"]);
        policy.add("style-src", ["'unsafe-inline'", "https:"]);
        for directive in ["img-src", "font-src", "connect-src", "media-src", "frame-src", "worker-src"] {
            policy.add(
                directive,
                SITE.into_iter().chain(ANYWHERE).chain(["wss:"].into_iter().filter(|_| directive == "connect-src")),
            );
        }
    }
    if let PolicySetting::With(added) = setting {
        for (directive, sources) in added {
            // The settings take these names only.
            let known = policy.0.keys().copied().chain(["media-src"]).find(|known| known == directive);
            if let Some(directive) = known {
                policy.add(directive, sources.iter().cloned());
            }
        }
    }
    let mut text = String::from("default-src 'none'");
    for (directive, sources) in &policy.0 {
        if !sources.is_empty() {
            text.push_str("; ");
            text.push_str(directive);
            text.push(' ');
            text.push_str(&sources.join(" "));
        }
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources<'p>(policy: &'p str, directive: &str) -> Vec<&'p str> {
        let found = policy.split("; ").find_map(|text| text.strip_prefix(directive));
        found.map(|sources| sources.split_whitespace().collect()).unwrap_or_default()
    }

    #[test]
    fn a_page_of_text_runs_the_sites_script_and_nothing_else() {
        let site = SiteNeeds { script_hashes: vec![hash("x()")], ..SiteNeeds::default() };
        let text = policy(&PolicySetting::Automatic, &site, &ActiveContent::default()).expect("it is on");
        assert!(text.starts_with("default-src 'none'; "));
        assert_eq!(sources(&text, "script-src"), ["'self'", "file:", hash("x()").as_str()]);
        assert_eq!(sources(&text, "style-src"), ["'self'", "file:"]);
        assert_eq!(sources(&text, "base-uri"), ["'none'"]);
        assert_eq!(sources(&text, "object-src"), [] as [&str; 0]);
        assert!(!text.contains("unsafe"));
    }

    #[test]
    fn the_hash_is_the_one_that_browsers_compute() {
        // FIPS 180-4's first example, "abc".
        assert_eq!(hash("abc"), "'sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0='");
    }

    #[test]
    fn what_a_page_brings_is_allowed_on_that_page() {
        let site = SiteNeeds { script_hashes: vec![hash("x()")], ..SiteNeeds::default() };
        let page = ActiveContent {
            inline_style: true,
            frame_sources: ["https://video.example".to_owned()].into(),
            ..ActiveContent::default()
        };
        let text = policy(&PolicySetting::Automatic, &site, &page).expect("it is on");
        assert!(sources(&text, "style-src").contains(&"'unsafe-inline'"));
        assert!(sources(&text, "frame-src").contains(&"https://video.example"));
        assert!(!sources(&text, "script-src").contains(&"'unsafe-inline'"));
        let page = ActiveContent { inline_script: true, ..ActiveContent::default() };
        let text = policy(&PolicySetting::Automatic, &site, &page).expect("it is on");
        assert!(sources(&text, "script-src").contains(&"'unsafe-inline'"));
        assert!(!text.contains("sha256"), "a hash would switch 'unsafe-inline' off");
    }

    #[test]
    fn settings_add_sources_or_turn_it_off() {
        let (site, page) = (SiteNeeds::default(), ActiveContent::default());
        let with = PolicySetting::With(vec![
            ("connect-src".to_owned(), vec!["https://stats.example".to_owned()]),
            ("object-src".to_owned(), vec!["https://o.example".to_owned()]),
            ("media-src".to_owned(), vec!["https:".to_owned()]),
        ]);
        let text = policy(&with, &site, &page).expect("it is on");
        assert_eq!(sources(&text, "connect-src"), ["'self'", "https://stats.example"]);
        assert_eq!(sources(&text, "object-src"), ["https://o.example"]);
        assert_eq!(sources(&text, "media-src"), ["https:"]);
        assert_eq!(policy(&PolicySetting::Off, &site, &page), None);
    }
}
