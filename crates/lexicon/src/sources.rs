//! Words that describe a source without naming it (`sources.tsv`).

use crate::finder::Finder;
use crate::{LexiconError, Shelf, tsv::Tsv};

const FILE: &str = "sources.tsv";

/// What kind of people an unnamed source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Informant {
    Official,
    Security,
    /// "sources", "people familiar with the matter": nothing is said of what they are.
    Unnamed,
    Expert,
    Witness,
    Media,
}

#[derive(Debug)]
pub struct Sources(Finder<Informant>);

impl Sources {
    /// Do the words describe a source as informants are described ("officials", "a Western diplomat")?
    pub fn describes(&self, words: &str) -> bool {
        self.kind(words).is_some()
    }

    /// The kind of source that the words describe.
    pub fn kind(&self, words: &str) -> Option<Informant> {
        self.0.find(words).first().map(|(_, kind)| **kind)
    }
}

pub(crate) fn load(shelf: &Shelf) -> Result<Sources, LexiconError> {
    let text = shelf.text(FILE)?;
    let mut words = Vec::new();
    for row in &Tsv::parse(FILE, &text, &["words", "kind"])?.rows {
        let kind = row.parse(1, "official, security, unnamed, expert, witness or media", |k| match k {
            "official" => Some(Informant::Official),
            "security" => Some(Informant::Security),
            "unnamed" => Some(Informant::Unnamed),
            "expert" => Some(Informant::Expert),
            "witness" => Some(Informant::Witness),
            "media" => Some(Informant::Media),
            _ => None,
        })?;
        words.push((row.get(0).to_owned(), kind));
    }
    Ok(Sources(Finder::new(words)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Lexicon;

    #[test]
    fn informants_are_told_from_bodies() {
        let sources = Lexicon::bundled().unwrap().sources;
        assert_eq!(sources.kind("two Western diplomats"), Some(Informant::Official));
        assert_eq!(sources.kind("people familiar with the talks"), Some(Informant::Unnamed));
        assert_eq!(sources.kind("Residents of the quarter"), Some(Informant::Witness));
        assert!(!sources.describes("the ministry") && !sources.describes("the group"));
    }
}
