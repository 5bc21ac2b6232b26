//! Dates counted back from the day of shipping.
//! In: the day, and steps with the days they lie before it; perhaps days to watch, such as a holiday. Out: a table in the order
//! of time. The same stands in `themes/default/js/pieces/back_plan.js`; both are tested with the same numbers.

use super::fields;
use super::{Fault, Kind, Rendered, Words};
use crate::model::calendar::{date_from_days, days_from_date};

const DAY: &[&str] = &["ship", "装船", "装船日", "裝船", "裝船日", "D"];

/// Steps lie at most so many days away: three years.
const FARTHEST: i64 = 1_100;

/// `2027-03-26` as days since 1970; nothing for a date that is not in the calendar.
fn date(text: &str) -> Option<i64> {
    let mut parts = text.trim().split(['-', '/', '.']);
    let mut part = |digits: std::ops::RangeInclusive<usize>| -> Option<i64> {
        let part = parts.next()?;
        (digits.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())).then(|| part.parse().ok())?
    };
    let (year, month, day) = (part(4..=4)?, part(1..=2)?, part(1..=2)?);
    if parts.next().is_some() || !(1..=12).contains(&month) || year == 0 {
        return None;
    }
    let days = days_from_date(year, month, day);
    (date_from_days(days) == (year, month, day)).then_some(days)
}

fn written(days: i64) -> String {
    let (year, month, day) = date_from_days(days);
    format!("{year:04}-{month:02}-{day:02}")
}

/// `-33`, `−33`, `D-33`, `33`: days before. `0` and `D` are the day itself, `+2` and `D+2` are days after.
fn offset(text: &str) -> Option<i64> {
    let text = text.trim().trim_start_matches(['D', 'd']).trim();
    let text = text.trim_end_matches("days").trim_end_matches(['天', '日']).trim();
    if text.is_empty() {
        return Some(0);
    }
    let (is_after, digits) = match text.strip_prefix(['+', '＋']) {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix(['-', '−', '–', '－']).unwrap_or(text)),
    };
    let days: i64 = digits.trim().parse().ok()?;
    let days = if is_after { days } else { -days };
    (digits.trim().bytes().all(|byte| byte.is_ascii_digit()) && days.abs() <= FARTHEST).then_some(days)
}

/// `D−33`, with a real minus sign.
fn offset_words(offset: i64) -> String {
    match offset {
        0 => "D".to_owned(),
        1.. => format!("D+{offset}"),
        _ => format!("D−{}", -offset),
    }
}

pub fn render(lines: &str, words: &Words) -> Result<Rendered, Vec<Fault>> {
    let mut faults = Vec::new();
    let found = fields::read(lines, &mut faults);
    let ship = fields::need(&found, DAY, "ship: 2027-03-26", &mut faults);
    let day = fields::value(ship, "a date such as 2027-03-26", date, &mut faults);
    // Days after the day of shipping, name, and whether the day is one to watch, which has a date of its own.
    let mut steps: Vec<(i64, &str, bool)> = Vec::new();
    for field in found.iter().filter(|field| ship.is_some_and(|ship| ship.range != field.range)) {
        let fixed = day.zip(date(field.value)).map(|(day, date)| date - day);
        let fixed = fixed.filter(|offset| offset.abs() <= FARTHEST);
        match (fixed, offset(field.value)) {
            (Some(offset), _) => steps.push((offset, field.name, true)),
            (None, Some(offset)) => steps.push((offset, field.name, false)),
            _ => faults.push(Fault {
                range: field.range.clone(),
                message: format!("`{}` is no number of days", field.value),
                help: "write the days before shipping, such as `-33`, or a date".to_owned(),
            }),
        }
    }
    if steps.is_empty() && faults.is_empty() {
        faults.push(Fault {
            range: 0..0,
            message: "there are no steps".to_owned(),
            help: "add a line such as `面料到齐: -33`".to_owned(),
        });
    }
    let (Some(day), true) = (day, faults.is_empty()) else { return Err(faults) };
    steps.sort_by_key(|(offset, _, _)| *offset);
    let weekdays: Vec<&str> = words.get("weekdays").split_whitespace().collect();
    let mut out = Rendered::default();
    out.open(Kind::BackPlan);
    out.field("day", words.get("plan_day"), &written(day), "date");
    let heads = ["plan_step", "plan_offset", "plan_date"].map(|key| words.get(key));
    out.open_table(words.get("plan_table"), &heads);
    for (offset, name, is_fixed) in steps {
        let date = day + offset;
        // 1970-01-01 was a Thursday.
        let weekday = weekdays.get((date + 4).rem_euclid(7) as usize).copied().unwrap_or_default();
        let data =
            if is_fixed { format!(" data-date=\"{}\"", written(date)) } else { format!(" data-days=\"{offset}\"") };
        out.push(&format!("<tr{data}><th scope=\"row\">"));
        out.text(name);
        out.push("</th><td>");
        out.text(&offset_words(offset));
        out.push("</td><td>");
        out.text(&format!("{} {weekday}", written(date)));
        out.push("</td></tr>\n");
    }
    out.close_table();
    out.push("</form>\n");
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The worked example of the guide, with the day to watch.
    #[test]
    fn dates_are_counted_back_in_the_order_of_time() {
        let lines = "ship: 2027-03-26\n进仓报关: -3\n尾期验货: D−7\n上线: -25\n开裁: −28\n面料到齐: D-33\n产前样批: 35\n批色样: -75\n\
                     下单: -90\n装船日当天: 0\n春节: 2027-02-06\n";
        let piece = render(lines, &Words::default()).unwrap();
        let rows: Vec<&str> = piece.html.lines().filter(|line| line.starts_with("<tr")).collect();
        for (row, (name, offset, date)) in rows.iter().zip([
            ("下单", "D−90", "2026-12-26 Sat"),
            ("批色样", "D−75", "2027-01-10 Sun"),
            ("春节", "D−48", "2027-02-06 Sat"),
            ("产前样批", "D−35", "2027-02-19 Fri"),
            ("面料到齐", "D−33", "2027-02-21 Sun"),
            ("开裁", "D−28", "2027-02-26 Fri"),
            ("上线", "D−25", "2027-03-01 Mon"),
            ("尾期验货", "D−7", "2027-03-19 Fri"),
            ("进仓报关", "D−3", "2027-03-23 Tue"),
            ("装船日当天", "D", "2027-03-26 Fri"),
        ]) {
            let cells = format!("<th scope=\"row\">{name}</th><td>{offset}</td><td>{date}</td>");
            assert!(row.contains(&cells), "{row}");
        }
        assert_eq!(rows.len(), 10);
        assert!(rows[2].starts_with("<tr data-date=\"2027-02-06\">") && rows[3].starts_with("<tr data-days=\"-35\">"));
    }

    #[test]
    fn dates_are_those_of_the_calendar() {
        assert_eq!(date("1970-01-01"), Some(0));
        assert_eq!(date("2000-02-29"), Some(11_016));
        assert_eq!(
            ["2027-02-29", "2027-13-01", "2027-00-10", "27-1-1", "2027-1", "2027-1-1-1", "+027-01-01"].map(date),
            [None; 7]
        );
    }

    #[test]
    fn days_are_read_in_every_spelling() {
        assert_eq!(
            ["-33", "−33", "D-33", "33 天", "D", "0", "+2", "D+2"].map(offset).map(Option::unwrap),
            [-33, -33, -33, -33, 0, 0, 2, 2]
        );
        assert_eq!(["x", "--3", "-", "99999", "1.5"].map(offset), [None; 5]);
    }

    #[test]
    fn what_is_no_date_and_no_number_of_days_is_told() {
        let faults = render("ship: soon\n开裁: 周一\n", &Words::default()).unwrap_err();
        let messages: Vec<_> = faults.iter().map(|fault| fault.message.as_str()).collect();
        assert_eq!(messages, ["`soon` is not a date such as 2027-03-26", "`周一` is no number of days"]);
    }
}
