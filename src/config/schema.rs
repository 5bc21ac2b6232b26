//! The tables of `book.toml`, each key declared once: its type, its default, and the words of the manual.
//! In: TOML values, by way of [`super::read`]. Out: [`Config`], which every other stage uses as it stands: checked, defaults
//! applied. The JSON schema and the manual's reference page are made from these declarations (`super::reference`).

use super::bank::Bank;
use super::design::{BaseTheme, Color, FontFamilies};
use super::editing::{QuoteHabit, SpacingHabit};
use super::languages::Languages;
use super::mdbook::{Output, Playground, Preprocessors, Rust, WithoutEffect};
use super::read::{Located, table};
use super::searched::SearchedChapters;
use super::values::{
    Appearance, BookPath, EditUrlTemplate, FolderPath, HostName, Language, NotFoundPage, PolicySetting, Redirects,
    SiteId, SiteUrl, SourceFolder, Switch, TextDirection, WebUrl,
};
use std::collections::BTreeMap;

#[cfg(test)]
use serde_json::Value as AnyValue;

table! {
    /// The settings of a book. Every table and every key may be left out, and so may the file.
    #[cfg_attr(test, schemars(title = "book.toml"))]
    Config {
        "book" book: Book = Book::default();
        "build" build: Build = Build::default();
        "markdown" markdown: Markdown = Markdown::default();
        "output" output: Output = Output::default();
        "bank" bank: Bank = Bank::default();
        "lint" lint: Lint = Lint::default();
        "check" check: Check = Check::default();
        "glossary" glossary: Glossary = Glossary::default();
        /// Further languages of the book, a table each by its BCP 47 tag. Its pages stand in a folder of their own and are
        /// published in the folder of the site that is named for the language. mdBook has no such table.
        /// A table takes `src` (the folder of the pages; when left out that of `[book] src` with a dot and the tag, such as
        /// `content.en`), `name` (the language's name as its readers write it, for the switch between languages), `title`,
        /// `description`, `edition` and `text-direction`, each as in `[book]`.
        ///
        /// ```toml
        /// [book]
        /// language = "zh-CN"
        ///
        /// [languages.en]
        /// title = "The Merchandiser's Interview"
        /// ```
        "languages" languages: Languages = Languages::default();
        /// Settings of your own for the templates of a theme: any keys, any values. mdBook has no such table.
        #[cfg_attr(test, schemars(with = "BTreeMap<String, AnyValue>"))]
        "extra" extra: toml::Table = toml::Table::new();
        /// mdBook's preprocessors, a table each. `links` and `index` are built in; any other is a program of its own that is
        /// not run, and is named in a warning.
        "preprocessor" preprocessor: Preprocessors = Preprocessors;
        "rust" rust: Rust = Rust::default();
    }
}

table! {
    /// What the book is.
    ///
    /// ```toml
    /// [book]
    /// title = "跟单面试指南"
    /// authors = ["张三", "李四"]
    /// language = "zh-CN"
    /// ```
    Book {
        /// The book's title, shown in the header and in the title of every page.
        "title" title: Option<String> = None;
        /// The people who wrote it.
        "authors" authors: Vec<String> = Vec::new();
        /// One or two sentences on the book, for search engines and link previews. A page's own description goes first.
        "description" description: Option<String> = None;
        /// The edition, such as `第二版`: shown at the foot of every page. mdBook has no such key.
        "edition" edition: Option<String> = None;
        /// The language of the pages: a BCP 47 tag such as `zh-CN`, `zh-TW`, `ja` or `en`.
        /// It chooses the words of the interface, the fonts, and the rules for Chinese and Japanese text.
        "language" language: Language = Language::english();
        /// The folder that holds the pages, relative to the book.
        /// When left out it is `content`, or `src` if there is no `content`.
        "src" src: Option<Located<SourceFolder>> = None;
        /// The direction of text, `ltr` or `rtl`. When left out it follows from the language.
        "text-direction" text_direction: Option<TextDirection> = None;
        /// The spelling of the first versions of mdBook, found in old books; `authors` is the key that counts.
        "author" author: WithoutEffect<String> = WithoutEffect::default();
        /// Older versions of mdBook wrote it into every new book.
        "multilingual" multilingual: WithoutEffect<bool> = WithoutEffect::default();
    }
}

table! {
    /// How the site is built.
    ///
    /// ```toml
    /// [build]
    /// build-dir = "public"
    /// create-missing = false
    /// ```
    Build {
        /// The folder that the site is written to, relative to the book or absolute.
        /// It must be empty, not there yet, or written by Wence before: anything else is left alone.
        "build-dir" build_dir: Located<FolderPath> = Located::default_of(FolderPath::known("book"));
        /// Whether files that `SUMMARY.md` lists may be missing: their chapters then stand in the navigation without a link,
        /// and a warning names them. When `false` a missing file is an error.
        /// Other than mdBook, Wence never writes into the folder of the pages.
        "create-missing" create_missing: bool = true;
        /// Further folders to watch for changes under `serve`, inside the book or outside.
        "extra-watch-dirs" extra_watch_dirs: Vec<Located<FolderPath>> = Vec::new();
        /// mdBook's switch for the `links` and `index` preprocessors, which are always on.
        "use-default-preprocessors" use_default_preprocessors: WithoutEffect<bool> = WithoutEffect::default();
    }
}

table! {
    /// How Markdown is read, beyond CommonMark and the common extensions. mdBook has no such table.
    ///
    /// ```toml
    /// [markdown]
    /// math = false
    /// cjk-line-breaks = true
    /// ```
    Markdown {
        /// Emphasis beside Chinese and Japanese punctuation, as in `**「重点」**后文`, which CommonMark alone does not see.
        /// `"auto"` turns it on for books in Chinese or Japanese.
        "cjk-emphasis" cjk_emphasis: Switch = Switch::Automatic;
        /// Lines of one paragraph that meet between two Chinese or Japanese characters join without a space.
        /// `"auto"` turns it on for books in Chinese or Japanese.
        "cjk-line-breaks" cjk_line_breaks: Switch = Switch::Automatic;
        /// Formulas between `$` and `$`, or `$$` and `$$`, turned into MathML when the site is built.
        "math" math: bool = true;
        /// Blocks of code named `aql`, `backplan`, `container` and `flow` become tables, calculators and diagrams.
        "pieces" pieces: bool = true;
        /// Links written as `[[page]]` or `[[page|text]]`.
        "wiki-links" wiki_links: bool = false;
    }
}

table! {
    /// What `wence check` looks for beside. mdBook has no such table.
    ///
    /// ```toml
    /// [check]
    /// ignore-external = ["http://localhost", "https://intranet.example.com/"]
    /// ```
    Check {
        /// Beginnings of addresses that `wence check --external` does not ask for.
        "ignore-external" ignore_external: Vec<String> = Vec::new();
    }
}

table! {
    /// What `wence check` looks for in Chinese text. Builds do not look for it, and books in other languages have none of it.
    /// The manual's page on checking text shows each rule. mdBook has no such table.
    ///
    /// ```toml
    /// [lint]
    /// spacing = "space"
    /// max-sentence = 60
    ///
    /// [lint.terms]
    /// "下定" = "下单"
    /// ```
    Lint {
        /// Whether anything is looked for.
        "enable" enable: bool = true;
        /// Pages and folders that are left out, by path from the folder of the pages.
        "ignore" ignore: Vec<String> = Vec::new();
        /// Marks of half width in Chinese text: `,` for `，`.
        "half-width-punctuation" half_width_punctuation: bool = true;
        /// Marks in a row: `，，`, `。，`.
        "doubled-punctuation" doubled_punctuation: bool = true;
        /// Full-width letters and digits: `Ａ`, `１`.
        "full-width-letters" full_width_letters: bool = true;
        /// Stars that were to make text strong and are shown.
        "literal-emphasis" literal_emphasis: bool = true;
        /// The marks around quotations: `"curly"` (`“ ”`), `"corner"` (`「 」`), `"any"`, or `"auto"`, which follows most of the
        /// book. Straight quotes around Chinese are told unless it is `"any"`.
        "quotes" quotes: QuoteHabit = QuoteHabit::Auto;
        /// Brackets and quotes without their other half.
        "unbalanced-pairs" unbalanced_pairs: bool = true;
        /// Between Chinese and Latin letters or digits: `"space"`, `"none"`, `"any"`, or `"auto"`, which follows most of the
        /// book. Unless it is `"any"`, spaces beside full-width marks are told too.
        "spacing" spacing: SpacingHabit = SpacingHabit::Auto;
        /// Words that stand twice: `的的`, `the the`.
        "doubled-words" doubled_words: bool = true;
        /// Abbreviations such as `MOQ` whose first place in the book does not say what they mean.
        "abbreviations" abbreviations: bool = false;
        /// Abbreviations that every reader of the book knows.
        "known-abbreviations" known_abbreviations: Vec<String> = Vec::new();
        /// Most Chinese characters of a sentence; 0 is no limit.
        "max-sentence" max_sentence: u16 = 120;
        /// The same of a paragraph.
        "max-paragraph" max_paragraph: u16 = 500;
        /// Questions of the bank that ask nearly the same.
        "similar-questions" similar_questions: bool = true;
        /// Forms to avoid, each with the one to write in its place.
        "terms" terms: BTreeMap<String, String> = BTreeMap::new();
    }
}

table! {
    /// The book's glossary: a page of definition lists, whose terms readers can look up from where they are used.
    /// mdBook has no such table.
    ///
    /// ```toml
    /// [glossary]
    /// file = "glossary.md"
    /// ```
    Glossary {
        /// The page with the terms, relative to the folder of the pages.
        "file" file: Option<Located<BookPath>> = None;
        /// Whether the first use of a term on each page becomes a link to it.
        "link" link: bool = true;
    }
}

table! {
    /// The site.
    ///
    /// ```toml
    /// [output.html]
    /// site-url = "https://example.org/guide/"
    /// git-repository-url = "https://github.com/example/guide"
    /// edit-url-template = "https://github.com/example/guide/edit/main/{path}"
    /// additional-css = ["theme/own.css"]
    /// ```
    Html {
        /// Where the site is published: a URL, or only its path such as `/guide/`.
        /// Pages work anywhere without it; it is needed for canonical addresses, link previews, `sitemap.xml` and the links of
        /// `404.html`. A slash is added at the end.
        "site-url" site_url: Option<SiteUrl> = None;
        /// The site's own domain on GitHub Pages, such as `docs.example.org`: written to the file `CNAME`.
        "cname" cname: Option<HostName> = None;
        /// The book's repository; the header links to it.
        "git-repository-url" git_repository_url: Option<WebUrl> = None;
        /// The link that opens a page for editing. `{path}` stands for the page's file, relative to the book.
        "edit-url-template" edit_url_template: Option<EditUrlTemplate> = None;
        /// Whether pages say when they were last changed, as the book's git repository has it: the last commit that changed a
        /// page's file or one that it includes. Sitemap, feed and structured data say so too.
        /// A shallow clone holds too little history and gives no days. mdBook has no such key.
        "last-changed" last_changed: bool = true;
        /// Whether there is `feed.xml`, an Atom feed of the pages that were changed last. It needs `last-changed`, and a
        /// `site-url` that is a whole address. mdBook has no such key.
        "feed" feed: bool = true;
        /// Whether the site also has the Markdown of each page, under the path of its source: without front matter, includes
        /// expanded. `llms.txt` lists it, and pages name it for programs. mdBook has no such key.
        "markdown-pages" markdown_pages: bool = true;
        /// The picture that link previews show, relative to the folder of the pages: PNG or JPEG, best of 1200 by 630 pixels.
        /// When left out there is one of the book's own, a pattern of bamboo slips. mdBook has no such key.
        "cover" cover: Option<Located<BookPath>> = None;
        /// Whether a site that is read over HTTP stays readable without a network: a service worker keeps its files in the
        /// reader's browser, all of one version. mdBook has no such key.
        "offline" offline: bool = true;
        /// Most megabytes that are kept so: the theme and the pages go first, in reading order, then the search, then pictures.
        "offline-limit" offline_limit: u16 = 20;
        /// Whether the site also has itself as an archive, `site.zip`: readers find it at the foot of every page, unpack it and open
        /// it from the folder. mdBook has no such key.
        "archive" archive: bool = false;
        /// The built-in theme: `default`, or `plain`, which has one column and no script. mdBook has no such key.
        "base-theme" base_theme: BaseTheme = BaseTheme::Default;
        /// The folder whose files replace those of the theme, one by one.
        "theme" theme: Located<BookPath> = Located::default_of(BookPath::known("theme"));
        /// Style sheets of your own, relative to the book, loaded after the theme's.
        "additional-css" additional_css: Vec<Located<BookPath>> = Vec::new();
        /// Scripts of your own, relative to the book, loaded after the theme's.
        "additional-js" additional_js: Vec<Located<BookPath>> = Vec::new();
        /// The colours a reader meets first: `auto` (as their system has it), `light` or `dark`.
        /// Of mdBook's names `rust` is taken as light, `coal`, `navy` and `ayu` as dark.
        /// When left out it is `auto`.
        "default-theme" default_theme: Option<Appearance> = None;
        /// The colours where the reader's system is dark, with the same names. When left out, `default-theme` decides.
        "preferred-dark-theme" preferred_dark_theme: Option<Appearance> = None;
        "colors" colors: Colors = Colors::default();
        /// The same where the appearance is dark.
        "dark-colors" dark_colors: Colors = Colors::default();
        "fonts" fonts: Fonts = Fonts::default();
        /// Whether single keys do something on a page, such as `/` for the search and `?` for the list of keys.
        /// Readers can switch them off for themselves. mdBook has no such key.
        "shortcuts" shortcuts: bool = true;
        /// Whether each page carries a Content-Security-Policy that allows what the page itself needs and nothing else.
        /// A string adds to it, directive by directive. mdBook has no such key.
        ///
        /// ```toml
        /// [output.html]
        /// content-security-policy = "script-src https://stats.example.org; connect-src https://stats.example.org"
        /// ```
        "content-security-policy" content_security_policy: PolicySetting = PolicySetting::Automatic;
        /// Curly quotes for straight ones, `…` for `...`, `–` and `—` for `--` and `---`.
        /// Off by default, other than in mdBook: Chinese text has its own quotes and dashes.
        "smart-punctuation" | "curly-quotes" smart_punctuation: bool = false;
        /// Definition lists: a line that starts with `: ` after a term.
        "definition-lists" definition_lists: bool = true;
        /// Alerts: quotes that start with `[!NOTE]`, `[!TIP]` and the like.
        "admonitions" admonitions: bool = true;
        /// Removes from raw HTML in pages whatever could run as a script.
        /// For books whose pages come from people you do not trust. mdBook has no such key.
        "untrusted" untrusted: bool = false;
        /// Leaves the numbers out that chapters of a `SUMMARY.md` get.
        "no-section-label" no_section_label: bool = false;
        /// Whether the names of styles and scripts hold a hash of their contents, so that browsers can keep them for good.
        "hash-files" hash_files: bool = true;
        /// The Markdown file, relative to the folder of the pages, that becomes `404.html`.
        /// If it does not exist there is a page of Wence's own; `""` writes none.
        "input-404" input_404: NotFoundPage = NotFoundPage::Automatic;
        /// The name under which a reader's browser keeps what belongs to this site (colours, reading place, practice).
        /// When left out it follows from the title and `site-url`; set it before you change either.
        /// mdBook has no such key.
        "id" id: Option<SiteId> = None;
        "fold" fold: Fold = Fold::default();
        "print" print: Print = Print::default();
        "code" code: Code = Code::default();
        "search" search: Search = Search::default();
        /// Pages that have moved: the old path from the site's root, and where to go instead (a URL, or a path relative to the
        /// old one, or from the site's root if it starts with `/`). Either may end in `#heading`.
        ///
        /// ```toml
        /// [output.html.redirect]
        /// "/old.html" = "guide/new.html"
        /// "/guide/new.html#was" = "new.html#is"
        /// ```
        "redirect" redirect: Redirects = Redirects::default();
        "playground" | "playpen" playground: Playground = Playground::default();
        /// The icon of the link to the repository, of a font that is not part of the site.
        "git-repository-icon" git_repository_icon: WithoutEffect<String> = WithoutEffect::default();
        /// Formulas by MathJax. They need no script here: see `[markdown] math`.
        "mathjax-support" mathjax_support: WithoutEffect<bool> = WithoutEffect::default();
        /// Headings of the page in the sidebar. The page has an outline of its own here.
        "sidebar-header-nav" sidebar_header_nav: WithoutEffect<bool> = WithoutEffect::default();
        /// Fonts of older versions of mdBook. The site uses the reader's fonts.
        "copy-fonts" copy_fonts: WithoutEffect<bool> = WithoutEffect::default();
        /// Google Analytics, of older versions of mdBook. The site sends nothing anywhere.
        "google-analytics" google_analytics: WithoutEffect<String> = WithoutEffect::default();
        /// Set by `mdbook serve` for itself.
        "live-reload-endpoint" | "livereload-url" live_reload_endpoint: WithoutEffect<String> = WithoutEffect::default();
    }
}

table! {
    /// Colours in place of the theme's, each as CSS writes it. A warning names pairs that are hard to read.
    /// mdBook has no such table.
    ///
    /// ```toml
    /// [output.html.colors]
    /// action = "#23466e"
    ///
    /// [output.html.dark-colors]
    /// action = "#aecaea"
    /// ```
    Colors {
        /// The page.
        "paper" paper: Option<Located<Color>> = None;
        /// Cards, and what the pointer is on.
        "raised" raised: Option<Located<Color>> = None;
        /// Code.
        "sunken" sunken: Option<Located<Color>> = None;
        /// Text.
        "ink" ink: Option<Located<Color>> = None;
        /// Text of less weight.
        "ink2" ink2: Option<Located<Color>> = None;
        /// What stands around the text, such as dates.
        "ink3" ink3: Option<Located<Color>> = None;
        /// Links, buttons, focus.
        "action" action: Option<Located<Color>> = None;
        /// The place one is at, and danger.
        "here" here: Option<Located<Color>> = None;
        /// Notes.
        "note" note: Option<Located<Color>> = None;
        /// Warnings.
        "care" care: Option<Located<Color>> = None;
        /// Borders of controls.
        "edge" edge: Option<Located<Color>> = None;
        /// Hairlines.
        "line" line: Option<Located<Color>> = None;
        /// Behind marked text.
        "mark" mark: Option<Located<Color>> = None;
    }
}

table! {
    /// Fonts in place of the theme's: lists of families as CSS writes them. No font is loaded; a style sheet of your own can.
    /// mdBook has no such table.
    ///
    /// ```toml
    /// [output.html.fonts]
    /// text = '"Source Han Sans SC", sans-serif'
    /// ```
    Fonts {
        /// Text.
        "text" text: Option<FontFamilies> = None;
        /// Headings.
        "heading" heading: Option<FontFamilies> = None;
        /// Quotations.
        "quotation" quotation: Option<FontFamilies> = None;
        /// Code.
        "code" code: Option<FontFamilies> = None;
    }
}

table! {
    /// Folding of the chapters in the sidebar.
    ///
    /// ```toml
    /// [output.html.fold]
    /// enable = true
    /// level = 1
    /// ```
    Fold {
        /// Whether sections are folded that do not hold the page in view.
        "enable" enable: bool = false;
        /// How many levels stay open; 0 folds all, and 255 is the most.
        "level" level: u8 = 0;
    }
}

table! {
    /// `print.html`, the whole book on one page.
    Print {
        /// Whether it is written.
        "enable" enable: bool = true;
        /// Whether each chapter starts on a new sheet.
        "page-break" page_break: bool = true;
    }
}

table! {
    /// Code blocks.
    Code {
        /// For each language, the prefix of lines that are hidden until a reader asks for them.
        /// Rust has `#` from the start, as in rustdoc.
        ///
        /// ```toml
        /// [output.html.code.hidelines]
        /// python = "~"
        /// ```
        "hidelines" hidelines: BTreeMap<String, String> = BTreeMap::new();
    }
}

table! {
    /// Search.
    ///
    /// ```toml
    /// [output.html.search]
    /// synonyms = [["下单", "下订单", "订货"], ["AQL", "抽样标准"]]
    /// ```
    Search {
        /// Whether the site can be searched. The theme `plain` has no search: there a list of all entries stands in its place.
        "enable" enable: bool = true;
        /// The number of results that the search dialog shows; `search.html` shows more.
        "limit-results" limit_results: u8 = 30;
        /// Words of one meaning, a list a group: a query for one of them finds the others too, below its own results.
        /// mdBook has no such key.
        "synonyms" synonyms: Vec<Vec<String>> = Vec::new();
        /// The length of the excerpt beneath a result, in words.
        "teaser-word-count" teaser_word_count: WithoutEffect<u32> = WithoutEffect::default();
        /// Whether all words of a query must be found.
        "use-boolean-and" use_boolean_and: WithoutEffect<bool> = WithoutEffect::default();
        /// The weight of words in titles.
        "boost-title" boost_title: WithoutEffect<u8> = WithoutEffect::default();
        /// The weight of words in the titles above.
        "boost-hierarchy" boost_hierarchy: WithoutEffect<u8> = WithoutEffect::default();
        /// The weight of words in the text.
        "boost-paragraph" boost_paragraph: WithoutEffect<u8> = WithoutEffect::default();
        /// Whether the start of a word finds the word.
        "expand" expand: WithoutEffect<bool> = WithoutEffect::default();
        /// The level of headings that results point to.
        "heading-split-level" heading_split_level: WithoutEffect<u8> = WithoutEffect::default();
        /// Whether the search script is part of the site.
        "copy-js" copy_js: WithoutEffect<bool> = WithoutEffect::default();
        /// Settings for single pages or folders, by path from the folder of the pages: `enable`, and `boost`, by which their
        /// results count more (2) or less (0.5). The front matter's `search: false` goes first.
        ///
        /// ```toml
        /// [output.html.search.chapter]
        /// "appendix" = { enable = false }
        /// "glossary.md" = { boost = 2 }
        /// ```
        "chapter" chapter: SearchedChapters = SearchedChapters::default();
    }
}

/// Folders tried in this order for the pages when `[book] src` does not name one.
pub const DEFAULT_SOURCE_FOLDERS: [&str; 2] = ["content", "src"];

impl Config {
    /// Whether the book's language is one that sets no spaces between words (`zh*`, `ja*`).
    pub fn is_cjk_language(&self) -> bool {
        self.book.language.is_cjk()
    }

    /// The direction of text, from its key or from the language.
    pub fn text_direction(&self) -> TextDirection {
        self.book.text_direction.unwrap_or_else(|| self.book.language.direction())
    }

    /// Whether emphasis beside CJK punctuation is read as emphasis.
    pub fn cjk_emphasis(&self) -> bool {
        self.markdown.cjk_emphasis.resolve(self.is_cjk_language())
    }

    /// Whether lines that meet between CJK characters join without a space.
    pub fn cjk_line_breaks(&self) -> bool {
        self.markdown.cjk_line_breaks.resolve(self.is_cjk_language())
    }
}

impl Html {
    /// The colours a reader meets first. mdBook has one setting for light systems and one for dark ones; where the two differ
    /// the reader's system decides, unless the first is dark, in which case all are.
    pub fn appearance(&self) -> Appearance {
        match (self.default_theme.unwrap_or(Appearance::Auto), self.preferred_dark_theme) {
            (Appearance::Dark, _) => Appearance::Dark,
            (Appearance::Light, None | Some(Appearance::Light)) => Appearance::Light,
            (Appearance::Auto, Some(Appearance::Light)) => Appearance::Light,
            (Appearance::Light | Appearance::Auto, _) => Appearance::Auto,
        }
    }
}
