//! `SOURCES.toml`: where each knowledge file comes from and under which licence.

use std::collections::BTreeMap;

use crate::{LexiconError, Shelf};

const FILE: &str = "SOURCES.toml";

/// Origins by file path below `knowledge/`.
pub type Files = BTreeMap<String, Origin>;

/// Who wrote a knowledge file, from what, and what one may do with it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    pub origin: String,
    /// SPDX expression.
    pub licence: String,
    /// Day of the last revision, ISO 8601.
    pub date: String,
}

/// Reads the list and demands an entry for every bundled file, and a file for every entry.
pub(crate) fn load(shelf: &Shelf) -> Result<Files, LexiconError> {
    let files: Files = shelf.toml(FILE)?;
    let names = shelf.names("");
    for name in names.iter().filter(|n| **n != FILE) {
        if !files.contains_key(*name) {
            return Err(LexiconError::new(FILE, 0, format!("no entry for `{name}`, expected origin, licence and date")));
        }
    }
    for (name, entry) in &files {
        if names.binary_search(&name.as_str()).is_err() {
            return Err(LexiconError::new(FILE, 0, format!("entry for `{name}`, but there is no such file")));
        }
        let bytes = entry.date.as_bytes();
        let dated =
            bytes.len() == 10 && bytes.iter().enumerate().all(|(i, b)| if i == 4 || i == 7 { *b == b'-' } else { b.is_ascii_digit() });
        if !dated || entry.origin.is_empty() || entry.licence.is_empty() {
            return Err(LexiconError::new(FILE, 0, format!("`{name}` needs an origin, a licence and a date like 2026-11-22")));
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_must_be_named_and_every_name_must_be_a_file() {
        let extra = |file: &str| (file == FILE).then(|| "['nowhere.tsv']\norigin = 'x'\nlicence = 'MIT'\ndate = '2026-01-01'\n".to_owned());
        let found = load(&Shelf::new(&extra)).unwrap_err();
        assert_eq!(found.file, FILE);
        let names = Shelf::new(&|_| None).names("");
        let expected = if names.len() > 1 { "no entry for" } else { "there is no such file" };
        assert!(found.message.contains(expected), "{found}");
    }
}
