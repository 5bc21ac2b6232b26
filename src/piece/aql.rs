//! Sampling plans by ISO 2859-1: single sampling, normal inspection.
//! In: lot size, inspection level and AQLs. Out: code letter, sample size, acceptance and rejection numbers.
//!
//! The standard prints two tables. The first, lot size and level to code letter, stands below as it is. The second, code letter
//! and AQL to numbers, is regular: letters and AQLs are both steps of the same series of preferred numbers, so that all plans
//! of one diagonal share their acceptance number, and it is kept here as that diagonal. Where the diagonal has an arrow, the
//! nearest plan above or below counts, with that letter's sample size. Tests hold both against values that are printed widely.
//! The same stands in `themes/default/js/pieces/aql.js`; both are tested with the same numbers.

use super::fields::{self, Field};
use super::{Fault, Kind, Rendered, Words, grouped};

/// Code letters and their sample sizes; I and O are left out by the standard.
const LETTERS: [(char, u64); 16] = [
    ('A', 2),
    ('B', 3),
    ('C', 5),
    ('D', 8),
    ('E', 13),
    ('F', 20),
    ('G', 32),
    ('H', 50),
    ('J', 80),
    ('K', 125),
    ('L', 200),
    ('M', 315),
    ('N', 500),
    ('P', 800),
    ('Q', 1250),
    ('R', 2000),
];

const LEVELS: [&str; 7] = ["S-1", "S-2", "S-3", "S-4", "I", "II", "III"];

/// The largest lot of each row, and its code letters in the order of [`LEVELS`] (ISO 2859-1, table 1). The last row has no end.
const LOTS: [(u64, &str); 15] = [
    (8, "AAAAAAB"),
    (15, "AAAAABC"),
    (25, "AABBBCD"),
    (50, "ABBCCDE"),
    (90, "BBCCCEF"),
    (150, "BBCDDFG"),
    (280, "BCDEEGH"),
    (500, "BCDEFHJ"),
    (1_200, "CCEFGJK"),
    (3_200, "CDEGHKL"),
    (10_000, "CDFGJLM"),
    (35_000, "CDFHKMN"),
    (150_000, "DEGJLNP"),
    (500_000, "DEGJMPQ"),
    (u64::MAX, "DEHKNQR"),
];

/// AQLs in per cent nonconforming.
const AQLS: [&str; 16] = [
    "0.010", "0.015", "0.025", "0.040", "0.065", "0.10", "0.15", "0.25", "0.40", "0.65", "1.0", "1.5", "2.5", "4.0",
    "6.5", "10",
];

/// What a cell of the second table says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cell {
    Accept(u64),
    /// The plan above, at a smaller sample.
    Up,
    /// The plan below, at a larger sample.
    Down,
}

/// The cell on a diagonal: the letter's place plus the AQL's (ISO 2859-1, table 2-A). L at 0.065, 10 + 4, is the one with
/// acceptance number 0.
fn cell(letter: usize, aql: usize) -> Cell {
    const ZERO: usize = 14;
    const NUMBERS: [Cell; 11] = [
        Cell::Accept(0),
        Cell::Up,
        Cell::Down,
        Cell::Accept(1),
        Cell::Accept(2),
        Cell::Accept(3),
        Cell::Accept(5),
        Cell::Accept(7),
        Cell::Accept(10),
        Cell::Accept(14),
        Cell::Accept(21),
    ];
    match (letter + aql).checked_sub(ZERO) {
        None => Cell::Down,
        Some(at) => NUMBERS.get(at).copied().unwrap_or(Cell::Up),
    }
}

/// One plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Plan {
    letter: char,
    sample: u64,
    accept: u64,
}

/// The letter that lot size and level give, as its place in [`LETTERS`].
fn letter(lot: u64, level: usize) -> usize {
    let row = LOTS.iter().find(|(most, _)| lot <= *most).unwrap_or(&LOTS[LOTS.len() - 1]);
    let letter = row.1.as_bytes()[level] as char;
    LETTERS.iter().position(|(known, _)| *known == letter).unwrap_or(0)
}

/// The plan for a letter and an AQL, arrows followed. At the ends of the table, where an arrow would lead out of it, it leads
/// the other way.
fn plan(letter: usize, aql: usize) -> Plan {
    let follow = |first: Cell| {
        let mut at = letter;
        loop {
            if let Cell::Accept(accept) = cell(at, aql) {
                return Some((at, accept));
            }
            at = if first == Cell::Up { at.checked_sub(1)? } else { at + 1 };
            if at == LETTERS.len() {
                return None;
            }
        }
    };
    let first = cell(letter, aql);
    let other = if first == Cell::Up { Cell::Down } else { Cell::Up };
    let (at, accept) = follow(first).or_else(|| follow(other)).unwrap_or((letter, 0));
    Plan { letter: LETTERS[at].0, sample: LETTERS[at].1, accept }
}

/// The place of a level, however it is written: `II`, `2`, `S-1`, `s1`.
fn level(text: &str) -> Option<usize> {
    let text = text.trim().to_ascii_uppercase();
    let text = text.replace(['Ⅰ', '1'], "I").replace(['Ⅱ', '2'], "II").replace(['Ⅲ', '3'], "III");
    let special = text.strip_prefix('S').map(|rest| rest.trim_start_matches(['-', ' ']));
    match special {
        Some("I") => Some(0),
        Some("II") => Some(1),
        Some("III") => Some(2),
        Some("4" | "IV") => Some(3),
        Some(_) => None,
        None => LEVELS.iter().position(|level| *level == text),
    }
}

/// The place of an AQL: `4`, `4.0` and `4.00` are one.
fn aql(text: &str) -> Option<usize> {
    let number: f64 = text.trim().trim_end_matches(['%', '％']).trim().parse().ok()?;
    AQLS.iter().position(|known| known.parse() == Ok(number))
}

fn aqls(field: &Field<'_>, faults: &mut Vec<Fault>) -> Vec<usize> {
    let mut found = Vec::new();
    for word in field.value.split([',', '，', '、', '/', ' ']).filter(|word| !word.is_empty()) {
        match aql(word) {
            Some(place) => found.push(place),
            None => {
                let zero = word.trim().parse() == Ok(0.0);
                faults.push(Fault {
                    range: field.range.clone(),
                    message: format!("`{word}` is no AQL of the table"),
                    help: match zero {
                        true => {
                            "that none may be found is a rule of a contract, not an AQL: say it in the text".to_owned()
                        }
                        false => format!("the AQLs are {}", AQLS.join(", ")),
                    },
                });
            }
        }
    }
    found
}

const LOT: &[&str] = &["lot", "批量"];
const LEVEL: &[&str] = &["level", "检验水平", "檢驗水準"];
const AQL: &[&str] = &["aql"];

pub fn render(lines: &str, words: &Words) -> Result<Rendered, Vec<Fault>> {
    let mut faults = Vec::new();
    let fields = fields::read(lines, &mut faults);
    fields::check_names(&fields, &[LOT, LEVEL, AQL], &mut faults);
    let lot = fields::need(&fields, LOT, "lot: 5000", &mut faults);
    let lot = fields::value(
        lot,
        "a whole number of pieces from 2 on",
        |text| fields::whole(text).filter(|lot| *lot >= 2),
        &mut faults,
    );
    let given = fields::get(&fields, LEVEL);
    // Level II is the one that counts where no other is agreed (ISO 2859-1, 10.1).
    let level = match given {
        Some(_) => fields::value(given, "a level: I, II, III or S-1 to S-4", level, &mut faults),
        None => Some(5),
    };
    let aqls = fields::need(&fields, AQL, "aql: 2.5, 4.0", &mut faults).map(|field| aqls(field, &mut faults));
    let (Some(lot), Some(level), Some(aqls), true) = (lot, level, aqls, faults.is_empty()) else { return Err(faults) };

    let mut out = Rendered::default();
    out.open(Kind::Aql);
    out.field("lot", words.get("aql_lot"), &grouped(lot), "text");
    out.field("level", words.get("aql_level"), LEVELS[level], "text");
    let shown: Vec<&str> = aqls.iter().map(|aql| AQLS[*aql]).collect();
    out.field("aql", words.get("aql_aql"), &shown.join(", "), "text");
    let heads = ["aql_aql", "aql_letter", "aql_sample", "aql_ac", "aql_re"].map(|key| words.get(key));
    out.open_table(words.get("aql_table"), &heads);
    let letter = letter(lot, level);
    for aql in aqls {
        let plan = plan(letter, aql);
        let sample = match plan.sample >= lot {
            true => words.get("aql_all").replace("{n}", &grouped(lot)),
            false => grouped(plan.sample),
        };
        let [letter, accept, reject] =
            [plan.letter.to_string(), plan.accept.to_string(), (plan.accept + 1).to_string()];
        out.row(&[AQLS[aql], &letter, &sample, &accept, &reject]);
    }
    out.close_table();
    out.push("</form>\n");
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(lot: u64, given_level: &str, given_aql: &str) -> (char, u64, u64) {
        let plan = plan(letter(lot, level(given_level).unwrap()), aql(given_aql).unwrap());
        (plan.letter, plan.sample, plan.accept)
    }

    /// Level II at AQL 2.5 and 4.0, as the guide prints them.
    #[test]
    fn level_two_gives_the_numbers_of_the_guide() {
        for (lots, letter, sample, major, minor) in [
            ([151, 280], 'G', 32, 2, 3),
            ([281, 500], 'H', 50, 3, 5),
            ([501, 1_200], 'J', 80, 5, 7),
            ([1_201, 3_200], 'K', 125, 7, 10),
            ([3_201, 10_000], 'L', 200, 10, 14),
            ([10_001, 35_000], 'M', 315, 14, 21),
        ] {
            for lot in lots {
                assert_eq!(found(lot, "II", "2.5"), (letter, sample, major), "{lot}");
                assert_eq!(found(lot, "II", "4.0"), (letter, sample, minor), "{lot}");
            }
        }
    }

    /// Whole columns of table 2-A as they are printed, from A to R; an arrow shows the plan it leads to.
    #[test]
    fn the_diagonal_gives_the_columns_of_the_printed_table() {
        let column = |given: &str| -> Vec<(u64, u64)> {
            let aql = aql(given).unwrap();
            (0..LETTERS.len()).map(|letter| plan(letter, aql)).map(|plan| (plan.sample, plan.accept)).collect()
        };
        let one: Vec<(u64, u64)> = vec![
            (13, 0),
            (13, 0),
            (13, 0),
            (13, 0),
            (13, 0),
            (13, 0),
            (50, 1),
            (50, 1),
            (80, 2),
            (125, 3),
            (200, 5),
            (315, 7),
            (500, 10),
            (800, 14),
            (1250, 21),
            (1250, 21),
        ];
        assert_eq!(column("1.0"), one);
        let two_and_a_half: Vec<(u64, u64)> = vec![
            (5, 0),
            (5, 0),
            (5, 0),
            (5, 0),
            (20, 1),
            (20, 1),
            (32, 2),
            (50, 3),
            (80, 5),
            (125, 7),
            (200, 10),
            (315, 14),
            (500, 21),
            (500, 21),
            (500, 21),
            (500, 21),
        ];
        assert_eq!(column("2.5"), two_and_a_half);
        let six_and_a_half: Vec<(u64, u64)> = vec![
            (2, 0),
            (2, 0),
            (8, 1),
            (8, 1),
            (13, 2),
            (20, 3),
            (32, 5),
            (50, 7),
            (80, 10),
            (125, 14),
            (200, 21),
            (200, 21),
            (200, 21),
            (200, 21),
            (200, 21),
            (200, 21),
        ];
        assert_eq!(column("6.5"), six_and_a_half);
        // The ends, where an arrow has nowhere to lead.
        assert_eq!(column("10")[..3], [(5, 1), (5, 1), (5, 1)]);
        assert_eq!(column("0.010")[13..], [(1250, 0), (1250, 0), (1250, 0)]);
        assert_eq!(column("0.015")[15], (800, 0));
        assert_eq!(column("0.025")[15], (2000, 1));
    }

    #[test]
    fn lots_and_levels_give_the_letters_of_the_printed_table() {
        for (lot, letters) in
            [(2, "AAAAAAB"), (9, "AAAAABC"), (150, "BBCDDFG"), (3_201, "CDFGJLM"), (500_001, "DEHKNQR")]
        {
            let found: String = (0..7).map(|level| LETTERS[letter(lot, level)].0).collect();
            assert_eq!(found, letters, "{lot}");
        }
    }

    #[test]
    fn levels_and_aqls_are_read_however_they_are_written() {
        assert_eq!(
            ["II", "2", "Ⅱ", "ii", "S-4", "s1", "S 2", "IV", ""].map(level),
            [Some(5), Some(5), Some(5), Some(5), Some(3), Some(0), Some(1), None, None]
        );
        assert_eq!([aql("4"), aql("4.0%"), aql("0.1"), aql("3")], [Some(13), Some(13), Some(5), None]);
    }

    #[test]
    fn a_block_says_all_without_a_script() {
        let piece = render("批量：5,000\n检验水平：II\nAQL：2.5、4.0\n", &Words::default()).unwrap();
        assert!(
            piece.html.contains("<tr><th scope=\"row\">2.5</th><td>L</td><td>200</td><td>10</td><td>11</td></tr>"),
            "{}",
            piece.html
        );
        assert!(piece.html.contains("<tr><th scope=\"row\">4.0</th><td>L</td><td>200</td><td>14</td><td>15</td></tr>"));
        assert!(piece.html.contains("name=\"lot\" type=\"text\" autocomplete=\"off\" readonly value=\"5,000\""));
        // A sample as large as the lot is the lot.
        let small = render("lot: 10\nlevel: III\naql: 0.65", &Words::default()).unwrap();
        assert!(small.html.contains("<td>10, all</td>"), "{}", small.html);
    }

    #[test]
    fn what_cannot_be_looked_up_is_told() {
        let faults = render("lot: many\nlevel: IX\naql: 0, 3\nsize: 1\n", &Words::default()).unwrap_err();
        let messages: Vec<_> = faults.iter().map(|fault| fault.message.as_str()).collect();
        assert_eq!(
            messages,
            [
                "`size` means nothing here",
                "`many` is not a whole number of pieces from 2 on",
                "`IX` is not a level: I, II, III or S-1 to S-4",
                "`0` is no AQL of the table",
                "`3` is no AQL of the table",
            ]
        );
    }
}
