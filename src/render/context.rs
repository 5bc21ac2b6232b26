//! What templates may ask for. This is a promise to authors of themes: names stay, new ones may join.
//!
//! | name | what it is |
//! | --- | --- |
//! | `book` | `title`, `description`, `authors` (list), `language`, `direction` (`ltr` or `rtl`) |
//! | `site` | `id` (prefix of storage keys), `url` (absolute with `/` at the end, or none), `repository` (URL or none), `appearance` (`auto`, `light`, `dark`), `has_print`, `has_search`, `has_bank`, `has_tags`, `cover` (address of the picture for link previews, or none), `offline` (path of the service worker, or none), `feed` (its path from the site's root, or none), `archive` (the same of the site as an archive), `edition` (or none), `shortcuts` |
//! | `theme` | from the site's root: `style`, `script` (or none), `icon` (paths), `icon_type`, `color_light`, `color_dark`, `bundles` (scripts that pages load when they need them: `name` and `path`, by name), `bank` (where the book has questions: `cards`, `bank`, `practice` and `record`, each with `script` and `style` (or none)), `styles` and `scripts` (lists of the author's own) |
//! | `config.extra` | the `[extra]` table of `book.toml` |
//! | `words` | the interface's words in the page's language, by key |
//! | `base` | the way to the site's root: `../`, empty at the root; links are `{{ base }}contents.html` |
//! | `page` | see below |
//!
//! | `page.` | what it is |
//! | --- | --- |
//! | `kind` | `page`, `contents`, `search`, `bank`, `practice`, `print`, `404` or `redirect` |
//! | `title`, `head_title`, `description`, `number` | words; `head_title` is for `<title>` |
//! | `language`, `direction`, `url` | BCP 47 tag; `ltr` or `rtl`; path of the file from the site's root |
//! | `canonical` | address on the web, or none |
//! | `heading`, `body` | HTML up to the end of the title's heading, and after it |
//! | `navigation`, `outline` | HTML of the sidebar's lists; of the page's outline, or none |
//! | `bundles` | scripts besides the theme's `bundles` that this page may need: list of `name` and `path` |
//! | `policy` | Content-Security-Policy, or none |
//! | `groups` | home page: list of `title`, `href` (or none), `pages` (list of `title`, `href`), `more`; else empty |
//! | `lead`, `rest` | home page with `groups`: `body` up to its first section, and from there on; else empty |
//! | `crumbs` | list of `title`, `href` (or none) and `language` (of the title, where it is not the page's; or none), without home and the page itself |
//! | `tags` | the page's tags: list of `title` and `href` |
//! | `languages` | in a book of several: list of `tag`, `name`, `direction`, `href` (the same page there, or the home page), `current`; else empty |
//! | `alternates` | the languages that have the page: list of `tag` (or `x-default`) and `href` (address on the web); else empty |
//! | `notice` | where the page is not translated or is out of date: `kind` (`untranslated`, `outdated`), `text`, and the link to the original: `href`, `link`, `tag`; else none |
//! | `text_language`, `text_direction` | of the page's text, where it is not that of the page; else none |
//! | `previous`, `next` | `title`, `href` and `language` (of the title, where it is not the page's; or none), or none |
//! | `is_home`, `draft`, `has_questions` | true or false |
//! | `facets` | `bank` and `practice`: list of `name`, `title`, `values` (list of `id`, `title`, `count`); else empty |
//! | `question_groups` | `bank`: list of `title` and `questions`, each with `id`, `aliases`, `number`, `href`, `title` and `facts` (HTML), `category`, `level`, `traits`, `phase`, `time` (or none); else empty |
//! | `n_questions`, `shown` | `bank` and `practice`: how many questions there are; `bank`: the line that says so; none elsewhere |
//! | `data` | `practice`: path of the script with the questions, from the site's root; none elsewhere |
//! | `minutes`, `changed`, `edit_url` | reading time in whole minutes; day of the last change or none; link to edit, or none |
//! | `structured_data`, `moved` | JSON for script elements, or none: JSON-LD; ids that moved, with their new places |
//! | `markdown` | path of the page's Markdown from the site's root, or none |
//! | `style`, `script`, `pages_json` | `404`: style sheet and script to inline, pages as JSON; none elsewhere |
//! | `target` | `redirect`: where to go; none elsewhere |
//!
//! Hrefs are percent-encoded and not yet escaped: the engine escapes what it writes unless it is marked as HTML above.

use super::words::Words;
use tera::{Context, Map, Value};

/// Names and values of one map.
#[derive(Default)]
pub struct Fields(Map);

impl Fields {
    /// With room for so many names.
    pub fn with_capacity(names: usize) -> Self {
        Fields(Map::with_capacity(names))
    }

    pub fn text(mut self, name: &'static str, text: &str) -> Self {
        self.0.insert(name.into(), Value::normal_string(text));
        self
    }

    /// Text that may be missing; then the value is none, never undefined.
    pub fn maybe(mut self, name: &'static str, text: Option<&str>) -> Self {
        self.0.insert(name.into(), text.map_or_else(Value::none, Value::normal_string));
        self
    }

    /// HTML that is written as it is.
    pub fn html(mut self, name: &'static str, html: &str) -> Self {
        self.0.insert(name.into(), Value::safe_string(html));
        self
    }

    pub fn maybe_html(mut self, name: &'static str, html: Option<&str>) -> Self {
        self.0.insert(name.into(), html.map_or_else(Value::none, Value::safe_string));
        self
    }

    pub fn value(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.0.insert(name.into(), value.into());
        self
    }

    pub fn build(self) -> Value {
        self.0.into()
    }
}

/// The values that all pages of an edition share. Cloning one is cheap.
#[derive(Clone)]
pub struct Shared {
    pub book: Value,
    pub site: Value,
    pub theme: Value,
    pub config: Value,
    pub words: Value,
}

impl Shared {
    /// The context of one page.
    pub fn with(&self, base: &str, page: Value) -> Context {
        let mut context = Context::new();
        context.insert_value("book", self.book.clone());
        context.insert_value("site", self.site.clone());
        context.insert_value("theme", self.theme.clone());
        context.insert_value("config", self.config.clone());
        context.insert_value("words", self.words.clone());
        context.insert_value("base", Value::normal_string(base));
        context.insert_value("page", page);
        context
    }
}

pub fn words(words: &Words) -> Value {
    words.iter().map(|(key, text)| (key.to_owned().into(), Value::normal_string(text))).collect::<Map>().into()
}

/// The author's own settings, `[extra]`.
pub fn config(extra: &toml::Table) -> Value {
    let extra = Value::try_from_serializable(extra).unwrap_or_else(|_| Fields::default().build());
    Fields::default().value("extra", extra).build()
}
