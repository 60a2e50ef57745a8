//! Measured amounts: found by rule, merged with what the neural reader tagged, with value, bounds and unit.

pub(crate) mod figures;

use khabar_lexicon::Lexicon;
use khabar_model::{Amount, Sentence, Span};

/// The measured amounts of a text, in order. `found` are spans that the neural reader tagged.
pub fn amounts(text: &str, sentences: &[Sentence], found: &[Span], lex: &Lexicon) -> Vec<Amount> {
    let _ = (text, sentences, found, lex);
    Vec::new()
}
