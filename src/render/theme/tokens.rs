//! Colours and fonts of `book.toml` in place of a theme's.
//! In: the settings and the theme's style sheet. Out: rules to stand after the theme's, and a warning for each pair of colours
//! that is hard to read. The names of custom properties are part of the interface of themes: every theme that wants to be
//! coloured uses them.

use crate::config::{Color, Colors, Fonts, Html, Located};
use crate::diag::{Diagnostic, codes};
use std::collections::BTreeMap;

/// Every colour that can be set, with the custom property it sets.
fn properties(colors: &Colors) -> [(&'static str, &'static str, &Option<Located<Color>>); 13] {
    [
        ("paper", "--paper", &colors.paper),
        ("raised", "--raised", &colors.raised),
        ("sunken", "--sunken", &colors.sunken),
        ("ink", "--ink", &colors.ink),
        ("ink2", "--ink2", &colors.ink2),
        ("ink3", "--ink3", &colors.ink3),
        ("action", "--bamboo", &colors.action),
        ("here", "--cinnabar", &colors.here),
        ("note", "--indigo", &colors.note),
        ("care", "--ochre", &colors.care),
        ("edge", "--edge", &colors.edge),
        ("line", "--line", &colors.line),
        ("mark", "--mark", &colors.mark),
    ]
}

fn families(fonts: &Fonts) -> String {
    let lists =
        [("--sans", &fonts.text), ("--song", &fonts.heading), ("--kai", &fonts.quotation), ("--mono", &fonts.code)];
    lists.iter().filter_map(|(name, list)| list.as_ref().map(|list| format!("{name}:{list};"))).collect()
}

fn declarations(colors: &Colors) -> String {
    let set = properties(colors).into_iter();
    set.filter_map(|(_, property, color)| color.as_ref().map(|color| format!("{property}:{};", color.as_str())))
        .collect()
}

/// The rules that set what the settings name; empty if they name nothing.
pub fn rules(html: &Html) -> String {
    let mut css = String::new();
    // On paper the theme's own colours stand: it prints black on white.
    let (light, dark) = (declarations(&html.colors), declarations(&html.dark_colors));
    if !light.is_empty() {
        css.push_str(&format!("@media screen{{:root{{{light}}}}}\n"));
    }
    if !dark.is_empty() {
        css.push_str(&format!(
            "@media screen and (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{dark}}}}}\n\
             @media screen{{:root[data-theme=dark]{{{dark}}}}}\n"
        ));
    }
    let fonts = families(&html.fonts);
    if !fonts.is_empty() {
        // Three times the same, to go before the rules that choose fonts by language.
        css.push_str(&format!(":root:root:root{{{fonts}}}\n"));
    }
    css
}

/// The custom properties that a rule of the style sheet declares. `selector` is the rule's, as the theme writes it.
fn declared<'s>(style: &'s str, selector: &str) -> BTreeMap<&'s str, &'s str> {
    let Some(start) = style.find(selector) else { return BTreeMap::new() };
    let body = &style[start + selector.len()..];
    let body = body.trim_start().strip_prefix('{').unwrap_or("");
    let body = &body[..body.find('}').unwrap_or(body.len())];
    let pairs = body.split(';').filter_map(|declaration| declaration.split_once(':'));
    pairs.map(|(name, value)| (name.trim(), value.trim())).filter(|(name, _)| name.starts_with("--")).collect()
}

/// Pairs of text and background, each with the least contrast that it must have (WCAG 2.2, 1.4.3 and 1.4.11).
const PAIRS: [(&str, &str, f64); 10] = [
    ("ink", "paper", 4.5),
    ("ink2", "paper", 4.5),
    ("ink3", "paper", 4.5),
    ("action", "paper", 4.5),
    ("here", "paper", 4.5),
    ("note", "paper", 4.5),
    ("care", "paper", 4.5),
    ("ink", "sunken", 4.5),
    ("ink", "mark", 4.5),
    ("edge", "paper", 3.0),
];

/// A warning for each pair that the settings change and that is hard to tell apart. Colours that are not written in
/// hexadecimal are not judged.
pub fn faults(html: &Html, style: &str) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for (colors, selector, words) in
        [(&html.colors, ":root", "light"), (&html.dark_colors, ":root[data-theme=dark]", "dark")]
    {
        let theme = declared(style, selector);
        let of = |wanted: &str| -> Option<([u8; 3], Option<&Located<Color>>)> {
            let (_, property, set) = properties(colors).into_iter().find(|(name, _, _)| *name == wanted)?;
            match set {
                Some(color) => Some((color.value.rgb()?, Some(color))),
                None => Some((Color::parse(theme.get(property)?)?.rgb()?, None)),
            }
        };
        for (text, background, least) in PAIRS {
            let (Some((front, set_front)), Some((back, set_back))) = (of(text), of(background)) else { continue };
            let Some(set) = set_front.or(set_back) else { continue };
            let ratio = contrast(front, back);
            if ratio < least {
                let message =
                    format!("`{text}` on `{background}` has a contrast of {ratio:.1} : 1 in the {words} appearance");
                let fault = Diagnostic::warning(codes::COLOR_CONTRAST, set.place(), message);
                faults
                    .push(fault.help(format!("at least {least} : 1 can be read; the theme's own colours have 7 : 1")));
            }
        }
    }
    faults
}

/// The contrast ratio of two colours (WCAG 2.2, "contrast ratio" and "relative luminance").
fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
    let luminance = |rgb: [u8; 3]| {
        let linear = rgb.map(|channel| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    };
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[cfg(test)]
mod tests {
    use super::super::built_in;
    use super::*;
    use crate::config::{self, BaseTheme};
    use crate::diag::Files;

    fn html(settings: &str) -> Html {
        let files = Files::default();
        let text = format!("[output.html]\n{settings}");
        let (config, faults) = config::parse(&text, files.insert("book.toml", text.as_str().into()));
        assert!(faults.is_empty(), "{faults:?}");
        config.output.html
    }

    fn style() -> &'static str {
        built_in::file(BaseTheme::Default, "css/tokens.css").expect("the theme has tokens")
    }

    #[test]
    fn settings_become_rules_for_both_appearances() {
        assert_eq!(rules(&html("")), "");
        let rules = rules(&html(
            "[output.html.colors]\naction = \"#123456\"\n[output.html.dark-colors]\npaper = \"#000\"\n[output.html.fonts]\ntext = 'serif'",
        ));
        assert!(rules.contains("@media screen{:root{--bamboo:#123456;}}"), "{rules}");
        assert_eq!(rules.matches("{--paper:#000;}").count(), 2, "{rules}");
        assert!(rules.contains(":root:root:root{--sans:serif;}"), "{rules}");
    }

    #[test]
    fn black_and_white_have_the_greatest_contrast() {
        assert!((contrast([0; 3], [255; 3]) - 21.0).abs() < 1e-9);
        assert!((contrast([0x76; 3], [255; 3]) - 4.54).abs() < 0.01);
    }

    #[test]
    fn every_colour_that_can_be_set_is_one_of_the_themes() {
        let (light, dark) = (declared(style(), ":root"), declared(style(), ":root[data-theme=dark]"));
        for (name, property, _) in properties(&Colors::default()) {
            assert!(light.contains_key(property) && dark.contains_key(property), "{name}: {property}");
        }
    }

    #[test]
    fn colours_that_are_hard_to_read_are_told() {
        assert_eq!(faults(&html(""), style()), []);
        assert_eq!(faults(&html("[output.html.colors]\naction = \"#23466e\""), style()), []);
        let found = faults(
            &html("[output.html.colors]\nink3 = \"#bbb\"\n[output.html.dark-colors]\npaper = \"#888\""),
            style(),
        );
        assert!(
            found.iter().any(|fault| fault.message.contains("`ink3` on `paper`") && fault.message.contains("light"))
        );
        assert!(found.iter().any(|fault| fault.message.contains("dark")), "{found:?}");
    }
}
