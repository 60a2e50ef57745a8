//! How an act of a type and mode is put into a sentence (`telling.tsv`).

use std::collections::BTreeMap;

use crate::{LexiconError, Shelf, tsv::Tsv};

const FILE: &str = "telling.tsv";
const COLUMNS: [&str; 8] = ["type", "mode", "verb", "past", "link", "object", "noun", "noun_link"];

/// The forms that one act takes. Every form but `verb`, `past` and `noun` may be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Infinitive: "open fire".
    pub verb: String,
    pub past: String,
    /// Joins the recipient to the verb: "on".
    pub link: String,
    /// Stands where no recipient is known: "people who are not named".
    pub object: String,
    /// "a shooting".
    pub noun: String,
    /// Joins the recipient to the noun: "of".
    pub noun_link: String,
}

/// Telling by event type and mode; the type's own words stand for modes without one.
#[derive(Debug)]
pub struct Telling(BTreeMap<(String, String), Told>);

impl Telling {
    /// The words of a mode, else of its type; None for a type that the table does not know.
    pub fn of(&self, kind: &str, mode: Option<&str>) -> Option<&Told> {
        let own = mode.and_then(|m| self.0.get(&(kind.to_owned(), m.to_owned())));
        own.or_else(|| self.0.get(&(kind.to_owned(), String::new())))
    }

    /// How a user's own type of act is told: its name is all that is known of it.
    pub(crate) fn add(&mut self, kind: &str, name: &str) {
        let name = name.to_lowercase();
        let article = if name.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
        let noun = format!("{article} {name}");
        let told = Told {
            verb: format!("carry out {noun}"),
            past: format!("carried out {noun}"),
            link: "of".to_owned(),
            object: String::new(),
            noun_link: "of".to_owned(),
            noun,
        };
        self.0.entry((kind.to_owned(), String::new())).or_insert(told);
    }

    /// (type, mode) of each line; an empty mode is the type itself.
    pub fn kinds(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.keys().map(|(kind, mode)| (kind.as_str(), mode.as_str()))
    }
}

pub(crate) fn load(shelf: &Shelf) -> Result<Telling, LexiconError> {
    let text = shelf.text(FILE)?;
    let table = Tsv::parse(FILE, &text, &COLUMNS)?;
    let mut telling = BTreeMap::new();
    for row in &table.rows {
        let cell = |i: usize| row.get(i).to_owned();
        if [0, 2, 3, 6].iter().any(|&i| row.get(i).is_empty()) {
            return Err(row.error("an empty cell, expected type, verb, past and noun"));
        }
        let told = Told { verb: cell(2), past: cell(3), link: cell(4), object: cell(5), noun: cell(6), noun_link: cell(7) };
        if telling.insert((cell(0), cell(1)), told).is_some() {
            return Err(row.error(format!("`{} {}` twice", row.get(0), row.get(1))));
        }
    }
    Ok(Telling(telling))
}

#[cfg(test)]
mod tests {
    use crate::Lexicon;

    #[test]
    fn a_mode_without_a_line_of_its_own_takes_its_types() {
        let telling = Lexicon::bundled().unwrap().telling;
        assert_eq!(telling.of("ASSAULT", Some("firearms")).unwrap().past, "opened fire");
        assert_eq!(telling.of("ASSAULT", Some("no-such")), telling.of("ASSAULT", None));
        assert_eq!(telling.of("NONE", None), None);
        assert_eq!(telling.kinds().filter(|(_, mode)| mode.is_empty()).count(), 16, "PLOVER has 16 types");
    }
}
