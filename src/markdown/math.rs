//! LaTeX formulas as MathML, made while the site is built.
//! Enters: a formula. Leaves: a whole `<math>` element or the reason why there is none; never half a formula.

use pulldown_latex::config::{DisplayMode, RenderConfig};
use pulldown_latex::{Parser, Storage, push_mathml};

/// Longer formulas are refused: the parser's time grows with the square of the nesting, and no formula for readers is so long.
const MAX_BYTES: usize = 10_000;

/// The formula as MathML, or what is wrong with it in one line.
pub fn render(formula: &str, display: bool) -> Result<String, String> {
    if formula.len() > MAX_BYTES {
        return Err(format!("it is longer than {MAX_BYTES} bytes"));
    }
    let storage = Storage::new();
    // All events are collected first: pushing them as they come would leave an error in the middle of the output.
    let events: Vec<_> =
        Parser::new(formula, &storage).collect::<Result<_, _>>().map_err(|error| first_line(&error.to_string()))?;
    let config = RenderConfig {
        display_mode: if display { DisplayMode::Block } else { DisplayMode::Inline },
        ..RenderConfig::default()
    };
    let mut html = String::new();
    let events = events.into_iter().map(Ok::<_, std::convert::Infallible>);
    push_mathml(&mut html, events, config).map_err(|error| first_line(&error.to_string()))?;
    if display {
        // A long formula scrolls on a narrow screen, and what scrolls must be within reach of a keyboard.
        html = html.replacen("<math", "<math tabindex=\"0\"", 1);
    }
    Ok(escape_operators(html))
}

/// Escapes the operators `<` and `&`, which pulldown-latex 0.8 writes as they are (text it escapes itself). They stand alone in
/// their element, so neither is followed by what would make a tag or a character reference of it.
fn escape_operators(html: String) -> String {
    let bytes = html.as_bytes();
    let is_bare = |at: usize| {
        let next = bytes.get(at + 1).copied().unwrap_or(b' ');
        match bytes[at] {
            b'<' => !(next.is_ascii_alphabetic() || next == b'/'),
            _ => !(next.is_ascii_alphabetic() || next == b'#'),
        }
    };
    let bare: Vec<usize> = memchr::memchr2_iter(b'<', b'&', bytes).filter(|&at| is_bare(at)).collect();
    if bare.is_empty() {
        return html;
    }
    let mut escaped = String::with_capacity(html.len() + bare.len() * 4);
    let mut from = 0;
    for at in bare {
        escaped.push_str(&html[from..at]);
        escaped.push_str(if bytes[at] == b'<' { "&lt;" } else { "&amp;" });
        from = at + 1;
    }
    escaped.push_str(&html[from..]);
    escaped
}

/// The parser's messages draw their own excerpt below the first line; ours is drawn by `diag`.
fn first_line(message: &str) -> String {
    let line = message.lines().find(|line| !line.trim().is_empty()).unwrap_or("it cannot be read");
    line.trim().trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_becomes_one_math_element() {
        let html = render("a^2 + b^2", false).unwrap();
        assert!(html.starts_with("<math") && html.ends_with("</math>"), "{html}");
        assert!(!html.contains("style="), "{html}");
        assert!(render("\\frac{1}{2}", true).unwrap().contains("display=\"block\""));
    }

    #[test]
    fn operators_that_html_reads_are_escaped() {
        assert!(render("a<b", false).unwrap().contains("<mo>&lt;</mo>"));
        assert!(render("a \\& b", false).unwrap().contains("&amp;<"));
        assert!(!render("</math><script>", false).unwrap().contains("<script"));
        assert!(!render("\\text{<b>}", false).unwrap().contains("<b>"));
    }

    #[test]
    fn a_broken_formula_is_a_reason() {
        assert!(render("\\frac{1}", false).is_err());
        assert!(render("{", false).is_err());
    }
}
