//! How a book is written: the choices of `[lint]` that are neither a switch nor a number.
//! In: names. Out: a choice. Knows no rule.

use super::read::{Reader, Setting, Value};
use super::text::{either, quoted};
use crate::diag::Severity;

/// Declares a choice between names.
macro_rules! choice {
    ($(#[$attribute:meta])* $name:ident { $($(#[$of_variant:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$attribute])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[cfg_attr(test, derive(serde::Serialize), serde(rename_all = "lowercase"))]
        pub enum $name {
            $($(#[$of_variant])* $variant,)*
        }

        impl $name {
            const ALL: &[($name, &str)] = &[$(($name::$variant, $word),)*];
        }

        impl Setting for $name {
            fn read(value: &Value<'_>, reader: &mut Reader<'_>) -> Option<Self> {
                let written = reader.string(value)?;
                let found = Self::ALL.iter().find(|(_, word)| *word == written).map(|(choice, _)| *choice);
                if found.is_none() {
                    let words: Vec<String> = Self::ALL.iter().map(|(_, word)| quoted(word)).collect();
                    let fault = reader.unusable(value, Severity::Error, &format!("is no choice: {}", quoted(written)));
                    fault.help.push(format!("write {}", either(&words)));
                }
                found
            }
        }

    };
}

choice! {
    /// Spaces between Chinese and Latin.
    SpacingHabit {
        /// As at least four of five places in the book have it.
        Auto = "auto",
        Space = "space",
        None = "none",
        Any = "any",
    }
}

choice! {
    /// The marks around quotations.
    QuoteHabit {
        /// As at least four of five quotations in the book have it.
        Auto = "auto",
        Curly = "curly",
        Corner = "corner",
        Any = "any",
    }
}

#[cfg(test)]
mod json {
    use super::super::values::schema;
    use super::{QuoteHabit, SpacingHabit};

    schema!(SpacingHabit, "SpacingHabit", { "enum": ["auto", "space", "none", "any"] });
    schema!(QuoteHabit, "QuoteHabit", { "enum": ["auto", "curly", "corner", "any"] });
}
