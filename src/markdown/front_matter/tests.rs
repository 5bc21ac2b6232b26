//! Front matter of both formats, whole and broken, and the two readers of YAML held to one another.

use super::fields::day_of;
use super::tree::{Field, Value};
use super::*;
use crate::diag::{self, FileId};
use proptest::prelude::*;
use serde_json::json;

fn to_span(range: Range<usize>) -> Span {
    Span::new(FileId::DETACHED, range)
}

fn read(text: &str) -> (FrontMatter, &str, Vec<Diagnostic>) {
    let (front_matter, start, diagnostics) = parse(text, &to_span);
    (front_matter, &text[start..], diagnostics)
}

/// A line a fault: code, the text it points at, the message, the help.
fn faults(text: &str) -> String {
    let mut lines = String::new();
    for fault in parse(text, &to_span).2 {
        let diag::Place::At(span) = fault.place else { panic!("a fault without a place") };
        let (code, message, help) = (fault.code.name(), &fault.message, fault.help.join("; "));
        lines.push_str(&format!("{code} [{}] {message} ({help})\n", &text[span.range()]));
    }
    lines
}

#[test]
fn all_fields_in_yaml() {
    let text = "---\ntitle: 面试前\ndescription: \"一句话: 说明\"\norder: -3\ndraft: true\naliases: [old.md, 'a b.md']\ndate: 2026-03-01\n\
                tags:\n  - 行为\n  - STAR\ntoc: false\nsearch: true\nextra:\n  covers: P1\n  facts: [1, 2.5, yes, null]\n---\n# 正文\n";
    let (front_matter, body, diagnostics) = read(text);
    assert_eq!(diagnostics, []);
    assert_eq!(body, "# 正文\n");
    assert_eq!(
        front_matter,
        FrontMatter {
            title: Some("面试前".into()),
            description: Some("一句话: 说明".into()),
            order: Some(-3),
            draft: true,
            aliases: vec!["old.md".into(), "a b.md".into()],
            date: Some("2026-03-01".into()),
            tags: vec!["行为".into(), "STAR".into()],
            toc: Some(false),
            search: Some(true),
            extra: json!({"covers": "P1", "facts": [1, 2.5, "yes", null]}).as_object().unwrap().clone(),
        }
    );
}

#[test]
fn all_fields_in_toml() {
    let text = "+++\ntitle = \"面试前\"\norder = 2\ndraft = false\ndate = 2026-03-01T10:00:00Z\ntags = [\"a\"]\n[extra]\nn = 0x10\nwhen = 10:00:00\n+++\n正文";
    let (front_matter, body, diagnostics) = read(text);
    assert_eq!(diagnostics, []);
    assert_eq!(body, "正文");
    assert_eq!(front_matter.date.as_deref(), Some("2026-03-01"));
    assert_eq!((front_matter.order, &front_matter.tags[..]), (Some(2), &["a".to_owned()][..]));
    assert_eq!(serde_json::Value::Object(front_matter.extra), json!({"n": 16, "when": "10:00:00"}));
}

#[test]
fn what_is_markdown_stays_markdown() {
    for text in [
        "",
        "---",
        "---\n",
        "# a\n---\ntitle: x\n---\n",
        "---\n\nA page that begins with a rule.\n\n---\n",
        "---\n# A heading between two rules\n---\n",
        "---\n- a list\n---\n",
        "---\nno colon here\n---\n",
        "---\nhttp://example.org\n---\n",
        "----\ntitle: x\n----\n",
        " ---\ntitle: x\n---\n",
        "---\nwords: but no end\n",
        "+++\n正文\n+++\n",
        "\n---\ntitle: x\n---\n",
    ] {
        assert_eq!(read(text), (FrontMatter::default(), text, vec![]), "{text:?}");
    }
}

#[test]
fn fences_may_have_crlf_trailing_blanks_and_dots() {
    for (text, body) in [
        ("---\r\ntitle: x\r\n---\r\nb", "b"),
        ("--- \ntitle: x\n---\t\nb", "b"),
        ("---\ntitle: x\n...\nb", "b"),
        ("---\n# 说明\n\ntitle: x\n---", ""),
        ("---\n\"title\": x\n---\n", ""),
        ("+++\r\ntitle = 'x'\r\n+++\r\n", ""),
    ] {
        let (front_matter, rest, diagnostics) = read(text);
        assert_eq!((front_matter.title.as_deref(), rest, &diagnostics[..]), (Some("x"), body, &[][..]), "{text:?}");
    }
    assert_eq!(read("---\n---\nb").1, "b");
    assert_eq!(read("+++\n+++\n").1, "");
}

#[test]
fn all_faults_of_a_block_come_together() {
    insta::assert_snapshot!(
        faults("---\ntilte: a\nlayout: post\norder: 1.5\ndraft: yes\ndate: 2026-02-29\ntags: [a, [b]]\nextra: x\ntitle: [a]\ntitle: b\n---\n"),
        @r"
    front-matter-unknown-field [tilte] `tilte` is not a field of the front matter (did you mean `title`? fields of your own go under `extra`)
    front-matter-unknown-field [layout] `layout` is not a field of the front matter (fields of your own go under `extra`; known are `title`, `description`, `order`, `draft`, `aliases`, `date`, `tags`, `toc`, `search`, `extra`)
    front-matter-syntax [1.5] `order` must be a whole number, not `1.5` ()
    front-matter-syntax [yes] `draft` must be `true` or `false`, not `yes` ()
    front-matter-syntax [2026-02-29] `date` must be a day such as `2026-03-01`, not `2026-02-29` ()
    front-matter-syntax [[b]] `tags` must be a list of texts, not `[b]` ()
    front-matter-syntax [x] `extra` must be a map of fields, not `x` ()
    front-matter-syntax [[a]] `title` must be text, not `[a]` ()
    front-matter-syntax [title] the field `title` stands twice ()
    "
    );
    insta::assert_snapshot!(faults("+++\ntitle = 1984\norder = \"1\"\ndate = 10:00:00\nx = 1\ny = \n+++\n"), @r#"
    front-matter-syntax [] the front matter is not TOML: string values must be quoted, expected literal string ()
    front-matter-syntax [1984] `title` must be text, not `1984` ()
    front-matter-syntax ["1"] `order` must be a whole number, not `"1"` ()
    front-matter-syntax [10:00:00] `date` must be a day such as `2026-03-01`, not `10:00:00` ()
    front-matter-unknown-field [x] `x` is not a field of the front matter (fields of your own go under `extra`; known are `title`, `description`, `order`, `draft`, `aliases`, `date`, `tags`, `toc`, `search`, `extra`)
    front-matter-unknown-field [y] `y` is not a field of the front matter (fields of your own go under `extra`; known are `title`, `description`, `order`, `draft`, `aliases`, `date`, `tags`, `toc`, `search`, `extra`)
    "#);
}

#[test]
fn broken_yaml_is_told_with_its_place() {
    insta::assert_snapshot!(faults("---\ntitle: [a\n---\n"), @"front-matter-syntax [] the front matter is not YAML: unclosed bracket '[' (put text that holds `: `, ` #` or starts with a mark in quotes)");
    insta::assert_snapshot!(faults("---\ntitle: a: b\n---\n"), @"front-matter-syntax [] the front matter is not YAML: mapping values are not allowed in this context (put text that holds `: `, ` #` or starts with a mark in quotes)");
    insta::assert_snapshot!(faults("---\ntitle: \"a\norder: 1\n---\n"), @"front-matter-syntax [] the front matter is not YAML: unclosed quote (put text that holds `: `, ` #` or starts with a mark in quotes)");
    insta::assert_snapshot!(faults("---\ntitle: &a x\ndescription: *a\n---\n"), @"front-matter-syntax [*a] aliases (`*name`) cannot be used in front matter (write the value out)");
    insta::assert_snapshot!(faults("---\ntitle: !x y\n? [a]\n: b\n---\n"), @r"
    front-matter-syntax [y] a tag such as `!x` has no meaning here ()
    front-matter-syntax [[a]] the name of a field must be a word ()
    ");
    insta::assert_snapshot!(faults("---\ntitle: x\n\n# Body\n"), @"front-matter-syntax [---] the front matter that starts with `---` is never closed (put a line `---` after the last field)");
}

#[test]
fn scalars_without_quotes_are_text_where_text_is_asked_for() {
    let (front_matter, _, diagnostics) =
        read("---\ntitle: 1984\ndescription:\ntags: [no, 1.0, ~x]\naliases: a.md\norder: ~\n---\n");
    assert_eq!(diagnostics, []);
    assert_eq!(front_matter.title.as_deref(), Some("1984"));
    assert_eq!(front_matter.description, None);
    assert_eq!(front_matter.tags, ["no", "1.0", "~x"]);
    assert_eq!(front_matter.aliases, ["a.md"]);
    assert_eq!(front_matter.order, None);
}

#[test]
fn what_the_plain_reader_leaves_goes_to_the_whole_one() {
    let text = "---\ntitle: >-\n  两行\n  一题\ndescription: \"a\\tb\"\nextra: {a: {b: [c]}, d: 0o17}\n---\n";
    let (front_matter, _, diagnostics) = read(text);
    assert_eq!(diagnostics, []);
    assert_eq!(front_matter.title.as_deref(), Some("两行 一题"));
    assert_eq!(front_matter.description.as_deref(), Some("a\tb"));
    assert_eq!(serde_json::Value::Object(front_matter.extra), json!({"a": {"b": ["c"]}, "d": 15}));
}

#[test]
fn days_are_those_of_the_calendar() {
    for day in ["2024-02-29", "2000-02-29", "2026-12-31 10:00:00 +0800", "2026-01-01T00:00:00.5Z"] {
        assert_eq!(day_of(day), Some(&day[..10]), "{day}");
    }
    for none in [
        "1900-02-29",
        "2026-04-31",
        "2026-13-01",
        "2026-1-1",
        "20260101",
        "2026-01-01x",
        "２０２６-01",
        "",
        "2026-00-10",
    ] {
        assert_eq!(day_of(none), None, "{none}");
    }
}

/// The fields by the whole reader, or `None` where it finds a fault.
fn by_events(text: &str) -> Option<Vec<Field<'_>>> {
    let mut diagnostics = Vec::new();
    let mut faults = Faults { diagnostics: &mut diagnostics, to_span: &to_span };
    let fields = read_yaml(text, 0, &mut faults);
    diagnostics.is_empty().then_some(fields)
}

/// Names and values without their places. That a value is absent may be written as nothing or as `~`.
fn meaning(fields: &[Field]) -> String {
    fn of(value: &Value) -> String {
        match value {
            Value::Plain(text) if text.is_empty() || text == "~" => "nothing".to_owned(),
            Value::List(items) => format!("{:?}", items.iter().map(|item| of(&item.value)).collect::<Vec<_>>()),
            Value::Map(fields) => meaning(fields),
            other => format!("{other:?}"),
        }
    }
    fields.iter().map(|(name, node)| format!("{}={};", name.text, of(&node.value))).collect()
}

fn scalar() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-zA-Z0-9 题「（_.:/#,'\"\\\\~!&*?|>@%`{}\\[\\]-]{0,10}",
        1 => "(true|null|~|-?[0-9]{1,3}|0x1f|1e3|2026-01-01|\"[a-z题: ]{0,4}\"|'[a-z#, ]{0,4}')",
        1 => "\\[(([a-z题]{1,3}|\"[a-z ]{0,2}\"|-1| )(, ?)?){0,4}\\]",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn both_yaml_readers_agree(
        lines in proptest::collection::vec(
            prop_oneof![
                5 => ("[a-c_][a-c0-9-]{0,2}", scalar()).prop_map(|(key, value)| format!("{key}: {value}")),
                1 => "[a-c]:",
                2 => ("( {0,3})", scalar()).prop_map(|(indent, value)| format!("{indent}- {value}")),
                2 => ("( {1,3})", "[a-c]{1,2}", scalar()).prop_map(|(indent, key, value)| format!("{indent}{key}: {value}")),
                1 => "( {0,3})#[a-z ]{0,5}",
                1 => " {0,3}",
            ],
            1..7,
        ),
        crlf in any::<bool>(),
    ) {
        let text = lines.join(if crlf { "\r\n" } else { "\n" });
        if let Some(fields) = read_plain_yaml(&text, 0)
            && !fields.is_empty()
        {
            prop_assert_eq!(Some(meaning(&fields)), by_events(&text).as_deref().map(meaning), "{}", text);
        }
    }

    #[test]
    fn no_text_is_too_odd(text in "(---|\\+\\+\\+)\n(([a-e]|title|order|extra)(:|=| )[ -~题\n\t]{0,12}\n){0,5}(---|\\+\\+\\+)?\n?[a-c]?") {
        let (_, start, diagnostics) = parse(&text, &to_span);
        prop_assert!(text.is_char_boundary(start));
        for fault in diagnostics {
            let diag::Place::At(span) = fault.place else { panic!("a fault without a place") };
            prop_assert!(text.get(span.range()).is_some(), "{:?} in {:?}", span, text);
        }
    }
}
