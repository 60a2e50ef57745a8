//! Single words with one meaning each: nouns of groups (`groups.tsv`) and cues of one stance (`cues.tsv`).

use std::collections::BTreeMap;

use khabar_model::{EntityType, Stance};

use crate::{LexiconError, Shelf, tsv::Tsv};

/// Lower-case words and what each means.
#[derive(Debug)]
pub struct Words<T>(BTreeMap<String, T>);

impl<T: Copy> Words<T> {
    /// The meaning of a word, whatever its case.
    pub fn get(&self, word: &str) -> Option<T> {
        self.0.get(&word.to_lowercase()).copied()
    }

    /// The meaning of the first of the words in `text` that has one.
    pub fn first(&self, text: &str) -> Option<T> {
        text.split(|c: char| !c.is_alphanumeric()).find_map(|w| self.get(w))
    }
}

pub(crate) fn groups(shelf: &Shelf) -> Result<Words<EntityType>, LexiconError> {
    load(shelf, "groups.tsv", &["noun", "type"], "an entity type", EntityType::parse)
}

pub(crate) fn cues(shelf: &Shelf) -> Result<Words<Stance>, LexiconError> {
    load(shelf, "cues.tsv", &["cue", "stance"], "a stance", Stance::parse)
}

fn load<T>(shelf: &Shelf, file: &str, columns: &[&str], expected: &str, parse: fn(&str) -> Option<T>) -> Result<Words<T>, LexiconError> {
    let text = shelf.text(file)?;
    let table = Tsv::parse(file, &text, columns)?;
    let pairs = table.rows.iter().map(|row| Ok((row.get(0).to_owned(), row.parse(1, expected, parse)?)));
    Ok(Words(pairs.collect::<Result<_, LexiconError>>()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_has_its_meaning_whatever_its_case() {
        let shelf = Shelf::new(&|_| None);
        assert_eq!(groups(&shelf).unwrap().get("Militias"), Some(EntityType::ArmedGroup));
        assert_eq!(cues(&shelf).unwrap().first("has flatly denied"), Some(Stance::Deny));
        assert_eq!(cues(&shelf).unwrap().first("said"), None);
    }
}
