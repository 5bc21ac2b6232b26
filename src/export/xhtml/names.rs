//! Names that XML allows.
//! In: ids as authors wrote them. Out: ids that are names in XML without colons (Namespaces in XML 1.0 §3), each once.

use std::collections::{BTreeMap, BTreeSet};

/// The ids of one document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ids {
    /// What became of an id of the author's.
    written: BTreeMap<String, String>,
    taken: BTreeSet<String>,
}

impl Ids {
    /// The id to write for the author's own; `None` where it stands in the document already.
    pub fn write(&mut self, id: &str) -> Option<&str> {
        if id.is_empty() || self.written.contains_key(id) {
            return None;
        }
        let name = name(id);
        let mut own = name.clone();
        let mut times = 1;
        while !self.taken.insert(own.clone()) {
            times += 1;
            own = format!("{name}_{times}");
        }
        Some(self.written.entry(id.to_owned()).or_insert(own))
    }

    /// What stands in the document for the author's id.
    pub fn get(&self, id: &str) -> Option<&str> {
        self.written.get(id).map(String::as_str)
    }
}

/// The name nearest to `id`. Characters that the oldest readers of XML do not know in names are written by their number.
fn name(id: &str) -> String {
    let mut name = String::with_capacity(id.len());
    for character in id.chars() {
        let is_first = name.is_empty();
        if is_start(character) {
            name.push(character);
        } else if character.is_ascii_digit() || matches!(character, '-' | '.') {
            if is_first {
                name.push('_');
            }
            name.push(character);
        } else {
            name.push_str(&format!("_{:X}", u32::from(character)));
        }
    }
    name
}

/// Whether a name may start with it by the fourth edition of XML 1.0 (appendix B), of whose letters these are the most used.
fn is_start(character: char) -> bool {
    matches!(character,
        'A'..='Z' | 'a'..='z' | '_'
        | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{131}'
        | '\u{391}'..='\u{3a1}' | '\u{3a3}'..='\u{3ce}' | '\u{410}'..='\u{44f}'
        | '\u{3041}'..='\u{3094}' | '\u{30a1}'..='\u{30fa}' | '\u{4e00}'..='\u{9fa5}' | '\u{ac00}'..='\u{d7a3}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_become_names_and_stay_apart() {
        let mut ids = Ids::default();
        assert_eq!(ids.write("回答思路"), Some("回答思路"));
        assert_eq!(ids.write("1-a"), Some("_1-a"));
        assert_eq!(ids.write("_1-a"), Some("_1-a_2"));
        assert_eq!(ids.write("a:b c"), Some("a_3Ab_20c"));
        assert_eq!(ids.write("a:b c"), None, "an id stands once");
        assert_eq!(ids.write(""), None);
        assert_eq!(ids.get("1-a"), Some("_1-a"));
        assert_eq!(ids.get("x"), None);
    }
}
