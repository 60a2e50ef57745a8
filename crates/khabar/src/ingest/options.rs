//! What the user says about the input by flag.

use super::{Format, IngestError, encoding, facts};
use khabar_model::{DateSource, Facts, Genre, When};
use std::collections::BTreeMap;

/// What the user said about all inputs of a run. `Options::default()` says nothing and reads files of up to 64 MB.
#[derive(Debug, Clone)]
pub struct Options {
    /// Facts given by flag; they become [`khabar_model::Source::given`].
    pub given: Facts,
    pub columns: ColumnMap,
    /// Read every input as this, whatever it looks like.
    pub format: Option<Format>,
    /// A label of the WHATWG Encoding Standard (`windows-1256`) that outranks what is found.
    pub encoding: Option<String>,
    /// Larger inputs are refused.
    pub max_bytes: u64,
}

impl Default for Options {
    fn default() -> Options {
        Options { given: Facts::default(), columns: ColumnMap::default(), format: None, encoding: None, max_bytes: 64_000_000 }
    }
}

impl Options {
    /// `--date`: `2020`, `2020-06`, `2020-06-25` or a range.
    pub fn set_date(&mut self, text: &str) -> Result<(), IngestError> {
        let date: When = text.parse().map_err(|_| IngestError::NotADate { text: text.to_string() })?;
        self.given.date = Some(date);
        self.given.date_source = Some(DateSource::Given);
        Ok(())
    }
    /// `--genre`.
    pub fn set_genre(&mut self, text: &str) -> Result<(), IngestError> {
        let expected = || Genre::ALL.iter().map(|g| g.as_str()).collect::<Vec<_>>().join(", ");
        let genre = Genre::parse(text).ok_or_else(|| IngestError::Flag { given: text.to_string(), what: "genre", expected: expected() })?;
        self.given.genre = Some(genre);
        Ok(())
    }
    /// `--language`: a tag such as `en`, `en-GB`, `ckb`.
    pub fn set_language(&mut self, text: &str) -> Result<(), IngestError> {
        let expected = "a tag such as en, ar or ckb".to_string();
        let tag = facts::language(text).ok_or_else(|| IngestError::Flag { given: text.to_string(), what: "language", expected })?;
        self.given.language = Some(tag);
        Ok(())
    }
    /// `--encoding`.
    pub fn set_encoding(&mut self, label: &str) -> Result<(), IngestError> {
        encoding::named(label)?;
        self.encoding = Some(label.to_string());
        Ok(())
    }
    /// `--max-size`: `200MB`, `1GB`, `900kB` or plain bytes.
    pub fn set_max_size(&mut self, text: &str) -> Result<(), IngestError> {
        let low = text.trim().to_lowercase();
        let digits = low.trim_end_matches(char::is_alphabetic).trim_end();
        let unit = match low[digits.len()..].trim() {
            "" | "b" => Some(1),
            "k" | "kb" => Some(1_000),
            "m" | "mb" => Some(1_000_000),
            "g" | "gb" => Some(1_000_000_000u64),
            _ => None,
        };
        let bytes = unit.zip(digits.parse::<u64>().ok()).and_then(|(unit, n)| n.checked_mul(unit));
        let expected = "a number with kB, MB or GB, as in 200MB".to_string();
        self.max_bytes = bytes.ok_or_else(|| IngestError::Flag { given: text.to_string(), what: "size", expected })?;
        Ok(())
    }
}

/// Which columns of a table, or keys of a JSON article, hold which field: `text=body,date=published`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ColumnMap {
    /// Field (`text`, `title`, ...) to the column's name as the file writes it.
    columns: BTreeMap<&'static str, String>,
}

/// The fields that a column can be mapped to.
const FIELDS: &[&str] = &["text", "title", "date", "publisher", "authors", "url", "language", "genre"];

impl ColumnMap {
    /// Reads `--map`.
    pub fn parse(text: &str) -> Result<ColumnMap, IngestError> {
        let wrong = |given: &str| IngestError::Flag {
            given: given.to_string(),
            what: "column map",
            expected: format!("FIELD=COLUMN with FIELD one of {}, several joined by commas", FIELDS.join(", ")),
        };
        let mut columns = BTreeMap::new();
        for part in text.split(',').filter(|p| !p.trim().is_empty()) {
            let (field, column) = part.split_once('=').ok_or_else(|| wrong(part))?;
            let field = FIELDS.iter().find(|f| **f == field.trim()).ok_or_else(|| wrong(part))?;
            columns.insert(*field, column.trim().to_string());
        }
        Ok(ColumnMap { columns })
    }
    /// (field, column) pairs that the user named.
    pub fn pairs(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.columns.iter().map(|(field, column)| (*field, column.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_are_read_and_wrong_ones_say_what_is_expected() {
        let mut options = Options::default();
        options.set_max_size("200 MB").unwrap();
        assert_eq!(options.max_bytes, 200_000_000);
        options.set_date("2020-06").unwrap();
        assert_eq!(options.given.date_source, Some(DateSource::Given));
        let say = |e: Result<(), IngestError>| e.unwrap_err().to_string();
        assert_eq!(say(options.set_date("2020-13")), "`2020-13` is no date: expected YYYY, YYYY-MM, YYYY-MM-DD or two of them joined by /");
        assert_eq!(say(options.set_max_size("big")), "`big` is no size: expected a number with kB, MB or GB, as in 200MB");
        assert_eq!(
            say(options.set_genre("novel")),
            "`novel` is no genre: expected article, analysis, bulletin, transcript, sitrep, communique"
        );
        assert_eq!(say(options.set_language("English")), "`English` is no language: expected a tag such as en, ar or ckb");
        let map = ColumnMap::parse("text=Body, date=When").unwrap();
        assert_eq!(map.pairs().collect::<Vec<_>>(), [("date", "When"), ("text", "Body")]);
        let wrong = ColumnMap::parse("txt=body").unwrap_err().to_string();
        assert_eq!(
            wrong,
            "`txt=body` is no column map: expected FIELD=COLUMN with FIELD one of text, title, date, publisher, authors, url, language, genre, \
             several joined by commas"
        );
    }
}
