//! Pieces that teach: fenced blocks of a few named kinds that become a table, a calculator or a diagram.
//! In: the fence's name, the lines in it, and the interface's words. Out: HTML that says all without a script, its text for
//! search, and what cannot be read. A pure function that knows no Markdown, no page and no file.
//!
//! Elsewhere the block is a block of code with readable lines. The default theme brings a script for each calculator, so that
//! readers can put in numbers of their own; the HTML holds its fields, which are read-only until the script runs.
//!
//! Start at [`find`] and [`render`].

mod aql;
mod back_plan;
mod container;
mod fields;
mod flow;

use std::collections::BTreeMap;
use std::ops::Range;

/// The kinds, by the name that stands after the fence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Sampling plans by ISO 2859-1.
    Aql,
    /// Dates counted back from the day of shipping.
    BackPlan,
    /// Cartons, volumes and containers.
    Container,
    /// States and the ways between them, as a diagram.
    Flow,
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Kind::Aql => "aql",
            Kind::BackPlan => "backplan",
            Kind::Container => "container",
            Kind::Flow => "flow",
        }
    }

    /// Whether a theme's script makes more of the piece.
    pub fn has_script(self) -> bool {
        self != Kind::Flow
    }
}

/// The kind of that name.
pub fn find(name: &str) -> Option<Kind> {
    [Kind::Aql, Kind::BackPlan, Kind::Container, Kind::Flow].into_iter().find(|kind| kind.name() == name)
}

/// The words of pieces in English, which a locale replaces.
const WORDS: [(&str, &str); 32] = [
    ("colon", ": "),
    ("aql_lot", "Lot size"),
    ("aql_level", "Inspection level"),
    ("aql_aql", "AQL"),
    ("aql_letter", "Code letter"),
    ("aql_sample", "Sample size"),
    ("aql_ac", "Accept (Ac)"),
    ("aql_re", "Reject (Re)"),
    ("aql_all", "{n}, all"),
    ("aql_table", "Sampling plan, normal inspection, single sampling"),
    ("box_size", "Carton (L × W × H, cm)"),
    ("box_units", "Pieces"),
    ("box_each", "Pieces a carton"),
    ("box_weight", "Gross weight of a carton (kg)"),
    ("box_count", "Cartons"),
    ("box_volume", "Volume of a carton (m³)"),
    ("box_total", "Total volume (m³)"),
    ("box_air", "Chargeable weight by air (kg a carton)"),
    ("box_express", "Chargeable weight by courier (kg a carton)"),
    ("box_kind", "Container"),
    ("box_load", "Practical load (m³)"),
    ("box_fits", "Cartons in it"),
    ("box_pieces", "Pieces in it"),
    ("box_needed", "Needed for this order"),
    ("box_table", "Containers and what they hold"),
    ("plan_day", "Day of shipping (D)"),
    ("plan_step", "Step"),
    ("plan_offset", "Days"),
    ("plan_date", "Date"),
    ("plan_table", "Dates counted back"),
    ("flow_name", "Flow chart"),
    ("flow_text", "As text"),
];

/// Names of the days, Sunday first, parted by spaces: a word of the interface as well.
const WEEKDAYS: (&str, &str) = ("weekdays", "Sun Mon Tue Wed Thu Fri Sat");

/// The interface's words that pieces show.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Words(BTreeMap<&'static str, String>);

impl Words {
    /// The words of a locale, asked for by key.
    pub fn new(word: impl Fn(&str) -> String) -> Self {
        let keys = WORDS.iter().chain([&WEEKDAYS]);
        Words(keys.map(|(key, _)| (*key, word(key))).collect())
    }

    fn get(&self, key: &str) -> &str {
        self.0.get(key).map_or("", String::as_str)
    }
}

impl Default for Words {
    fn default() -> Self {
        Words(WORDS.iter().chain([&WEEKDAYS]).map(|(key, word)| (*key, (*word).to_owned())).collect())
    }
}

/// A piece as HTML.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Rendered {
    pub html: String,
    /// Where in `html` the name of a table's region belongs, and that name: the page numbers its tables.
    pub regions: Vec<(usize, String)>,
    /// What a reader sees, for search; lines.
    pub text: String,
}

/// What cannot be read in a piece's lines.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault {
    /// Bytes of the lines.
    pub range: Range<usize>,
    /// As diagnostics are worded.
    pub message: String,
    pub help: String,
}

/// The piece of these lines, or everything that cannot be read in them; the faults are never empty.
pub fn render(kind: Kind, lines: &str, words: &Words) -> Result<Rendered, Vec<Fault>> {
    match kind {
        Kind::Aql => aql::render(lines, words),
        Kind::BackPlan => back_plan::render(lines, words),
        Kind::Container => container::render(lines, words),
        Kind::Flow => flow::render(lines, words),
    }
}

impl Rendered {
    fn push(&mut self, html: &str) {
        self.html.push_str(html);
    }

    /// Text, escaped, and for search.
    fn text(&mut self, text: &str) {
        pulldown_cmark_escape::escape_html(&mut self.html, text).expect("writing to a string does not fail");
        self.text.push_str(text);
        self.text.push('\n');
    }

    /// Opens the form that a script may bring to life.
    fn open(&mut self, kind: Kind) {
        self.push(&format!("<form class=\"piece\" data-piece=\"{}\">\n", kind.name()));
    }

    /// A field with its label: read-only, so that it says its value without a script.
    fn field(&mut self, name: &str, label: &str, value: &str, kind: &str) {
        self.push("<label><span>");
        self.text(label);
        self.push(&format!("</span> <input name=\"{name}\" type=\"{kind}\" autocomplete=\"off\" readonly value=\""));
        self.text(value);
        self.push("\"></label>\n");
    }

    fn open_table(&mut self, name: &str, heads: &[&str]) {
        self.push("<div class=\"tbl\" role=\"region\" tabindex=\"0\" aria-label=\"");
        self.regions.push((self.html.len(), name.to_owned()));
        self.push("\"><table><thead><tr>");
        for head in heads {
            self.push("<th scope=\"col\">");
            self.text(head);
            self.push("</th>");
        }
        self.push("</tr></thead><tbody>\n");
    }

    /// A row; the first cell names it.
    fn row(&mut self, cells: &[&str]) {
        self.push("<tr>");
        for (at, cell) in cells.iter().enumerate() {
            self.push(if at == 0 { "<th scope=\"row\">" } else { "<td>" });
            self.text(cell);
            self.push(if at == 0 { "</th>" } else { "</td>" });
        }
        self.push("</tr>\n");
    }

    fn close_table(&mut self) {
        self.push("</tbody></table></div>\n");
    }
}

/// A whole number with commas at the thousands.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_english_locale_has_the_words_that_stand_here() {
        let locale = crate::render::words("en");
        for (key, word) in WORDS.iter().chain([&WEEKDAYS]) {
            assert_eq!(locale.get(key), *word, "{key}");
        }
    }

    #[test]
    fn every_kind_is_found_by_its_name() {
        for name in ["aql", "backplan", "container", "flow"] {
            assert_eq!(find(name).map(Kind::name), Some(name));
        }
        assert_eq!(find("rust"), None);
    }

    #[test]
    fn no_lines_of_any_kind_are_a_piece_or_a_panic() {
        for kind in ["aql", "backplan", "container", "flow"].map(|name| find(name).unwrap()) {
            for lines in [
                "",
                "\n\n",
                "：",
                "a",
                "a:",
                ":b",
                "lot: 99999999999999999999",
                "-> ->",
                "ship: 0000-99-99",
                "柜\u{0}: 1e999",
            ] {
                let faults = render(kind, lines, &Words::default()).unwrap_err();
                assert!(!faults.is_empty());
                assert!(
                    faults.iter().all(|fault| lines.get(fault.range.clone()).is_some()),
                    "{kind:?} {lines:?} {faults:?}"
                );
            }
        }
    }

    #[test]
    fn thousands_are_grouped() {
        assert_eq!([0, 999, 1_000, 18_840, 1_234_567].map(grouped), ["0", "999", "1,000", "18,840", "1,234,567"]);
    }

    /// The cases that the scripts are tested with too (`tests/js/pieces.mjs`). The sampling plans among them were typed row by
    /// row as table 2-A is printed, arrows and all.
    fn cases() -> serde_json::Value {
        serde_json::from_str(include_str!("../../tests/js/pieces.json")).unwrap()
    }

    fn list(value: &serde_json::Value) -> &[serde_json::Value] {
        value.as_array().unwrap()
    }

    fn texts(value: &serde_json::Value) -> Vec<&str> {
        list(value).iter().map(|text| text.as_str().unwrap()).collect()
    }

    fn rows(html: &str) -> Vec<Vec<String>> {
        let cells = |row: &str| {
            let cell = |cell: &str| cell.split(['<']).next().unwrap().to_owned();
            row.split("<t").skip(1).filter_map(|cell| cell.split_once('>')).map(|(_, rest)| cell(rest)).collect()
        };
        html.lines().filter(|line| line.starts_with("<tr")).map(|row| cells(row.split_once('>').unwrap().1)).collect()
    }

    #[test]
    fn every_sampling_plan_is_that_of_the_printed_tables() {
        for case in list(&cases()["aql"]) {
            let lot = case["lot"].as_u64().unwrap();
            for (level, plans) in case["plans"].as_object().unwrap() {
                let lines = format!(
                    "lot: {lot}\nlevel: {level}\naql: 0.010 0.015 0.025 0.040 0.065 0.10 0.15 0.25 0.40 0.65 1.0 1.5 2.5 4.0 6.5 10"
                );
                let piece = render(Kind::Aql, &lines, &Words::default()).unwrap();
                let plans = plans.as_str().unwrap().split(' ').map(|plan| {
                    let (letter, rest) = plan.split_at(1);
                    let (sample, accept) = rest.split_once('/').unwrap();
                    let (sample, accept): (u64, u64) = (sample.parse().unwrap(), accept.parse().unwrap());
                    let sample = if sample < lot { grouped(sample) } else { format!("{}, all", grouped(lot)) };
                    [letter.to_owned(), sample, accept.to_string(), (accept + 1).to_string()]
                });
                let found = rows(&piece.html);
                assert_eq!(found.len(), 16);
                for (row, plan) in found.iter().zip(plans) {
                    assert_eq!(row[1..], plan, "{lot} {level} {}", row[0]);
                }
            }
        }
    }

    #[test]
    fn cartons_and_dates_are_those_of_the_shared_cases() {
        for case in list(&cases()["container"]) {
            let size: Vec<String> = list(&case["size"]).iter().map(|side| side.to_string()).collect();
            let mut lines =
                format!("carton: {}\npieces: {}\nper carton: {}\n", size.join(" x "), case["units"], case["each"]);
            if !case["weight"].is_null() {
                lines.push_str(&format!("weight: {}\n", case["weight"]));
            }
            for (name, load) in ["20GP", "40GP", "40HQ"].iter().zip(list(&case["loads"])) {
                lines.push_str(&format!("{name}: {load}\n"));
            }
            let piece = render(Kind::Container, &lines, &Words::default()).unwrap();
            for name in ["count", "volume", "total", "air", "express"] {
                let output = format!("<output name=\"{name}\">{}</output>", case[name].as_str().unwrap());
                assert!(piece.html.contains(&output), "{lines}{output}");
            }
            for (row, expected) in rows(&piece.html).iter().zip(list(&case["rows"])) {
                assert_eq!(row[2..], texts(expected), "{lines}");
            }
        }
        let words = Words::new(|key| crate::render::words("zh").get(key).to_owned());
        for case in list(&cases()["backplan"]) {
            let mut lines = format!("ship: {}\n", case["day"].as_str().unwrap());
            for step in list(&case["steps"]) {
                let value = step[1].as_str().map_or_else(|| format!("{:+}", step[1].as_i64().unwrap()), str::to_owned);
                lines.push_str(&format!("{}: {value}\n", step[0].as_str().unwrap()));
            }
            let piece = render(Kind::BackPlan, &lines, &words).unwrap();
            let expected: Vec<Vec<&str>> = list(&case["rows"]).iter().map(texts).collect();
            assert_eq!(rows(&piece.html), expected);
        }
    }
}
