//! Faults of pages, collected before a test fails: one that is on every page is told once, with where it was seen.

use std::collections::BTreeMap;
use std::fmt::Display;

/// So many places of a fault are named; the others are counted.
const NAMED: usize = 8;

#[derive(Default)]
pub struct Faults(BTreeMap<String, Vec<String>>);

impl Faults {
    /// Adds what was found at one place, such as a page at a width.
    pub fn add(&mut self, place: impl Display, faults: impl IntoIterator<Item = String>) {
        for fault in faults {
            self.0.entry(fault).or_default().push(place.to_string());
        }
    }

    /// # Panics
    /// If there are any, with all of them.
    #[track_caller]
    pub fn must_be_none(self) {
        let line = |(fault, places): (String, Vec<String>)| {
            let rest = places.len().saturating_sub(NAMED);
            let rest = if rest > 0 { format!(" · and {rest} more") } else { String::new() };
            format!("{fault}\n    {}{rest}", places[..places.len().min(NAMED)].join(" · "))
        };
        let lines: Vec<_> = self.0.into_iter().map(line).collect();
        assert!(lines.is_empty(), "{} faults:\n{}", lines.len(), lines.join("\n"));
    }
}

#[test]
#[should_panic(expected = "2 faults:\na\n    1 · 2\nb\n    0 · 0 · 0 · 0 · 0 · 0 · 0 · 0 · and 2 more")]
fn a_fault_is_told_once_with_its_places() {
    let mut faults = Faults::default();
    faults.add(1, ["a".to_owned()]);
    faults.add(2, ["a".to_owned()]);
    (0..10).for_each(|_| faults.add(0, ["b".to_owned()]));
    faults.must_be_none();
}
