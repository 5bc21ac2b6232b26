//! A diagram of states and the ways between them, as SVG made from text.
//! In: lines such as `待确认 -> 已确认 -> 定金到账` and `样品批复 -> 定金到账: 改色，退回`. Out: an SVG and the same as a list.
//!
//! States stand in one column in the order of their first mention, which suits narrow screens and needs no search for a layout.
//! A way to the next state is a line between the two; ways back run at the right, ways that skip states at the left, each in the
//! innermost lane that is free along it. Colours are the text's own (`currentColor`), so that it is right in dark and on paper.

use super::fields::trimmed_lines;
use super::{Fault, Rendered, Words};
use std::collections::HashMap;
use std::fmt::Write as _;

/// More states than a reader can follow; it also bounds the work, which grows with states times ways.
const MOST_STATES: usize = 60;
const MOST_WAYS: usize = 200;

/// Lengths in units of the view box; text is 16 high.
const BOX_HEIGHT: f64 = 36.0;
const STEP: f64 = 62.0;
const LANE: f64 = 26.0;
const PADDING: f64 = 16.0;
const LABEL: f64 = 13.0;

struct Way<'a> {
    from: usize,
    to: usize,
    label: &'a str,
}

/// Width of a text in units of its font size: wide characters 1, others about half.
fn width(text: &str) -> f64 {
    text.chars().map(|character| if crate::markdown::cjk::is_cjk(character) { 1.0 } else { 0.6 }).sum()
}

fn read<'a>(lines: &'a str) -> Result<(Vec<&'a str>, Vec<Way<'a>>), Vec<Fault>> {
    let mut faults = Vec::new();
    let mut states: Vec<&str> = Vec::new();
    let mut known: HashMap<&str, usize> = HashMap::new();
    let mut ways: Vec<Way> = Vec::new();
    for (range, line) in trimmed_lines(lines) {
        let mut fault = |message: String, help: &str| {
            faults.push(Fault { range: range.clone(), message, help: help.to_owned() });
        };
        let (path, label) = match line.split_once([':', '：']) {
            Some((path, label)) => (path, label.trim()),
            None => (line, ""),
        };
        let names: Vec<&'a str> = path.split("->").flat_map(|part| part.split('→')).map(str::trim).collect();
        if names.len() < 2 || names.iter().any(|name| name.is_empty()) {
            fault(format!("`{line}` leads from nothing to nothing"), "write `from -> to`, or `from -> to: words`");
            continue;
        }
        let mut places = Vec::with_capacity(names.len());
        for name in names {
            places.push(*known.entry(name).or_insert_with(|| {
                states.push(name);
                states.len() - 1
            }));
        }
        if places.windows(2).any(|pair| pair[0] == pair[1]) {
            fault(format!("`{line}` leads from a state to itself"), "name two different states");
            continue;
        }
        ways.extend(places.windows(2).map(|pair| Way { from: pair[0], to: pair[1], label }));
    }
    if faults.is_empty() && (ways.is_empty() || states.len() > MOST_STATES || ways.len() > MOST_WAYS) {
        faults.push(Fault {
            range: 0..0,
            message: format!("a flow has from 2 to {MOST_STATES} states and at most {MOST_WAYS} ways"),
            help: "write `from -> to` on each line; split a large flow in two".to_owned(),
        });
    }
    if faults.is_empty() { Ok((states, ways)) } else { Err(faults) }
}

/// The lane of each way that is given by the first and last state beside it: the innermost one that is free along all of it.
fn lanes(spans: &[(usize, usize)]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..spans.len()).collect();
    // Short ways lie inside.
    order.sort_by_key(|&at| (spans[at].1 - spans[at].0, spans[at].0));
    let mut taken: Vec<Vec<(usize, usize)>> = Vec::new();
    let mut lane_of = vec![0; spans.len()];
    for at in order {
        let (first, last) = spans[at];
        let is_free = |lane: &Vec<(usize, usize)>| lane.iter().all(|(from, to)| last < *from || *to < first);
        let lane = taken.iter().position(is_free).unwrap_or_else(|| {
            taken.push(Vec::new());
            taken.len() - 1
        });
        taken[lane].push((first, last));
        lane_of[at] = lane;
    }
    lane_of
}

pub fn render(lines: &str, words: &Words) -> Result<Rendered, Vec<Fault>> {
    let (states, ways) = read(lines)?;
    let mut out = Rendered::default();
    out.push("<figure class=\"flow\">\n");
    let colon = words.get("colon");
    let whole = states.join(" → ");
    // What a screen reader says in one breath; the list beneath has the rest.
    let named = match whole.chars().count() <= 120 {
        true => whole,
        false => format!("{} → … → {}", states[0], states[states.len() - 1]),
    };
    let name = format!("{}{colon}{named}", words.get("flow_name"));
    draw(&states, &ways, &name, &mut out);
    out.push("<details><summary>");
    out.text(words.get("flow_text"));
    out.push("</summary>\n<ol>\n");
    for (at, state) in states.iter().enumerate() {
        out.push("<li>");
        out.text(state);
        let leading = ways.iter().filter(|way| way.from == at && (way.to != at + 1 || !way.label.is_empty()));
        for way in leading {
            out.push("<br />");
            let colon = if way.label.is_empty() { "" } else { colon };
            out.text(&format!("→ {}{colon}{}", states[way.to], way.label));
        }
        out.push("</li>\n");
    }
    out.push("</ol></details>\n</figure>\n");
    Ok(out)
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    pulldown_cmark_escape::escape_html(&mut escaped, text).expect("writing to a string does not fail");
    escaped
}

fn draw(states: &[&str], ways: &[Way<'_>], name: &str, out: &mut Rendered) {
    let box_width = states.iter().map(|state| width(state) * 16.0).fold(64.0, f64::max).ceil() + 2.0 * PADDING;
    let is_next = |way: &&Way<'_>| way.to == way.from + 1;
    let back: Vec<&Way> = ways.iter().filter(|way| way.to < way.from).collect();
    let skip: Vec<&Way> = ways.iter().filter(|way| way.to > way.from + 1).collect();
    let span = |way: &&Way<'_>| (way.from.min(way.to), way.from.max(way.to));
    let sides = [&back, &skip].map(|side| lanes(&side.iter().map(span).collect::<Vec<_>>()));
    // Labels of lanes stand outside of all lanes of their side.
    let side_width = |side: &[&Way<'_>], lanes: &[usize]| {
        let n_lanes = lanes.iter().max().map_or(0, |most| most + 1);
        let label = side.iter().map(|way| width(way.label) * LABEL).fold(0.0, f64::max);
        n_lanes as f64 * LANE + if label > 0.0 { label.ceil() + 8.0 } else { 0.0 }
    };
    let left = side_width(&skip, &sides[1]) + 2.0;
    let next_label = ways.iter().filter(is_next).map(|way| width(way.label) * LABEL).fold(0.0, f64::max).ceil();
    let right = side_width(&back, &sides[0]).max(next_label + 12.0 - box_width / 2.0).max(0.0) + 2.0;
    let total_width = left + box_width + right;
    let total_height = (states.len() - 1) as f64 * STEP + BOX_HEIGHT + 2.0;
    let top = |state: usize| 1.0 + state as f64 * STEP;
    let middle = |state: usize| top(state) + BOX_HEIGHT / 2.0;
    let centre = left + box_width / 2.0;

    let mut svg = String::new();
    let mut add = |piece: std::fmt::Arguments<'_>| svg.write_fmt(piece).expect("writing to a string does not fail");
    // The size in pixels keeps the text as large as the text around it; style sheets let it shrink.
    add(format_args!(
        "<svg role=\"img\" aria-label=\"{}\" viewBox=\"0 0 {total_width} {total_height}\" width=\"{total_width}\" \
         height=\"{total_height}\" fill=\"none\" stroke=\"currentColor\" font-size=\"16\">\n",
        escaped(name)
    ));
    for way in ways.iter().filter(is_next) {
        let (from, to) = (top(way.from) + BOX_HEIGHT, top(way.to));
        add(format_args!("<path d=\"M{centre} {from}V{to}m-4 -7l4 7 4 -7\"/>\n"));
        if !way.label.is_empty() {
            add(format_args!(
                "<text x=\"{}\" y=\"{}\" fill=\"currentColor\" stroke=\"none\" font-size=\"{LABEL}\">{}</text>\n",
                centre + 10.0,
                (from + to) / 2.0 + 4.5,
                escaped(way.label)
            ));
        }
    }
    for (ways, lanes, sign) in [(&back, &sides[0], 1.0), (&skip, &sides[1], -1.0)] {
        let edge = if sign > 0.0 { left + box_width } else { left };
        let n_lanes = lanes.iter().max().map_or(0, |most| most + 1) as f64;
        for (way, lane) in ways.iter().zip(lanes) {
            let out_by = sign * (*lane as f64 + 1.0) * LANE * 0.8;
            // Ways leave a little below the middle and arrive a little above it, so that two of them do not meet.
            let (from, to) = (middle(way.from) + 6.0, middle(way.to) - 6.0);
            add(format_args!(
                "<path stroke-dasharray=\"4 3\" d=\"M{edge} {from}h{out_by}V{to}H{edge}\"/><path d=\"M{} {}L{edge} {to}l{} 4\"/>\n",
                edge + sign * 7.0,
                to - 4.0,
                sign * 7.0,
            ));
            if !way.label.is_empty() {
                let anchor = if sign > 0.0 { "start" } else { "end" };
                add(format_args!(
                    "<text x=\"{}\" y=\"{}\" text-anchor=\"{anchor}\" fill=\"currentColor\" stroke=\"none\" font-size=\"{LABEL}\">{}</text>\n",
                    edge + sign * (n_lanes * LANE * 0.8 + 6.0),
                    (from + to) / 2.0 + 4.5,
                    escaped(way.label)
                ));
            }
        }
    }
    for (at, state) in states.iter().enumerate() {
        add(format_args!(
            "<rect x=\"{left}\" y=\"{}\" width=\"{box_width}\" height=\"{BOX_HEIGHT}\" rx=\"3\"/><text x=\"{centre}\" y=\"{}\" \
             text-anchor=\"middle\" fill=\"currentColor\" stroke=\"none\">{}</text>\n",
            top(at),
            middle(at) + 5.5,
            escaped(state)
        ));
    }
    svg.push_str("</svg>\n");
    out.push(&svg);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_and_a_way_back_become_boxes_lines_and_a_list() {
        let lines =
            "待确认 -> 已确认 → 定金到账 -> 样品批复\n# 退回\n样品批复 -> 定金到账：改色 <退回>\n待确认 -> 样品批复";
        let piece = render(lines, &Words::default()).unwrap();
        assert_eq!(piece.html.matches("<rect").count(), 4);
        assert_eq!(piece.html.matches("stroke-dasharray").count(), 2, "one way back and one that skips");
        assert!(
            piece.html.contains("aria-label=\"Flow chart: 待确认 → 已确认 → 定金到账 → 样品批复\""),
            "{}",
            piece.html
        );
        assert!(piece.html.contains("<li>样品批复<br />→ 定金到账: 改色 &lt;退回&gt;</li>"), "{}", piece.html);
        assert!(!piece.html.contains("style=") && !piece.html.contains(" id="));
        assert!(piece.text.contains("样品批复"));
    }

    #[test]
    fn lanes_are_shared_only_by_ways_that_do_not_meet() {
        assert_eq!(lanes(&[(0, 3), (1, 2), (4, 5)]), [1, 0, 0]);
        assert_eq!(lanes(&[(0, 2), (2, 4)]), [0, 1]);
    }

    #[test]
    fn all_that_is_drawn_is_inside_the_picture() {
        let piece =
            render("a -> b -> c -> d\nd -> a: 很长很长的说明文字\na -> d: 跳过\nb -> c: 一步", &Words::default())
                .unwrap();
        let view: Vec<f64> = piece
            .html
            .split("viewBox=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .split(' ')
            .map(|n| n.parse().unwrap())
            .collect();
        for part in piece.html.split("<text ").skip(1) {
            let number = |name: &str| {
                part.split(&format!("{name}=\"")).nth(1).unwrap().split('"').next().unwrap().parse::<f64>().unwrap()
            };
            let words = part.split('>').nth(1).unwrap().split('<').next().unwrap();
            let size = if part.contains("font-size") { LABEL } else { 16.0 };
            let (from, to) = match part.contains("\"end\"") {
                true => (number("x") - width(words) * size, number("x")),
                false if part.contains("\"middle\"") => {
                    (number("x") - width(words) * size / 2.0, number("x") + width(words) * size / 2.0)
                }
                false => (number("x"), number("x") + width(words) * size),
            };
            assert!(from >= 0.0 && to <= view[2] && number("y") <= view[3], "{words}: {from} to {to} of {view:?}");
        }
    }

    #[test]
    fn what_is_no_way_is_told() {
        let message = |lines: &str| render(lines, &Words::default()).unwrap_err()[0].message.clone();
        assert_eq!(message("st=>start: Start"), "`st=>start: Start` leads from nothing to nothing");
        assert_eq!(message("a -> a"), "`a -> a` leads from a state to itself");
        assert!(
            message(&(0..70).map(|at| format!("s{at} -> s{}\n", at + 1)).collect::<String>()).starts_with("a flow has")
        );
    }
}
