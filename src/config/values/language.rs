//! Languages, and the direction of their writing.
//! In: a tag as somebody wrote it. Out: a tag in the usual case, and what follows from it for setting text. Knows the shape of
//! tags, not which are registered.

use super::checked_text;
use crate::config::read::{Reader, Setting, Value};
use crate::config::text::quoted;
use crate::diag::Severity;

checked_text! {
    /// A language tag, well-formed by BCP 47 (RFC 5646 §2.1), in the case that §2.1.1 recommends: `zh-CN`, `zh-Hant`.
    Language
}

impl Language {
    /// mdBook's default.
    pub(in crate::config) fn english() -> Self {
        Language("en".to_owned())
    }

    /// `None` if the tag is not well-formed. Checked is the shape of the subtags, not that they are registered.
    pub fn new(tag: &str) -> Option<Self> {
        let mut canonical = String::with_capacity(tag.len());
        // After a singleton (`x-`, `u-`) subtags are no regions or scripts: they stay in lower case.
        let mut extension = false;
        for (n, subtag) in tag.split('-').enumerate() {
            let alphabetic = subtag.bytes().all(|byte| byte.is_ascii_alphabetic());
            if subtag.is_empty() || subtag.len() > 8 || !subtag.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                return None;
            }
            // A one-letter first subtag is allowed for private use (`x-…`) and old registrations (`i-…`) only.
            if n == 0 && (!alphabetic || subtag.len() == 1 && !matches!(subtag, "x" | "X" | "i" | "I")) {
                return None;
            }
            if n > 0 {
                canonical.push('-');
            }
            let start = canonical.len();
            canonical.push_str(&subtag.to_ascii_lowercase());
            if n > 0 && !extension && alphabetic {
                match subtag.len() {
                    2 => canonical[start..].make_ascii_uppercase(),
                    4 => canonical[start..=start].make_ascii_uppercase(),
                    _ => {}
                }
            }
            extension |= subtag.len() == 1;
        }
        // Nothing may follow a singleton directly: `zh-x` is unfinished.
        let unfinished = tag.rsplit('-').next().is_some_and(|last| last.len() == 1);
        (!unfinished).then_some(Language(canonical))
    }

    /// The first subtag: `zh` of `zh-CN`.
    pub fn primary(&self) -> &str {
        self.0.split('-').next().unwrap_or("")
    }

    /// Chinese or Japanese, which set no spaces between words.
    pub fn is_cjk(&self) -> bool {
        matches!(self.primary(), "zh" | "ja")
    }

    /// The direction of the script that the language is written in: the script subtag if there is one, else the language's
    /// usual script, as Unicode CLDR 47 has it (`characterOrder`). mdBook's three-letter names are known too.
    pub fn direction(&self) -> TextDirection {
        let script = self
            .0
            .split('-')
            .skip(1)
            .take_while(|subtag| subtag.len() > 1)
            .find(|subtag| subtag.len() == 4 && subtag.bytes().all(|byte| byte.is_ascii_alphabetic()));
        let right_to_left = match script {
            Some(script) => {
                matches!(script, "Adlm" | "Arab" | "Hebr" | "Mand" | "Nkoo" | "Rohg" | "Samr" | "Syrc" | "Thaa")
            }
            None => matches!(
                self.primary(),
                "ae" | "ar"
                    | "ara"
                    | "arc"
                    | "azb"
                    | "ckb"
                    | "dv"
                    | "fa"
                    | "fas"
                    | "glk"
                    | "he"
                    | "heb"
                    | "iw"
                    | "ji"
                    | "ks"
                    | "lrc"
                    | "mzn"
                    | "nqo"
                    | "per"
                    | "pnb"
                    | "prs"
                    | "ps"
                    | "pus"
                    | "sam"
                    | "sd"
                    | "syc"
                    | "syr"
                    | "ug"
                    | "ur"
                    | "urd"
                    | "yi"
                    | "yid"
            ),
        };
        if right_to_left { TextDirection::RightToLeft } else { TextDirection::LeftToRight }
    }
}

impl Setting for Language {
    fn read(value: &Value<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let written = reader.string(value)?;
        if let Some(language) = Language::new(written) {
            return Some(language);
        }
        // The way locales are named on Unix; mdBook passes it on as it is.
        if let Some(language) = Language::new(&written.replace('_', "-")) {
            let help = format!("write `{language}`");
            reader.unusable(value, Severity::Warning, "joins the parts of a language tag by `_`").help.push(help);
            return Some(language);
        }
        let why = format!("is no language tag: {}", quoted(written));
        reader.unusable(value, Severity::Error, &why).help.push("write one such as `zh-CN`, `en` or `ja`".to_owned());
        None
    }
}

/// Which way lines of text run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(test, derive(serde::Serialize))]
pub enum TextDirection {
    #[cfg_attr(test, serde(rename = "ltr"))]
    LeftToRight,
    #[cfg_attr(test, serde(rename = "rtl"))]
    RightToLeft,
}

impl TextDirection {
    /// The value of HTML's `dir`.
    pub fn as_str(self) -> &'static str {
        match self {
            TextDirection::LeftToRight => "ltr",
            TextDirection::RightToLeft => "rtl",
        }
    }
}

impl Setting for TextDirection {
    fn read(value: &Value<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        match reader.string(value)? {
            "ltr" => Some(TextDirection::LeftToRight),
            "rtl" => Some(TextDirection::RightToLeft),
            other => {
                let why = format!("is `ltr` or `rtl`, not {}", quoted(other));
                reader.unusable(value, Severity::Error, &why);
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn language_tags_get_their_usual_case() {
        let canonical = |tag| Language::new(tag).map(|language| language.0);
        for (written, expected) in [
            ("zh-cn", "zh-CN"),
            ("ZH-HANT-tw", "zh-Hant-TW"),
            ("en", "en"),
            ("es-419", "es-419"),
            ("de-CH-1901", "de-CH-1901"),
            ("x-MINE", "x-mine"),
            ("en-u-CA-Buddhist", "en-u-ca-buddhist"),
        ] {
            assert_eq!(canonical(written).as_deref(), Some(expected));
        }
        for written in ["", "-", "zh-", "-zh", "zh_CN", "中文", "a", "1a", "zh--CN", "abcdefghi", "zh-x", "zh CN"] {
            assert_eq!(canonical(written), None, "{written}");
        }
    }

    #[test]
    fn direction_follows_the_script() {
        let direction = |tag| Language::new(tag).unwrap().direction().as_str();
        for tag in ["ar", "fa-IR", "he", "az-Arab", "ur", "yid"] {
            assert_eq!(direction(tag), "rtl", "{tag}");
        }
        for tag in ["zh-CN", "en", "ur-Latn", "ku", "en-x-arab"] {
            assert_eq!(direction(tag), "ltr", "{tag}");
        }
    }
}
