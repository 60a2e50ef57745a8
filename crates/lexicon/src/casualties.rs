//! Words that say what befell the people of a number (`casualties.tsv`).

use std::ops::Range;

use crate::finder::Finder;
use crate::{LexiconError, Shelf, tsv::Tsv};

const FILE: &str = "casualties.tsv";
const KEYS: [&str; 8] = ["killed", "wounded", "arrested", "displaced", "abducted", "missing", "released", "participants"];

#[derive(Debug)]
pub struct Casualties(Finder<String>);

impl Casualties {
    /// Every such word in `text` with its byte range and key ("killed", "wounded", ...), in text order.
    pub fn find(&self, text: &str) -> Vec<(Range<usize>, &str)> {
        self.0.find(text).into_iter().map(|(range, key)| (range, key.as_str())).collect()
    }
}

pub(crate) fn load(shelf: &Shelf) -> Result<Casualties, LexiconError> {
    let text = shelf.text(FILE)?;
    let mut words = Vec::new();
    for row in &Tsv::parse(FILE, &text, &["words", "key"])?.rows {
        let key = row.parse(1, &format!("one of {}", KEYS.join(", ")), |k| KEYS.contains(&k).then(|| k.to_owned()))?;
        words.push((row.get(0).to_owned(), key));
    }
    Ok(Casualties(Finder::new(words)))
}

#[cfg(test)]
mod tests {
    use crate::Lexicon;

    #[test]
    fn words_point_to_the_key_of_their_number() {
        let casualties = Lexicon::bundled().unwrap().casualties;
        let text = "Nine people were shot dead, 14 hurt and 30 taken into custody; casualties were feared.";
        let found: Vec<(&str, &str)> = casualties.find(text).into_iter().map(|(r, key)| (&text[r], key)).collect();
        assert_eq!(found, [("shot dead", "killed"), ("hurt", "wounded"), ("taken into custody", "arrested")]);
    }
}
