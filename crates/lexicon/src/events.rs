//! The PLOVER ontology: 16 event types with modes, one file each under `events/`, in our own words.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::{LexiconError, Shelf};

const FOLDER: &str = "events/";

/// One event type.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kind {
    pub label: String,
    pub gloss: String,
    /// 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict; 0 where a user's type has none.
    pub quad: u8,
    /// May numbers of killed, wounded, arrested and the like belong to such an event?
    pub victims: bool,
    /// Sentences that tell one, the trigger in `[ ]`.
    pub yes: Vec<String>,
    /// Sentences that look like it and tell none.
    pub no: Vec<String>,
    /// Modes with their glosses.
    #[serde(default)]
    pub modes: BTreeMap<String, String>,
}

/// Event types by code ("ASSAULT").
#[derive(Debug)]
pub struct Events(BTreeMap<String, Kind>);

impl Events {
    pub fn get(&self, code: &str) -> Option<&Kind> {
        self.0.get(code)
    }

    /// Adds a type of a user's own; one that is there stays.
    pub(crate) fn add(&mut self, code: &str, kind: Kind) {
        self.0.entry(code.to_owned()).or_insert(kind);
    }

    /// Codes and types, in order of code.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Kind)> {
        self.0.iter().map(|(code, kind)| (code.as_str(), kind))
    }

    pub fn has_mode(&self, code: &str, mode: &str) -> bool {
        self.0.get(code).is_some_and(|k| k.modes.contains_key(mode))
    }

    pub fn counts_victims(&self, code: &str) -> bool {
        self.0.get(code).is_some_and(|k| k.victims)
    }
}

pub(crate) fn load(shelf: &Shelf) -> Result<Events, LexiconError> {
    let mut kinds = BTreeMap::new();
    for file in shelf.names(FOLDER) {
        let kind: Kind = shelf.toml(file)?;
        let code = file.trim_start_matches(FOLDER).trim_end_matches(".toml");
        if !(1..=4).contains(&kind.quad) {
            return Err(LexiconError::new(file, 0, format!("quad {}, expected 1 to 4", kind.quad)));
        }
        if kind.yes.is_empty() || kind.no.is_empty() {
            return Err(LexiconError::new(file, 0, "no examples, expected `yes` and `no` sentences"));
        }
        if let Some(bad) = kind.yes.iter().find(|s| !s.contains('[') || !s.contains(']')) {
            return Err(LexiconError::new(file, 0, format!("example `{bad}` marks no trigger, expected [ ] around it")));
        }
        kinds.insert(code.to_owned(), kind);
    }
    Ok(Events(kinds))
}

#[cfg(test)]
mod tests {
    use crate::Lexicon;

    #[test]
    fn the_ontology_is_plover() {
        let lex = Lexicon::bundled().unwrap();
        let codes: Vec<&str> = lex.events.iter().map(|(code, _)| code).collect();
        assert_eq!(codes.len(), 16);
        let quads: Vec<usize> = (1..=4).map(|q| lex.events.iter().filter(|(_, k)| k.quad == q).count()).collect();
        assert_eq!(quads, [4, 3, 4, 5], "SANCTION counts as material conflict");
        assert!(lex.events.has_mode("ASSAULT", "drone") && !lex.events.has_mode("AID", "drone"));
        assert!(lex.events.counts_victims("ASSAULT") && !lex.events.counts_victims("AGREE"));
    }

    #[test]
    fn a_users_type_is_told_by_its_name() {
        let mut lex = Lexicon::bundled().unwrap();
        let kind = super::Kind { label: "Evacuation".into(), quad: 0, ..lex.events.get("AID").unwrap().clone() };
        lex.add_type("EVACUATE", kind.clone());
        lex.add_type("ASSAULT", kind);
        let told = lex.telling.of("EVACUATE", None).unwrap();
        assert_eq!((told.past.as_str(), told.noun.as_str()), ("carried out an evacuation", "an evacuation"));
        assert_eq!(lex.events.get("ASSAULT").unwrap().label, "Assault", "a type that is there stays");
        assert_eq!(lex.telling.of("ASSAULT", None).unwrap().noun, "an attack");
    }

    #[test]
    fn whatever_can_be_told_is_in_the_ontology() {
        let lex = Lexicon::bundled().unwrap();
        for (kind, mode) in lex.telling.kinds() {
            assert!(lex.events.get(kind).is_some(), "{kind}");
            assert!(mode.is_empty() || lex.events.has_mode(kind, mode), "{kind} {mode}");
        }
    }
}
