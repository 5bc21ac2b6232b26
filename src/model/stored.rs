//! Values that may stand outside of memory.
//! In: a value, or whoever has its bytes. Out: the value. Opens no file itself: that is for the [`Stored`].

use serde::{Serialize, de::DeserializeOwned};
use std::borrow::Cow;
use std::fmt::Debug;
use std::io;
use std::sync::Arc;

/// Bytes that are kept somewhere else.
pub trait Stored: Debug + Send + Sync {
    /// How many there are.
    fn length(&self) -> u64;

    /// The bytes. Whoever keeps them remembers an error too, so that what was made without them is not published.
    fn read(&self) -> io::Result<Vec<u8>>;
}

/// A value in memory or elsewhere. Values are compared as such, wherever they stand.
#[derive(Clone, Debug)]
pub enum Held<T> {
    Here(T),
    /// As [`to_bytes`] writes it.
    Elsewhere(Arc<dyn Stored>),
}

impl<T: Clone + Default + DeserializeOwned> Held<T> {
    /// The value; an empty one where its bytes cannot be had again, which their keeper tells.
    pub fn get(&self) -> Cow<'_, T> {
        match self {
            Held::Here(value) => Cow::Borrowed(value),
            Held::Elsewhere(stored) => {
                let bytes = stored.read().unwrap_or_default();
                Cow::Owned(postcard::from_bytes(&bytes).unwrap_or_default())
            }
        }
    }
}

/// A value as bytes, for this run of this program alone. `None` for a value that has no such form.
pub fn to_bytes<T: Serialize>(value: &T) -> Option<Vec<u8>> {
    postcard::to_allocvec(value).ok()
}

impl<T: Default> Default for Held<T> {
    fn default() -> Self {
        Held::Here(T::default())
    }
}

impl<T> From<T> for Held<T> {
    fn from(value: T) -> Self {
        Held::Here(value)
    }
}

impl<T: Clone + Default + DeserializeOwned + PartialEq> PartialEq for Held<T> {
    fn eq(&self, other: &Self) -> bool {
        self.get() == other.get()
    }
}
