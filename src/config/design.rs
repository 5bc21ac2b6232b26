//! Values that decide how the site looks: which built-in theme, and the colours and fonts in place of its own.
//! In: TOML values. Out: types whose text can stand in a style sheet as it is: no value can end its declaration. Knows no theme.

use super::read::{Reader, Setting, Value};
use super::text::{either, quoted};
use super::values::checked_text;
use crate::diag::Severity;

/// A theme that is part of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
#[cfg_attr(test, derive(serde::Serialize), serde(rename_all = "lowercase"))]
pub enum BaseTheme {
    #[default]
    Default,
    /// One column and no script.
    Plain,
}

impl BaseTheme {
    pub const ALL: [BaseTheme; 2] = [BaseTheme::Default, BaseTheme::Plain];

    pub fn as_str(self) -> &'static str {
        match self {
            BaseTheme::Default => "default",
            BaseTheme::Plain => "plain",
        }
    }
}

impl Setting for BaseTheme {
    fn read(value: &Value<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let written = reader.string(value)?;
        let found = Self::ALL.into_iter().find(|theme| theme.as_str() == written);
        if found.is_none() {
            let names: Vec<String> = Self::ALL.iter().map(|theme| quoted(theme.as_str())).collect();
            let why = format!("names a theme that is not built in: {}", quoted(written));
            let fault = reader.unusable(value, Severity::Error, &why);
            fault.help.push(format!("write {}; files of your own go in the folder that `theme` names", either(&names)));
        }
        found
    }
}

checked_text! {
    /// A colour as CSS writes it (CSS Color Module Level 4, §4): `#rgb`, `#rrggbb`, `#rrggbbaa`, a name, or a function such as
    /// `oklch(…)`. Checked is that it can be nothing but one value; whether a browser knows the name is not.
    Color
}

impl Color {
    /// `None` if the text is no single colour.
    pub fn parse(text: &str) -> Option<Color> {
        is_color(text).then(|| Color::checked(text))
    }

    /// Red, green and blue from 0 to 255, for colours written in hexadecimal without transparency.
    pub fn rgb(&self) -> Option<[u8; 3]> {
        let digits = self.strip_prefix('#')?;
        let nibble = |at: usize| digits.get(at..=at).and_then(|digit| u8::from_str_radix(digit, 16).ok());
        match digits.len() {
            3 => Some([nibble(0)? * 17, nibble(1)? * 17, nibble(2)? * 17]),
            6 => Some([nibble(0)? * 16 + nibble(1)?, nibble(2)? * 16 + nibble(3)?, nibble(4)? * 16 + nibble(5)?]),
            _ => None,
        }
    }
}

fn is_color(text: &str) -> bool {
    if let Some(digits) = text.strip_prefix('#') {
        return matches!(digits.len(), 3 | 4 | 6 | 8) && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    }
    let name_end = text.find('(').unwrap_or(text.len());
    let (name, rest) = text.split_at(name_end);
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'-');
    // `url(…)` and `var(…)` are functions too: the first would load a file, the second names what a theme may change.
    let is_function = rest.is_empty()
        || (rest.ends_with(')')
            && !["url", "var", "expression", "image", "attr"].contains(&name.to_ascii_lowercase().as_str())
            && rest.bytes().filter(|byte| *byte == b'(').count() == rest.bytes().filter(|byte| *byte == b')').count()
            && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || b" .,%/()+-#".contains(&byte)));
    is_name && is_function
}

impl Setting for Color {
    fn read(value: &Value<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let written = reader.string(value)?.trim();
        if is_color(written) {
            return Some(Color::checked(written));
        }
        let fault = reader.unusable(value, Severity::Error, "is no colour of CSS");
        fault.help.push("write it as `#255139`, or as a function such as `oklch(0.4 0.06 160)`".to_owned());
        None
    }
}

checked_text! {
    /// A list of font families as CSS writes it (CSS Fonts Module Level 4, §2.1): names with spaces in quotes, commas between.
    FontFamilies
}

fn is_font_families(text: &str) -> bool {
    let mut quote = None;
    for character in text.chars() {
        match (quote, character) {
            (_, '\\' | '<' | '>' | '{' | '}' | ';') => return false,
            (_, other) if other.is_control() => return false,
            (Some(open), same) if open == same => quote = None,
            (None, '"' | '\'') => quote = Some(character),
            (None, '(' | ')' | ':' | '!' | '@' | '/') => return false,
            _ => {}
        }
    }
    quote.is_none() && !text.is_empty()
}

impl Setting for FontFamilies {
    fn read(value: &Value<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let written = reader.string(value)?.trim();
        if is_font_families(written) {
            return Some(FontFamilies::checked(written));
        }
        let fault = reader.unusable(value, Severity::Error, "is no list of font families");
        fault.help.push("write it as `'\"Source Han Sans SC\", sans-serif'`".to_owned());
        None
    }
}

#[cfg(test)]
mod json {
    use super::super::values::schema;
    use super::{BaseTheme, Color, FontFamilies};

    schema!(BaseTheme, "BaseTheme", { "enum": ["default", "plain"] });
    schema!(Color, "Color", { "type": "string", "minLength": 3 });
    schema!(FontFamilies, "FontFamilies", { "type": "string", "minLength": 1 });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_of_css_are_taken_and_nothing_that_could_end_a_declaration() {
        for good in [
            "#fff",
            "#255139",
            "#25513980",
            "red",
            "oklch(0.4 0.06 160)",
            "rgb(34 31 26 / .18)",
            "hsl(120deg, 50%, 20%)",
        ] {
            assert!(is_color(good), "{good}");
        }
        for bad in [
            "",
            "#ff",
            "#gggggg",
            "red;",
            "url(x)",
            "var(--x)",
            "rgb(0 0 0",
            "rgb(0)) ",
            "red}",
            "a b",
            "rgb(\"\")",
            "URL(x)",
        ] {
            assert!(!is_color(bad), "{bad}");
        }
    }

    #[test]
    fn hexadecimal_colours_tell_their_parts() {
        assert_eq!(Color::checked("#255139").rgb(), Some([0x25, 0x51, 0x39]));
        assert_eq!(Color::checked("#fa0").rgb(), Some([0xff, 0xaa, 0]));
        assert_eq!(Color::checked("red").rgb(), None);
        assert_eq!(Color::checked("#25513980").rgb(), None);
    }

    #[test]
    fn font_lists_are_taken_and_nothing_that_could_end_a_declaration() {
        for good in ["serif", "\"PingFang SC\", 'Noto Sans', system-ui", "宋体, serif", "\"A:B(c)\""] {
            assert!(is_font_families(good), "{good}");
        }
        for bad in ["", "\"open", "a;b", "a}b", "url(x)", "</style>", "a\nb", "a!important", "\"\\\""] {
            assert!(!is_font_families(bad), "{bad}");
        }
    }
}
