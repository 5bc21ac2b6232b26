//! Cartons, volumes and containers.
//! In: the carton's size, pieces and pieces a carton, perhaps a weight. Out: cartons, volumes, chargeable weights, and what each
//! container holds.
//!
//! Containers are filled by their practical load, not by their inner volume: cartons leave gaps. The loads are the lower ends
//! of what forwarders reckon with (28, 56 to 58, 66 to 68 m³); an author may set others. Chargeable weights divide the volume
//! in cm³ by 6,000 for air freight and by 5,000 for couriers, as most carriers do.
//! The same stands in `themes/default/js/pieces/container.js`; both are tested with the same numbers.

use super::fields;
use super::{Fault, Kind, Rendered, Words, grouped};

/// Containers and their practical loads in m³.
const CONTAINERS: [(&str, f64); 3] = [("20GP", 28.0), ("40GP", 56.0), ("40HQ", 66.0)];

const AIR: f64 = 6_000.0;
const COURIER: f64 = 5_000.0;

const SIZE: &[&str] = &["carton", "外箱", "box"];
const UNITS: &[&str] = &["pieces", "件数", "件數", "数量", "數量"];
const EACH: &[&str] = &["per carton", "每箱"];
const WEIGHT: &[&str] = &["weight", "毛重"];

/// Three lengths in cm, parted by `x`, `×` or `*`.
fn size(text: &str) -> Option<[f64; 3]> {
    let mut parts = text.split(['x', 'X', '×', '*']).map(fields::number);
    let size = [parts.next()??, parts.next()??, parts.next()??];
    // A side of more than 20 m is no carton's; volumes then stay far from the end of what numbers hold exactly.
    (parts.next().is_none() && size.iter().all(|side| *side <= 2_000.0)).then_some(size)
}

/// How many whole things of `each` go into `whole`. The small addend makes up for fractions that binary numbers miss.
fn fit(whole: f64, each: f64) -> u64 {
    (whole / each + 1e-9).floor() as u64
}

/// A number with at most so many decimals, zeros at the end left out.
fn decimal(number: f64, decimals: usize) -> String {
    let text = format!("{number:.decimals$}");
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}

pub fn render(lines: &str, words: &Words) -> Result<Rendered, Vec<Fault>> {
    let mut faults = Vec::new();
    let found = fields::read(lines, &mut faults);
    fields::check_names(&found, &[SIZE, UNITS, EACH, WEIGHT, &["20GP"], &["40GP"], &["40HQ"]], &mut faults);
    let field = fields::need(&found, SIZE, "carton: 60 x 40 x 35", &mut faults);
    let size = fields::value(field, "three lengths in cm, such as `60 x 40 x 35`", size, &mut faults);
    let field = fields::need(&found, UNITS, "pieces: 6000", &mut faults);
    let units = fields::value(field, "a whole number", fields::whole, &mut faults);
    let field = fields::need(&found, EACH, "per carton: 24", &mut faults);
    let each = fields::value(field, "a whole number", fields::whole, &mut faults);
    let weight = fields::get(&found, WEIGHT);
    let weight = weight.map(|field| fields::value(Some(field), "a weight in kg", fields::number, &mut faults));
    let loads = CONTAINERS.map(|(name, load)| match fields::get(&found, &[name]) {
        Some(field) => {
            (name, fields::value(Some(field), "a volume in m³", fields::number, &mut faults).unwrap_or(load))
        }
        None => (name, load),
    });
    let (Some(size), Some(units), Some(each), true) = (size, units, each, faults.is_empty()) else {
        return Err(faults);
    };
    let weight = weight.flatten();

    let cubic_centimetres: f64 = size.iter().product();
    let volume = cubic_centimetres / 1e6;
    let cartons = units.div_ceil(each);
    let mut out = Rendered::default();
    out.open(Kind::Container);
    out.field("size", words.get("box_size"), &size.map(|side| decimal(side, 1)).join(" × "), "text");
    out.field("units", words.get("box_units"), &grouped(units), "text");
    out.field("each", words.get("box_each"), &grouped(each), "text");
    let shown = weight.map(|weight| decimal(weight, 2)).unwrap_or_default();
    out.field("weight", words.get("box_weight"), &shown, "text");
    out.push("<dl>\n");
    let charged = |by: f64| {
        let by_volume = cubic_centimetres / by;
        decimal(weight.map_or(by_volume, |weight| weight.max(by_volume)), 1)
    };
    for (name, key, value) in [
        ("count", "box_count", grouped(cartons)),
        ("volume", "box_volume", decimal(volume, 4)),
        ("total", "box_total", decimal(volume * cartons as f64, 3)),
        ("air", "box_air", charged(AIR)),
        ("express", "box_express", charged(COURIER)),
    ] {
        out.push("<div><dt>");
        out.text(words.get(key));
        out.push(&format!("</dt><dd><output name=\"{name}\">"));
        out.text(&value);
        out.push("</output></dd></div>\n");
    }
    out.push("</dl>\n");
    let heads = ["box_kind", "box_load", "box_fits", "box_pieces", "box_needed"].map(|key| words.get(key));
    out.open_table(words.get("box_table"), &heads);
    for (name, load) in loads {
        let fits = fit(load, volume);
        let needed = if fits == 0 { "–".to_owned() } else { grouped(cartons.div_ceil(fits)) };
        out.row(&[name, &decimal(load, 2), &grouped(fits), &grouped(fits.saturating_mul(each)), &needed]);
    }
    out.close_table();
    out.push("</form>\n");
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The worked example of the guide.
    #[test]
    fn six_thousand_pieces_are_250_cartons_of_21_cubic_metres() {
        let lines = "carton: 60 x 40 x 35\npieces: 6,000\nper carton: 24\nweight: 12.5\n";
        let piece = render(lines, &Words::default()).unwrap();
        for (name, value) in
            [("count", "250"), ("volume", "0.084"), ("total", "21"), ("air", "14"), ("express", "16.8")]
        {
            assert!(
                piece.html.contains(&format!("<output name=\"{name}\">{value}</output>")),
                "{name}: {}",
                piece.html
            );
        }
        for row in [
            "40HQ</th><td>66</td><td>785</td><td>18,840</td><td>1</td>",
            "20GP</th><td>28</td><td>333</td><td>7,992</td><td>1</td>",
        ] {
            assert!(piece.html.contains(row), "{}", piece.html);
        }
    }

    #[test]
    fn a_weight_above_that_by_volume_is_the_one_charged_and_loads_may_be_set() {
        let piece =
            render("外箱：60×40×35 厘米\n件数：100\n每箱：24\n毛重：20 千克\n40HQ：68\n", &Words::default()).unwrap();
        assert!(piece.html.contains("<output name=\"air\">20</output>"), "{}", piece.html);
        assert!(piece.html.contains("<output name=\"count\">5</output>"), "part of a carton is a carton");
        assert!(piece.html.contains("40HQ</th><td>68</td><td>809</td>"), "{}", piece.html);
    }

    #[test]
    fn a_carton_larger_than_a_container_needs_none() {
        let piece = render("carton: 900 x 900 x 900\npieces: 1\nper carton: 1\n", &Words::default()).unwrap();
        assert!(piece.html.contains("<td>0</td><td>0</td><td>–</td>"), "{}", piece.html);
    }

    #[test]
    fn numbers_lose_their_last_zeros_only() {
        assert_eq!(
            [decimal(21.0, 3), decimal(0.084, 4), decimal(100.0, 0), decimal(10.50, 2)],
            ["21", "0.084", "100", "10.5"]
        );
        // 67.2 / 0.084 is 800 but for the last binary digit.
        assert_eq!(fit(67.2, 0.084), 800);
    }
}
