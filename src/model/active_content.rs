//! What the author's own HTML brings to a page beside text: scripts, styles, frames.
//! Made while Markdown is parsed, read where the page's Content-Security-Policy is written. Says what is there, decides
//! nothing.

use std::collections::BTreeSet;

/// Whether and from where a page's own HTML loads or runs something. Sources are origins such as `https://example.org`, as a
/// policy names them (Content Security Policy Level 3, §2.3.1); files of the site itself are not listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ActiveContent {
    /// Script elements with text of their own, event handlers, `javascript:` links.
    pub inline_script: bool,
    /// Style elements, style attributes.
    pub inline_style: bool,
    pub script_sources: BTreeSet<String>,
    pub style_sources: BTreeSet<String>,
    /// Of frames, and of embedded objects.
    pub frame_sources: BTreeSet<String>,
    pub form_sources: BTreeSet<String>,
    /// Audio or video, from wherever.
    pub media: bool,
}

impl ActiveContent {
    pub fn is_empty(&self) -> bool {
        *self == ActiveContent::default()
    }

    /// Takes in what another page brings, for a page that holds both.
    pub fn extend(&mut self, other: &ActiveContent) {
        self.inline_script |= other.inline_script;
        self.inline_style |= other.inline_style;
        self.media |= other.media;
        self.script_sources.extend(other.script_sources.iter().cloned());
        self.style_sources.extend(other.style_sources.iter().cloned());
        self.frame_sources.extend(other.frame_sources.iter().cloned());
        self.form_sources.extend(other.form_sources.iter().cloned());
    }
}
