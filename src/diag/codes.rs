//! Every code a message may carry, with what `wence explain CODE` and the manual's page say of it.
//! A code's name never changes once released; an entry leaves only with a note in the changelog.

use std::fmt;

/// Whose fault a code names; it decides the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A page, an asset or a template: exit code 1.
    Content,
    /// `book.toml`, the call or the machine: exit code 2.
    Environment,
}

/// One code's entry.
#[derive(Debug)]
pub struct Entry {
    /// Stable, kebab-case.
    pub name: &'static str,
    pub fault: Fault,
    /// What it means and why it matters, whole sentences.
    pub meaning: &'static str,
    /// An example that raises it. Empty where no text of the author's does.
    pub wrong: &'static str,
    /// The same, mended.
    pub right: &'static str,
}

/// A reference to an entry; equality and order are those of the name.
#[derive(Clone, Copy)]
pub struct Code(&'static Entry);

impl Code {
    pub fn name(self) -> &'static str {
        self.0.name
    }

    pub fn fault(self) -> Fault {
        self.0.fault
    }

    pub fn entry(self) -> &'static Entry {
        self.0
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0.name)
    }
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.0.name == other.0.name
    }
}

impl Eq for Code {}

impl std::hash::Hash for Code {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.name.hash(state);
    }
}

macro_rules! codes {
    ($($constant:ident $name:literal $fault:ident { $meaning:literal $(wrong $wrong:literal)? $(right $right:literal)? })*) => {
        $(
            #[doc = $meaning]
            pub const $constant: Code = Code(&Entry {
                name: $name,
                fault: Fault::$fault,
                meaning: $meaning,
                wrong: concat!($($wrong)?),
                right: concat!($($right)?),
            });
        )*
        /// All codes, in the order of this file: by stage, as a build meets them.
        pub const ALL: &[Code] = &[$($constant),*];
    };
}

/// The code of that name.
pub fn find(name: &str) -> Option<Code> {
    ALL.iter().copied().find(|code| code.name() == name)
}

codes! {
    // Configuration.
    CONFIG_SYNTAX "config-syntax" Environment {
        "`book.toml` is not well-formed TOML, or a value has the wrong type. Nothing can be built from settings that were misread, so the build stops after the other faults have been listed."
        wrong "[book]\ntitle = 问策" right "[book]\ntitle = \"问策\""
    }
    CONFIG_UNKNOWN_KEY "config-unknown-key" Environment {
        "A key in `book.toml` is not one that Wence knows. A misspelt key would otherwise be ignored in silence, and the setting with it. `wence config schema` prints every key."
        wrong "[book]\ntilte = \"Guide\"" right "[book]\ntitle = \"Guide\""
    }
    CONFIG_KEY_WITHOUT_EFFECT "config-key-without-effect" Environment {
        "The key is one of mdBook's that has no meaning in Wence. It is accepted so that the same `book.toml` serves both, and named so that nobody waits for its effect."
        wrong "[output.html]\nmathjax-support = true" right "# math is on by default: $a^2$"
    }
    CONFIG_VALUE "config-value" Environment {
        "The value of a key in `book.toml` is of the right type but cannot be used: a folder outside the book, a URL without a scheme, a language tag that is none."
        wrong "[output.html]\nsite-url = \"example.org/guide\"" right "[output.html]\nsite-url = \"https://example.org/guide/\""
    }
    PREPROCESSOR_NOT_RUN "preprocessor-not-run" Environment {
        "`book.toml` names a preprocessor of mdBook's that is a program of its own. Wence does not run such programs yet; pages that rely on it show their source as written. `links` and `index` are built in and never named."
        wrong "[preprocessor.mermaid]" right "# remove the table, or keep it for mdBook and accept this warning"
    }
    RENDERER_NOT_RUN "renderer-not-run" Environment {
        "`book.toml` names an output of mdBook's that is a program of its own (an `[output.NAME]` table). Wence writes the HTML site only and leaves the others to mdBook."
        wrong "[output.pandoc]" right "[output.html]"
    }
    // Reading.
    FILE_UNREADABLE "file-unreadable" Environment {
        "A file or folder of the book could not be read: no permission, or the disk refused. The build stops so that no page goes missing in silence."
    }
    HISTORY_UNKNOWN "history-unknown" Environment {
        "The book lies in a git repository whose history cannot be read as a whole, so that pages do not say when they were last changed, and there is no feed. Mostly the repository is a shallow clone, as build services make them: the days would be those of the fetch and not of the changes. Everything else is built as ever."
        wrong "git clone --depth 1 ADDRESS" right "git clone ADDRESS"
    }
    INVALID_UTF8 "invalid-utf8" Content {
        "The file is not UTF-8. Wence reads no other encoding and does not guess, since a wrong guess would publish garbled text. The line named holds the first bytes that are not UTF-8."
    }
    FILE_TOO_LARGE "file-too-large" Content {
        "A Markdown file is larger than 64 MiB. Such a file is almost always a mistake, and positions in messages are kept in 32 bits."
    }
    SYMLINK_OUTSIDE_BOOK "symlink-outside-book" Content {
        "A symbolic link in the book leads out of the book's folder. Following it could publish files nobody meant to publish."
    }
    SYMLINK_LOOP "symlink-loop" Content {
        "Symbolic links lead in a circle, so the folder has no end."
    }
    NAME_NOT_UNICODE "name-not-unicode" Content {
        "A file's name is not Unicode. It could have no URL that works everywhere."
    }
    SOURCE_FOLDER_MISSING "source-folder-missing" Environment {
        "The folder that holds the book's pages does not exist. By default it is `content/`, else `src/`; `[book] src` names another."
        wrong "[book]\nsrc = \"contnet\"" right "[book]\nsrc = \"content\""
    }
    BOOK_EMPTY "book-empty" Content {
        "The book has no page at all. Write `index.md` in the content folder, or run `wence init`."
    }
    INCLUDE_NOT_FOUND "include-not-found" Content {
        "An include names a file that does not exist. Paths are relative to the file that includes, or to the file it was itself included from."
        wrong "{{#include exmaple.rs}}" right "{{#include example.rs}}"
    }
    INCLUDE_ANCHOR_NOT_FOUND "include-anchor-not-found" Content {
        "An include names an anchor that the file does not hold. An anchor is the lines between a line with `ANCHOR: name` and one with `ANCHOR_END: name`."
        wrong "{{#include a.rs:mian}}" right "{{#include a.rs:main}}"
    }
    INCLUDE_LOOP "include-loop" Content {
        "A file includes itself, directly or by way of others."
        wrong "<!-- in a.md --> {{#include a.md}}" right "<!-- in a.md --> {{#include b.md}}"
    }
    INCLUDE_OUTSIDE_BOOK "include-outside-book" Content {
        "An include leads out of the book's folder and of the project that the book belongs to: the repository around it, or the folders above it that hold a project's file such as `Cargo.toml`. In a book that is `untrusted` it may not leave the book's folder. Following it could publish files nobody meant to publish."
        wrong "{{#include /etc/passwd}}" right "{{#include ../src/main.rs}}"
    }
    INCLUDE_MALFORMED "include-malformed" Content {
        "The words between `{{#` and `}}` are not of a form that can be understood: an empty path, or a range of lines that is none."
        wrong "{{#include a.rs:9:3}}" right "{{#include a.rs:3:9}}"
    }
    // Front matter, SUMMARY.md, navigation.
    FRONT_MATTER_SYNTAX "front-matter-syntax" Content {
        "The front matter between `---` lines (YAML) or `+++` lines (TOML) cannot be read, or a value is of the wrong type."
        wrong "---\ntitle: [a\n---" right "---\ntitle: a\n---"
    }
    FRONT_MATTER_UNKNOWN_FIELD "front-matter-unknown-field" Content {
        "A field of the front matter is not one that Wence knows. Fields of your own go under `extra`."
        wrong "---\ntilte: 简历\n---" right "---\ntitle: 简历\n---"
    }
    SUMMARY_SYNTAX "summary-syntax" Content {
        "`SUMMARY.md` has a part that its grammar does not know. It holds a title, prefix chapters (plain links), numbered chapters (a list of links), part titles, separators (`---`) and suffix chapters."
        wrong "- chapter one" right "- [Chapter one](one.md)"
    }
    SUMMARY_FILE_NOT_FOUND "summary-file-not-found" Content {
        "`SUMMARY.md` names a file that does not exist. Its chapter stands in the navigation without a link, as a draft does; with `[build] create-missing = false` it is an error. Wence never writes into the content folder: `wence new page` makes the file."
        wrong "- [One](oen.md)" right "- [One](one.md)"
    }
    SUMMARY_DUPLICATE "summary-duplicate" Content {
        "`SUMMARY.md` names the same file twice. A page has one place in the book, else it would have two previous and two next pages."
        wrong "- [One](one.md)\n- [Also one](one.md)" right "- [One](one.md)"
    }
    DUPLICATE_OUTPUT "duplicate-output" Content {
        "Two sources would be written to the same path of the site, so one would be lost. Paths that differ in case only count as the same: on Windows and macOS they are."
        wrong "README.md and index.md in one folder" right "index.md alone"
    }
    RESERVED_OUTPUT "reserved-output" Content {
        "A source would be written to a path that Wence itself writes, such as `search.html`, `print.html` or `404.html`."
        wrong "content/search.md" right "content/searching.md"
    }
    NAME_TOO_LONG "name-too-long" Content {
        "A source would be written to a file or folder whose name is longer than 255 bytes in UTF-8, which no file system in use can hold. A page's name grows by two bytes, from `.md` to `.html`."
    }
    SEARCH_MISS "search-miss" Content {
        "`wence check` asks the search for pieces of the pages' texts, and one of them did not find the section it stands in. Readers would not find it either. It is a fault of Wence's own."
        wrong "a section that its own words do not find" right "every section is found by any words of its text"
    }
    // Chinese text, found by `check` alone.
    LINT_HALF_WIDTH_PUNCTUATION "lint-half-width-punctuation" Content {
        "Chinese text has a mark of half width. Marks of Chinese are as wide as its characters; narrow ones crowd them and come with spaces of another script. `wence check --fix` mends those that have one reading."
        wrong "先确认数量,再报交期." right "先确认数量，再报交期。"
    }
    LINT_DOUBLED_PUNCTUATION "lint-doubled-punctuation" Content {
        "Two marks stand in a row where one is meant."
        wrong "先确认数量，，再报交期" right "先确认数量，再报交期"
    }
    LINT_FULL_WIDTH_LETTERS "lint-full-width-letters" Content {
        "Latin letters or digits are as wide as Chinese characters, as input methods write them in one of their modes. Readers see gaps in the word, and searching by eye fails."
        wrong "ＰＩ 第１版" right "PI 第 1 版"
    }
    LINT_LITERAL_EMPHASIS "lint-literal-emphasis" Content {
        "Two stars are shown to readers. They were most likely to make text strong, but a space stands inside them or their other half is missing."
        wrong "** 重点 **" right "**重点**"
    }
    LINT_QUOTES "lint-quotes" Content {
        "A quotation is in other marks than the rest of the book, or in straight ones, which Chinese does not have."
        wrong "他说\"可以\"" right "他说“可以”"
    }
    LINT_UNBALANCED_PAIRS "lint-unbalanced-pairs" Content {
        "A bracket or quote has no other half in its paragraph. A quotation of several paragraphs may open each of them and close the last."
        wrong "（见下文" right "（见下文）"
    }
    LINT_SPACING "lint-spacing" Content {
        "Chinese and Latin stand beside each other otherwise than in most of the book, or a space stands beside a full-width mark, which has room of its own."
        wrong "用ERP 建档， 再核对" right "用 ERP 建档，再核对"
    }
    LINT_DOUBLED_WORDS "lint-doubled-words" Content {
        "A word stands twice in a row."
        wrong "这是我的的订单" right "这是我的订单"
    }
    LINT_TERMS "lint-terms" Content {
        "The text has a form that `[lint.terms]` asks to avoid. `--fix` leaves it, since the same characters may belong to two other words."
        wrong "客户下定" right "客户下单"
    }
    LINT_ABBREVIATIONS "lint-abbreviations" Content {
        "The first place of an abbreviation in the book, by reading order, does not say what it means. Explained is what has words in brackets beside it, stands in brackets after its words, is followed by 是, 即, 指 or a colon, or is a term of a definition list."
        wrong "先问 MOQ。" right "先问起订量（MOQ）。"
    }
    LINT_LONG_SENTENCES "lint-long-sentences" Content {
        "A sentence has more Chinese characters than `[lint] max-sentence` allows."
    }
    LINT_LONG_PARAGRAPHS "lint-long-paragraphs" Content {
        "A paragraph has more Chinese characters than `[lint] max-paragraph` allows."
    }
    LINT_SIMILAR_QUESTIONS "lint-similar-questions" Content {
        "Two questions of the bank share at least four of five pairs of characters. Who practises meets the same question twice."
    }
    // Markdown.
    HEADING_ATTRIBUTES "heading-attributes" Content {
        "Words in braces after a heading look like attributes but were not read as such, mostly because a value holds a space, a quote or a brace, or because `##` closes the heading. They would be shown to readers."
        wrong "## 问题 {#a .question time=\"1 2\"}" right "## 问题 {#a .question time=1-2}"
    }
    DUPLICATE_ID "duplicate-id" Content {
        "Two elements of a page are given the same id, so a link to it can reach the first only."
        wrong "## 一 {#a}\n## 二 {#a}" right "## 一 {#a}\n## 二 {#b}"
    }
    UNKNOWN_CODE_LANGUAGE "unknown-code-language" Content {
        "A code block names a language that Wence cannot highlight and that is close to one it can: a slip of the pen most likely. The block is shown as plain text."
        wrong "```pyhton" right "```python"
    }
    MATH_SYNTAX "math-syntax" Content {
        "A formula cannot be turned into MathML. It is shown as its source."
        wrong "$\\frac{1}$" right "$\\frac{1}{2}$"
    }
    FOOTNOTE_NOT_DEFINED "footnote-not-defined" Content {
        "A footnote is referred to but never defined, so the mark stands in the text as written."
        wrong "text[^1]" right "text[^1]\n\n[^1]: the note"
    }
    // Links.
    LINK_NOT_FOUND "link-not-found" Content {
        "A link leads to a page or file that the book does not have. Paths are relative to the page that links."
        wrong "[安装](instal.md)" right "[安装](install.md)"
    }
    ANCHOR_NOT_FOUND "anchor-not-found" Content {
        "A link leads to a page that exists, but to a heading (or id) that the page does not have."
        wrong "[安装](install.md#安装)" right "[安装](install.md#安装步骤)"
    }
    IMAGE_NOT_FOUND "image-not-found" Content {
        "An image is shown that the book does not have. Paths are relative to the page."
        wrong "![流程](img/flow.png)" right "![流程](images/flow.png)"
    }
    LINK_OUTSIDE_BOOK "link-outside-book" Content {
        "A relative link leads above the book's content folder, where the published site has nothing."
        wrong "[code](../../src/main.rs)" right "[code](https://example.org/src/main.rs)"
    }
    LINK_TO_DRAFT "link-to-draft" Content {
        "A link leads to a page that is a draft, or to a file that `SUMMARY.md` does not list, so the site has no such page."
        wrong "[later](draft.md)" right "later"
    }
    REDIRECT_NOT_FOUND "redirect-not-found" Content {
        "A redirect in `book.toml` leads to a file that the site does not have, so whoever follows an old address ends nowhere."
        wrong "[output.html.redirect]\n\"/old.html\" = \"/instal.html\"" right "[output.html.redirect]\n\"/old.html\" = \"/install.html\""
    }
    REDIRECT_LOOP "redirect-loop" Content {
        "Redirects lead in a circle, so a browser would go round until it gives up."
        wrong "[output.html.redirect]\n\"/a.html\" = \"/b.html\"\n\"/b.html\" = \"/a.html\"" right "[output.html.redirect]\n\"/a.html\" = \"/index.html\"\n\"/b.html\" = \"/index.html\""
    }
    // What only `check` and `publish` look for.
    HEADING_ORDER "heading-order" Content {
        "A heading is more than one level below the heading before it. Outlines and screen readers show a gap there, as if a part had been lost."
        wrong "## 一\n#### 一之一" right "## 一\n### 一之一"
    }
    IMAGE_WITHOUT_ALTERNATIVE "image-without-alternative" Content {
        "An image has no words that say what it shows. Those who cannot see it, and search engines, get nothing. An image that is there for the eye alone says so in HTML, with an empty `alt`."
        wrong "![](images/flow.png)" right "![从接单到出货的三步](images/flow.png)"
    }
    PAGE_NOT_LISTED "page-not-listed" Content {
        "A Markdown file is not in `SUMMARY.md`, and no page includes it, so readers will never see it."
        wrong "- [One](one.md)" right "- [One](one.md)\n- [Two](two.md)"
    }
    ASSET_NOT_USED "asset-not-used" Content {
        "A picture, sound or film in the content folder is shown nowhere in the book. It is copied into the site all the same."
    }
    NAME_CASE "name-case" Content {
        "Two names differ only in case, or only in how an accented letter is put together. On Windows and macOS they are one."
        wrong "Guide/a.md and guide/b.md" right "guide/a.md and guide/b.md"
    }
    NAME_NOT_PORTABLE "name-not-portable" Content {
        "A file has a name that cannot be used on Windows, or is longer than it can hold: a character of `<>:\"|?*\\`, a dot or space at the end, a name such as `con` or `nul`. The book could not be checked out there, and GitHub's Pages artifact takes no such name either."
        wrong "content/what?.md" right "content/what.md"
    }
    SITE_TOO_LARGE "site-too-large" Content {
        "A file is larger than the 100 MiB that GitHub accepts, or the whole site larger than the 1 GB that GitHub Pages publishes."
    }
    ANCHOR_VANISHED "anchor-vanished" Content {
        "A heading that was published is gone, and nothing on its page clearly took its place, so links to it from elsewhere lead to the top of the page. `anchors.lock` remembers what was published; `wence check --accept` lets the heading go."
        wrong "## 新的说法" right "## 新的说法 {#旧的说法}"
    }
    PAGE_VANISHED "page-vanished" Content {
        "A page that was published is gone and nothing leads on from its address. `anchors.lock` remembers what was published; `wence check --accept` lets the page go."
        wrong "---\ntitle: 新页\n---" right "---\ntitle: 新页\naliases: [old.md]\n---"
    }
    EXTERNAL_LINK_BROKEN "external-link-broken" Content {
        "An address on the web leads nowhere: the host is gone, or answers that there is no such page. Only `wence check --external` asks; a build never does."
        wrong "[报价单](https://example.com/gone)" right "[报价单](https://example.com/quotation)"
    }
    EXTERNAL_LINK_UNCERTAIN "external-link-uncertain" Content {
        "Nothing certain could be found of an address on the web: its host does not tell programs, or was well before and does not answer now. It is no fault until more is known."
    }
    WEB_NOT_REACHED "web-not-reached" Environment {
        "`wence check --external` could reach no host at all, so nothing is said of any address."
    }
    ANCHORS_LOCK "anchors-lock" Environment {
        "`anchors.lock` cannot be read: it was edited by hand, two versions of it were not joined, or another version of Wence wrote it."
    }
    TRANSLATION_MISSING "translation-missing" Content {
        "Pages of a book in several languages are not translated into one of them. Readers are shown the original in their place, with a line that says so. This is a note and fails no check."
    }
    TRANSLATION_OUTDATED "translation-outdated" Content {
        "The original of a translated page has changed since `translations.lock` recorded it. Readers are told above the page. `wence check --translated FILE` records that the translation follows its original again. This is a note and fails no check."
    }
    TRANSLATIONS_LOCK "translations-lock" Environment {
        "`translations.lock` cannot be read: it was edited by hand, two versions of it were not joined, or another version of Wence wrote it."
    }
    // Questions.
    QUESTION_ATTRIBUTE "question-attribute" Content {
        "An attribute of a question is not one that Wence knows, stands twice, or has a value that cannot be used. Or a heading has such attributes without being a question."
        wrong "## 题 {#a .question levle=2}" right "## 题 {#a .question level=2}"
    }
    QUESTION_UNKNOWN_VALUE "question-unknown-value" Content {
        "A question names a category, level, trait or phase that `[bank]` in `book.toml` does not declare, so no filter would find it."
        wrong "## 题 {#a .question category=crisi}" right "## 题 {#a .question category=crisis}"
    }
    QUESTION_WITHOUT_OUTLINE "question-without-outline" Content {
        "A question has no part with the class `outline`, the one part that every question needs: how to go about the answer."
        wrong "## 题 {#a .question}\n### 考察点 {.intent}" right "## 题 {#a .question}\n### 回答思路 {.outline}"
    }
    QUESTION_PART "question-part" Content {
        "A question or a part of one stands where it cannot: a part outside any question, inside another part or for the second time (only `sample` may repeat), a question inside a question, a list or tabs. Or it is empty, or its class is nearly that of a part."
        wrong "# 页\n### 回答思路 {.outline}" right "## 题 {#a .question}\n### 回答思路 {.outline}"
    }
    QUESTION_ID "question-id" Content {
        "A question's id is missing, cannot be used or is used by another question, or an alias of it is. Practice records are kept under it, so it must be given, unique in the book, and stay."
        wrong "## 题 {.question}" right "## 题 {#rush-order .question}"
    }
    PIECE_SYNTAX "piece-syntax" Content {
        "A block named `aql`, `backplan`, `container` or `flow` holds a line that cannot be read, so it is shown as plain code. A book that uses one of these names for something else sets `pieces = false` under `[markdown]`."
        wrong "```aql\nlot: many\naql: 2.5\n```" right "```aql\nlot: 5000\naql: 2.5\n```"
    }
    // Glossary.
    GLOSSARY_NOT_FOUND "glossary-not-found" Content {
        "The page that `[glossary] file` names is not a page of the book, or no definition list stands on it, so there are no terms to link to."
        wrong "[glossary]\nfile = \"glosary.md\"" right "[glossary]\nfile = \"glossary.md\""
    }
    GLOSSARY_TERM "glossary-term" Content {
        "A name stands in the glossary twice, so that a reader of the one explanation never sees the other, or a term has no explanation. The first of two terms is the one that is linked."
        wrong "MOQ\n: 起订量\n\n最小订量（MOQ）\n: 一次至少要订的数量" right "起订量（Minimum Order Quantity, MOQ）\n: 一次至少要订的数量"
    }
    // Templates and theme.
    TEMPLATE_SYNTAX "template-syntax" Content {
        "A template of the theme cannot be read, or it names a variable, filter, block or template that does not exist."
        wrong "{{ page.titel }}" right "{{ page.title }}"
    }
    THEME_FILE_IGNORED "theme-file-ignored" Content {
        "A file in `theme/` belongs to an mdBook theme: a Handlebars template, or one of its styles, scripts or fonts. Wence's templates are Tera and its styles are its own, so the file has no effect."
        wrong "theme/index.hbs" right "theme/templates/page.html"
    }
    THEME_FILE_UNKNOWN "theme-file-unknown" Content {
        "A file in `theme/` replaces nothing: the theme has no file of that name."
        wrong "theme/templates/pgae.html" right "theme/templates/page.html"
    }
    THEME_OVERRIDE_STALE "theme-override-stale" Content {
        "A file in `theme/` no longer fits the theme it builds on: the theme's file has changed since yours was copied from it, or yours gives a word that the theme does not show. What it holds may be out of date."
        wrong "nxet = \"Read on\"" right "next = \"Read on\""
    }
    COLOR_CONTRAST "color-contrast" Content {
        "Two colours set in `book.toml` meet as text and background and are hard to tell apart. WCAG 2.2 asks for 4.5 : 1 for text and 3 : 1 for the borders of controls."
        wrong "ink3 = \"#bbbbbb\"" right "ink3 = \"#645d50\""
    }
    // Writing and publishing.
    OUTPUT_REFUSED "output-refused" Environment {
        "The output folder is one that Wence will not replace: the book itself, its sources, a folder above them, the home folder, or a folder with files that Wence did not write."
        wrong "wence build -d ~" right "wence build -d book"
    }
    OUTPUT_LOCKED "output-locked" Environment {
        "Another build is writing to the same output folder. Two at once could leave a mixture of both."
    }
    OUTPUT_FAILED "output-failed" Environment {
        "The site could not be written: the disk is full, or the folder refuses. The last good site is still in place."
    }
    OUTPUT_IN_PLACE "output-in-place" Environment {
        "The output folder cannot be exchanged as a whole, mostly because it is a mount point. The site was written into it file by file: each file was replaced in one step, but for a moment readers could meet old and new ones side by side."
    }
    PUBLISH_REFUSED "publish-refused" Environment {
        "The branch is one that `wence publish` will not write to: the branch you are on, one that holds the book's sources, or one with files that Wence did not write. `--adopt` takes over the last kind."
        wrong "wence publish --branch main" right "wence publish --branch gh-pages"
    }
    PUBLISH_FAILED "publish-failed" Environment {
        "git could not do what publishing needs: there is no repository, the remote cannot be reached, or git does not know who commits. Nothing was pushed, and no branch has moved."
    }
    PUSH_REJECTED "push-rejected" Environment {
        "The remote did not take the commit: it is protected, a rule or a hook there said no, or somebody else published meanwhile. Wence never forces a push and has moved no branch, there or here."
    }
    OUTPUT_NOT_DETERMINISTIC "output-not-deterministic" Environment {
        "`--verify` built the book twice and the bytes differ. This is a fault of Wence's or of a program it was told to run; please report it."
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_kebab_case_and_explained() {
        let mut names: Vec<_> = ALL.iter().map(|code| code.name()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), ALL.len());
        for code in ALL {
            assert!(code.name().bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'));
            assert!(code.entry().meaning.ends_with('.'), "{}", code.name());
            assert_eq!(find(code.name()), Some(*code));
        }
    }

    const REFERENCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/content/reference/diagnostics.md");

    /// The manual's page of all codes. A sentence a line, as in all of the manual.
    fn reference_markdown() -> String {
        let mut page = String::from(
            "---\ntitle: Diagnostics\ndescription: Every code that a message may carry, what it means, and how to mend what it \
             names.\norder: 20\n---\n\n# Diagnostics\n\nA message carries a code in brackets: \
             `warning[link-not-found]`.\nA code's name never changes once released.\n`wence explain CODE` prints what \
             stands here.\n\nAs an error a message ends the command with exit code 1 where a page, an asset or a template is \
             at fault, and with 2 where it is `book.toml`, the call or the machine.\n",
        );
        // Includes expand everywhere, in code blocks too.
        let quote = |text: &str| text.replace("{{#", "\\{{#");
        for code in ALL {
            let entry = code.entry();
            let exit = if entry.fault == Fault::Content { 1 } else { 2 };
            let meaning = quote(&entry.meaning.replace(". ", ".\n"));
            page.push_str(&format!("\n## `{0}` {{#{0}}}\n\n{meaning}\n\nExit code: {exit}.\n", entry.name));
            for (word, example) in [("Wrong", entry.wrong), ("Right", entry.right)] {
                if !example.is_empty() {
                    let fence = if example.contains("```") { "````" } else { "```" };
                    page.push_str(&format!("\n{word}:\n\n{fence}text\n{}\n{fence}\n", quote(example)));
                }
            }
        }
        page
    }

    #[test]
    fn the_manuals_page_of_codes_is_current() {
        let page = reference_markdown();
        if std::env::var_os("WENCE_BLESS").is_some() {
            std::fs::write(REFERENCE, &page).unwrap();
        }
        let written = std::fs::read_to_string(REFERENCE).unwrap().replace("\r\n", "\n");
        assert!(
            written == page,
            "docs/content/reference/diagnostics.md is stale: run `WENCE_BLESS=1 cargo test codes`"
        );
    }
}
