//! Text without colours.
//! In: anything. Out: no tokens. Exists so that ` ```text ` is a known name and earns no hint.

use super::super::{Grammar, Language};

pub(super) static TEXT: Language = Language {
    id: "text",
    name: "Text",
    aliases: &["txt", "plain", "plaintext", "none", "output", "log"],
    grammar: Grammar::Plain,
};

#[cfg(test)]
mod tests {
    use super::super::super::tests::marked;

    #[test]
    fn leaves_all_plain() {
        assert_eq!(marked("text", r#"fn main() { "x" } // 你好"#), r#"fn main() { "x" } // 你好"#);
    }
}
