//! What was found of addresses earlier, as a file keeps it.
//! In: the file's text. Out: a [`Cache`], and its text. A file that cannot be read is no cache, and no fault.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Of the form below.
const VERSION: u32 = 1;

/// What was found of one address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Seconds since 1970.
    pub at: u64,
    /// Of the last answer; 0 where there was none.
    pub status: u16,
}

impl Found {
    pub fn is_well(&self) -> bool {
        (200..400).contains(&self.status)
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cache {
    pub links: BTreeMap<String, Found>,
}

#[derive(Serialize, Deserialize)]
struct Wire {
    version: u32,
    links: BTreeMap<String, Found>,
}

impl Cache {
    /// Empty where the text is none of ours, or of another version.
    pub fn decode(text: &str) -> Cache {
        match serde_json::from_str::<Wire>(text) {
            Ok(Wire { version: VERSION, links }) => Cache { links },
            Ok(_) | Err(_) => Cache::default(),
        }
    }

    pub fn encode(&self) -> String {
        let wire = Wire { version: VERSION, links: self.links.clone() };
        serde_json::to_string_pretty(&wire).unwrap_or_default() + "\n"
    }
}
