//! Questions that ask nearly the same.
//! Enters: the stems of a bank. Leaves: pairs of them. Compares pairs of characters (Dice 1945, "Measures of the Amount of
//! Ecologic Association Between Species"), which needs no list of words.

use std::collections::HashMap;

/// The share of common pairs from which two stems count as near: 0 to 1.
const NEAR: f64 = 0.8;

/// Each later stem that is near an earlier one, with the first of those: indices into `stems`. Only stems that share a pair of
/// characters which few others have are compared, so a thousand questions are no million comparisons.
pub fn similar(stems: &[&str]) -> Vec<(usize, usize)> {
    let pairs: Vec<Vec<(char, char)>> = stems.iter().map(|stem| pairs(stem)).collect();
    let mut holders: HashMap<(char, char), Vec<usize>> = HashMap::new();
    let mut found = Vec::new();
    for (index, own) in pairs.iter().enumerate() {
        let mut common: HashMap<usize, usize> = HashMap::new();
        for pair in own {
            for &other in holders.get(pair).into_iter().flatten() {
                *common.entry(other).or_default() += 1;
            }
        }
        let near = |(&other, &common): (&usize, &usize)| {
            let share = 2.0 * common as f64 / (own.len() + pairs[other].len()) as f64;
            (share >= NEAR).then_some(other)
        };
        if let Some(first) = common.iter().filter_map(near).min() {
            found.push((index, first));
        }
        for pair in own {
            holders.entry(*pair).or_default().push(index);
        }
    }
    found
}

/// The different pairs of letters of a stem, marks and spaces left out.
fn pairs(stem: &str) -> Vec<(char, char)> {
    let letters: Vec<char> = stem.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let mut pairs: Vec<(char, char)> = letters.windows(2).map(|pair| (pair[0], pair[1])).collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}
