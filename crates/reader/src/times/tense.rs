//! Which way a clause looks, from the words around a time expression.

use khabar_lexicon::Lexicon;

use super::anchor::Tense;
use super::words::Words;

/// How many words before and after an expression are asked.
const BEFORE: usize = 14;
const AFTER: usize = 9;

/// The nearest clue before the expression decides, else the nearest after it.
pub(crate) fn tense(words: Words, from: usize, to: usize, lex: &Lexicon) -> Tense {
    if matches!(words.before(from), "since") {
        return Tense::Past;
    }
    let clue = |i: usize| {
        if lex.times.future.longest(words.from(i)).is_some() {
            Some(Tense::Future)
        } else if lex.times.past.longest(words.from(i)).is_some() || past_form(words.low(i)) {
            Some(Tense::Past)
        } else {
            None
        }
    };
    let before = (from.saturating_sub(BEFORE)..from).rev().take_while(|i| !words.is(*i, &[";", "”", ":"])).find_map(clue);
    let after = || (to..words.all.len().min(to + AFTER)).take_while(|i| !words.is(*i, &[";", ":"])).find_map(clue);
    let deadline = matches!(words.before(from), "by" | "until" | "till").then_some(Tense::Future);
    before.or(deadline).or_else(after).unwrap_or(Tense::Open)
}

/// A regular past form.
fn past_form(word: &str) -> bool {
    word.len() > 4 && word.ends_with("ed") && !word.ends_with("eed")
}
