//! Any code in any language keeps its text.

#![no_main]

use libfuzzer_sys::fuzz_target;
use wence::highlight;

fuzz_target!(|input: (usize, &str)| {
    let (number, code) = input;
    let languages: Vec<_> = highlight::all().collect();
    let mut tokens = Vec::new();
    highlight::tokens(languages[number % languages.len()], code, &mut tokens);
    let mut last = 0;
    for token in &tokens {
        assert!(token.start >= last && token.end > token.start);
        assert!(code.get(token.start as usize..token.end as usize).is_some());
        last = token.end;
    }
});
