//! Words that refer back, and words that only introduce a noun.

use std::collections::BTreeMap;

use crate::{LexiconError, Shelf, tsv::Tsv};

const FILE: &str = "references.tsv";

/// What a referring word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// "I", "our".
    FirstPerson,
    /// "he", "which".
    Pronoun,
    /// "the", "its": a possessive is both a pronoun by itself and a determiner in front of a noun.
    Determiner,
    /// "from", "of": never a modifier of a noun, never the end of a name.
    Function,
    /// "country", "both sides": bare, it only refers back.
    Anaphor,
}

/// Lower-case words and their classes.
#[derive(Debug)]
pub struct References {
    words: BTreeMap<String, Vec<Class>>,
}

impl References {
    pub(crate) fn load(shelf: &Shelf) -> Result<References, LexiconError> {
        let text = shelf.text(FILE)?;
        let mut words: BTreeMap<String, Vec<Class>> = BTreeMap::new();
        for row in Tsv::parse(FILE, &text, &["word", "class"])?.rows {
            let class = row.parse(1, "first person, pronoun, determiner, function or anaphor", |c| match c {
                "first person" => Some(Class::FirstPerson),
                "pronoun" => Some(Class::Pronoun),
                "determiner" => Some(Class::Determiner),
                "function" => Some(Class::Function),
                "anaphor" => Some(Class::Anaphor),
                _ => None,
            })?;
            words.entry(row.get(0).to_owned()).or_default().push(class);
        }
        Ok(References { words })
    }

    fn is(&self, word: &str, class: Class) -> bool {
        self.words.get(&word.to_lowercase()).is_some_and(|c| c.contains(&class))
    }

    /// Is the word by itself a pronoun?
    pub fn is_pronoun(&self, word: &str) -> bool {
        self.is(word, Class::Pronoun) || self.is_first_person(word)
    }

    pub fn is_first_person(&self, word: &str) -> bool {
        self.is(word, Class::FirstPerson)
    }

    /// Does the bare noun, without its article, only refer back?
    pub fn is_anaphor(&self, words: &str) -> bool {
        self.is(words, Class::Anaphor)
    }

    pub fn is_function(&self, word: &str) -> bool {
        self.is(word, Class::Function)
    }

    /// Does the word only introduce a noun ("the", "its")?
    pub fn is_determiner(&self, word: &str) -> bool {
        self.is(word, Class::Determiner)
    }
}
