use super::*;
use crate::markdown::ParseOptions;
use crate::markdown::prose::prose;
use proptest::prelude::*;

fn rules() -> Rules {
    Rules {
        off: BTreeSet::new(),
        spacing: Spacing::Space,
        quotes: Quotes::Curly,
        max_sentence: 0,
        max_paragraph: 0,
        terms: BTreeMap::new(),
        abbreviations: BTreeSet::new(),
    }
}

fn found_by(text: &str, rules: &Rules) -> Vec<Finding> {
    lint(&prose(text, &ParseOptions::default()), text, rules)
}

/// What is found, as rule and words.
fn told<'t>(text: &'t str, rules: &Rules) -> Vec<(&'static str, &'t str)> {
    found_by(text, rules).iter().map(|finding| (finding.rule.name(), &text[finding.range.clone()])).collect()
}

/// The text with the edits that can be made together.
fn applied(text: &str, edits: impl IntoIterator<Item = Edit>) -> String {
    let mends: Vec<Mend> = edits.into_iter().map(|edit| Mend { block: 0, edit }).collect();
    mend::apply(text, &mend::together(text, &mends))
}

/// The text with everything certain mended, once.
fn mended_once(text: &str, rules: &Rules) -> String {
    applied(text, found_by(text, rules).into_iter().flat_map(|finding| finding.edits))
}

fn mended(text: &str) -> String {
    let mut text = text.to_owned();
    for _ in 0..8 {
        text = mended_once(&text, &rules());
    }
    text
}

#[test]
fn half_width_marks_in_chinese_become_wide_where_they_have_one_reading() {
    for (wrong, right) in [
        ("先确认数量,再报交期.", "先确认数量，再报交期。"),
        ("先确认, 再报价", "先确认，再报价"),
        ("好吗?好!", "好吗？好！"),
        ("注意:", "注意："),
        ("步骤: 先审单;再备料", "步骤：先审单；再备料"),
        ("报价 10%,再等", "报价 10%，再等"),
        ("支持 MOQ,价格另议", "支持 MOQ，价格另议"),
        ("（见下文）,然后", "（见下文），然后"),
        ("他说...算了", "他说……算了"),
        ("等等(见下文)再说", "等等（见下文）再说"),
        ("等等 (见下文) 再说", "等等（见下文）再说"),
        ("**重点**,后文", "**重点**，后文"),
        ("| 甲,乙 | 丙 |\n| --- | --- |\n| 丁 | 戊;己 |", "| 甲，乙 | 丙 |\n| --- | --- |\n| 丁 | 戊；己 |"),
    ] {
        assert_eq!(mended(wrong), right, "{wrong}");
    }
}

#[test]
fn what_may_be_meant_so_is_left_or_only_told() {
    for text in [
        "时间 10:30 到 11:00，共 1,000 件，约 3.5 吨",
        "见 https://example.org/a?b=c:d,e 里的说明",
        "表情:smile:不算",
        "Latin only, with marks (and brackets) of its own.",
        "用 `f(a,b)` 算，再写 $a,b$",
        "<span title=\"甲,乙\">甲</span>",
        "[链接](a,b.md \"题\") 和 <https://a.b/甲,乙>",
        "中文 (English) 混排",
        "见法规，(EU) 2019/1020 已生效",
        "按照“(EC) No 1907/2006”登记",
        "根据(EU) 2019/1020 登记",
        "It's fine，好",
        "1）先审单 2）再备料",
        "的的确确，是是非非",
        "2 ** 3 是乘方，中文",
        "准时的单数÷出运的单数",
        "**一句。** 后文",
        "“问：\n\n“好”",
    ] {
        assert_eq!(told(text, &rules()), [], "{text}");
        assert_eq!(mended(text), text);
    }
    for (text, rule) in [
        ("一.概述", "half-width-punctuation"),
        ("国际商会(ICC)规定", "half-width-punctuation"),
        ("国际商会(ICC) Incoterms", "half-width-punctuation"),
        ("好。。", "doubled-punctuation"),
        ("好。，", "doubled-punctuation"),
        ("这是我的的单", "doubled-words"),
        ("我们我们去", "doubled-words"),
        ("看 the the 单", "doubled-words"),
        ("（见下文", "unbalanced-pairs"),
        ("见下文）", "unbalanced-pairs"),
        ("他说\"好", "quotes"),
        ("他说「好」", "quotes"),
        ("这是**重点吧", "literal-emphasis"),
        ("**ERP**系统", "spacing"),
    ] {
        let told = told(text, &rules());
        assert_eq!(told.iter().map(|(rule, _)| *rule).collect::<Vec<_>>(), [rule], "{text}");
        assert_eq!(mended(text), text);
    }
}

#[test]
fn doubled_marks_wide_letters_quotes_and_spaces_are_mended() {
    for (wrong, right) in [
        ("好，，再来", "好，再来"),
        ("好。。。", "好……"),
        ("第 １２ 版 ＰＩ", "第 12 版 PI"),
        ("他说\"好\"。", "他说“好”。"),
        ("用ERP建档", "用 ERP 建档"),
        ("共3天", "共 3 天"),
        ("好， 再来", "好，再来"),
        ("见 （下文） 吧", "见（下文）吧"),
    ] {
        assert_eq!(mended(wrong), right, "{wrong}");
    }
    let none = Rules { spacing: Spacing::None, ..rules() };
    assert_eq!(mended_once("用 ERP 建档", &none), "用ERP建档");
    let corner = Rules { quotes: Quotes::Corner, ..rules() };
    assert_eq!(mended_once("他說\"好\"。", &corner), "他說「好」。");
}

#[test]
fn a_heading_keeps_the_id_that_its_words_make() {
    // The space would be in the id.
    assert_eq!(mended("## 用ERP建档"), "## 用ERP建档");
    assert_eq!(told("## 用ERP建档", &rules()).len(), 2);
    assert_eq!(mended("## 用ERP建档 {#erp}"), "## 用 ERP 建档 {#erp}");
    assert_eq!(mended("## 先审单,再备料"), "## 先审单，再备料");
}

#[test]
fn comments_ask_for_silence() {
    let wrong = "甲,乙";
    for (text, count) in [
        (format!("<!-- lint-ignore -->\n{wrong}\n"), 0),
        (format!("<!-- lint-ignore -->\n\n{wrong}\n\n{wrong}\n"), 1),
        (format!("<!-- lint-ignore half-width-punctuation -->\n{wrong}\n"), 0),
        (format!("<!-- lint-ignore spacing, terms -->\n{wrong}\n"), 1),
        (format!("{wrong} <!-- lint-ignore -->\n"), 0),
        (format!("<!-- lint-off -->\n\n{wrong}\n\n<!-- lint-on -->\n\n{wrong}\n"), 1),
        (format!("{wrong}\n\n<!-- lint-off -->\n\n{wrong}\n"), 1),
        (format!("<!-- a word -->\n{wrong}\n"), 1),
    ] {
        assert_eq!(told(&text, &rules()).len(), count, "{text}");
    }
}

#[test]
fn terms_are_told_and_never_replaced() {
    let terms = BTreeMap::from([
        ("下定".to_owned(), "下单".to_owned()),
        ("订单".to_owned(), "订单号".to_owned()),
        ("erp".to_owned(), "ERP".to_owned()),
    ]);
    let rules = Rules { terms, ..rules() };
    let text = "客户下定，看订单号，再查 erp 和 erps";
    assert_eq!(told(text, &rules), [("terms", "下定"), ("terms", "erp")]);
    assert_eq!(mended_once(text, &rules), text);
}

#[test]
fn long_sentences_and_paragraphs_are_counted_in_characters() {
    let rules = Rules { max_sentence: 10, max_paragraph: 16, ..rules() };
    assert_eq!(told("一二三四五六七八九十。", &rules), []);
    assert_eq!(told("一二三四五，六七八九十一。", &rules), [("long-sentences", "一二三四五，六七八九十一")]);
    assert_eq!(
        told("一二三四五六七八九。一二三四五六七八九。", &rules),
        [("long-paragraphs", "一二三四五六七八九。一二")]
    );
    assert_eq!(told("Many words of another script, none of which is counted here。中", &rules), []);
}

#[test]
fn abbreviations_are_explained_by_the_words_beside_them() {
    let of = |text: &str| -> Vec<(String, bool)> {
        let prose = prose(text, &ParseOptions::default());
        words::abbreviations(&prose).into_iter().map(|found| (found.word, found.is_explained)).collect()
    };
    let one = |word: &str, is_explained| vec![(word.to_owned(), is_explained)];
    for text in [
        "起订量（MOQ）",
        "MOQ（起订量）",
        "MOQ：起订量",
        "MOQ 是起订量",
        "起订量（Minimum Order Quantity，MOQ）",
        "MOQ\n: 起订量",
    ] {
        assert_eq!(of(text), one("MOQ", true), "{text}");
    }
    assert_eq!(of("先问 MOQ。"), one("MOQ", false));
    assert_eq!(of("先问 MOQ，也就是起订量（MOQ）。"), one("MOQ", true));
    assert_eq!(of("Word, PI2x, `MOQ`, A, VII, BF-2106, UN3481, 中"), []);
    assert_eq!(of("OK in Latin text alone"), []);
}

#[test]
fn questions_that_share_most_of_their_words_are_near() {
    let stems = [
        "客户临时要求加单，你怎么处理？",
        "为什么选择跟单？",
        "客户临时要求加单你怎么处理",
        "客户要求改包装，你怎么处理？",
    ];
    assert_eq!(questions::similar(&stems), [(2, 0)]);
    assert_eq!(questions::similar(&["", "", "一"]), []);
}

#[test]
fn a_book_s_own_habit_is_what_most_places_do() {
    let of = |text: &str| habits(&prose(text, &ParseOptions::default()));
    assert_eq!(of("用 ERP 建档").spacing(), Spacing::Space);
    assert_eq!(of("用ERP建档").spacing(), Spacing::None);
    assert_eq!(of("用ERP 建档").spacing(), Spacing::Any);
    assert_eq!(of("没有").spacing(), Spacing::Any);
    assert_eq!(of("他说「好」").quotes(), Quotes::Corner);
    assert_eq!(of("他说“好”").quotes(), Quotes::Curly);
    assert_eq!(of("没有").quotes(), Quotes::Curly);
    assert_eq!(of("他说「好」，“不”").quotes(), Quotes::Any);
}

#[test]
fn what_stands_in_an_address_is_left_alone() {
    let text = "原文：https://example.org/a%20在%20Rust中/b,c；见https://example.org/x_(甲)，再看(https://example.org)。后文,好\n";
    let spaced = Rules { spacing: Spacing::Space, ..rules() };
    let mended = mended_once(text, &spaced);
    assert!(
        mended.starts_with("原文：https://example.org/a%20在%20Rust中/b,c；见 https://example.org/x_(甲)，"),
        "{mended}"
    );
    assert!(mended.ends_with("后文，好\n"), "{mended}");
}

#[test]
fn edits_that_meet_are_applied_one_at_a_time() {
    let edit = |range, text: &str| Edit { range, text: text.to_owned() };
    assert_eq!(applied("abc", [edit(1..2, "x"), edit(0..2, "y"), edit(2..3, "")]), "y");
    assert_eq!(applied("甲乙", [edit(1..3, "x")]), "甲乙");
    assert_eq!(applied("ab", [edit(9..12, "x")]), "ab");
    let lines = mend::changed_lines("a\nb\n", "a\nc\n");
    assert_eq!(lines, [mend::ChangedLine { number: 2, before: "b".into(), after: "c".into() }]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

    #[test]
    fn mending_changes_words_only_and_comes_to_an_end(
        text in "([甲乙的了，。：；！？、（）「」“”…１Ａ]|[a-z0-9A-Z]|[,.:;!?()\"'*_`~#>|$\\[\\]<!-]| |\n|- |## |```\n|https://a\\.b/|<b>|\\$x\\$){0,40}"
    ) {
        let options = ParseOptions::default();
        let before = prose(&text, &options);
        for spacing in [Spacing::Space, Spacing::None] {
            let rules = Rules { spacing, ..rules() };
            let mut now = text.clone();
            let mut rounds = 0;
            // As `build::editing` does: an edit that would change more than words is not taken.
            loop {
                let next = mended_once(&now, &rules);
                let kept = prose(&next, &options).frame == before.frame;
                if next == now || !kept {
                    break;
                }
                now = next;
                rounds += 1;
                prop_assert!(rounds < 8, "{text:?} goes on: {now:?}");
            }
            prop_assert_eq!(now.lines().count(), text.lines().count());
        }
    }

    #[test]
    fn places_are_of_the_text_and_copies_are_exact(text in "([甲,(]|[a-z]|[*_`~#>|\\[\\]&;\\\\]| |\n|&amp;|!\\[){0,30}") {
        let read = prose(&text, &ParseOptions::default());
        for block in &read.blocks {
            for (at, c) in block.text.char_indices() {
                let range = at..at + c.len_utf8();
                prop_assert!(text.get(block.source(range.clone())).is_some());
                if let Some(exact) = block.exact(range) {
                    let copied = text.get(exact).and_then(|copied| copied.chars().next());
                    prop_assert_eq!(copied, Some(c));
                }
            }
        }
        let _ = lint(&read, &text, &rules());
    }
}
