//! Words that look like an act and are none (`idioms.tsv`): "pose a threat", "strike a balance".

use std::ops::Range;

use crate::finder::Finder;
use crate::{LexiconError, Shelf, tsv::Tsv};

const FILE: &str = "idioms.tsv";

/// Phrases and the event type that they only look like.
#[derive(Debug)]
pub struct Idioms(Finder<String>);

impl Idioms {
    /// Bytes of each word in `text` that is no act of the type beside it.
    pub fn find(&self, text: &str) -> Vec<(Range<usize>, &str)> {
        self.0.find(text).into_iter().map(|(at, kind)| (at, kind.as_str())).collect()
    }
}

pub(crate) fn load(shelf: &Shelf) -> Result<Idioms, LexiconError> {
    let text = shelf.text(FILE)?;
    let table = Tsv::parse(FILE, &text, &["words", "type"])?;
    Ok(Idioms(Finder::new(table.rows.iter().map(|r| (r.get(0).to_owned(), r.get(1).to_owned())))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_idiom_reports_the_word_that_looks_like_an_act() {
        let idioms = load(&Shelf::new(&|_| None)).unwrap();
        let text = "The groups pose a serious threat to the road.";
        let found: Vec<&str> = idioms.find(text).into_iter().map(|(at, _)| &text[at]).collect();
        assert_eq!(found, ["threat"]);
        assert!(idioms.find("His threat to shut the embassy was heard.").is_empty());
    }
}
