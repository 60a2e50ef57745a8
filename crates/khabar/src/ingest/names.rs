//! The names that containers give to facts (`knowledge/ingest.toml`), read once.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

const FILE: &str = include_str!("../../../../knowledge/ingest.toml");

/// The embedded file; that it parses is tested below.
pub static NAMES: LazyLock<Names> = LazyLock::new(|| toml::from_str(FILE).expect("knowledge/ingest.toml is checked by a test"));

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Names {
    pub page: Page,
    pub meta: Meta,
    pub linked: Linked,
    pub columns: Columns,
    pub mail: Mail,
    pub office: Office,
    pub page_number: PageNumber,
    pub endings: Endings,
}

/// Web pages: CSS selectors, and marks in titles and bylines.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    pub never: Vec<String>,
    pub drop: Vec<String>,
    pub main: Vec<String>,
    pub pull_quote: Vec<String>,
    pub title_marks: Vec<String>,
    pub byline: Vec<String>,
    pub author_marks: Vec<String>,
}

/// Meta tags, the surest first.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meta {
    pub title: Vec<String>,
    pub publisher: Vec<String>,
    pub authors: Vec<String>,
    pub date: Vec<String>,
    pub changed: Vec<String>,
    pub language: Vec<String>,
}

/// schema.org types of texts.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Linked {
    pub types: Vec<String>,
    pub genre: BTreeMap<String, String>,
}

/// Table columns and JSON keys, the likeliest first.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Columns {
    pub text: Vec<String>,
    pub html: Vec<String>,
    pub title: Vec<String>,
    pub date: Vec<String>,
    pub publisher: Vec<String>,
    pub authors: Vec<String>,
    pub url: Vec<String>,
    pub language: Vec<String>,
    pub genre: Vec<String>,
    pub lists: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    pub signs: Vec<String>,
    pub publisher: Vec<String>,
}

/// Word processor and PDF properties, and paragraph styles.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Office {
    pub no_title: Vec<String>,
    pub no_author: Vec<String>,
    pub headline: Vec<String>,
    pub heading: Vec<String>,
    pub caption: Vec<String>,
    pub bullet: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageNumber {
    pub words: Vec<String>,
}

/// File name endings by format.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Endings {
    pub text: Vec<String>,
    pub markdown: Vec<String>,
    pub html: Vec<String>,
    pub pdf: Vec<String>,
    pub docx: Vec<String>,
    pub mail: Vec<String>,
    pub feed: Vec<String>,
    pub json: Vec<String>,
    pub csv: Vec<String>,
}

impl Columns {
    /// Names of the columns that hold `field`.
    pub fn of(&self, field: &str) -> &[String] {
        match field {
            "text" => &self.text,
            "title" => &self.title,
            "date" => &self.date,
            "publisher" => &self.publisher,
            "authors" => &self.authors,
            "url" => &self.url,
            "language" => &self.language,
            "genre" => &self.genre,
            _ => &[],
        }
    }
}

impl Office {
    /// A title property that somebody typed.
    pub fn title(&self, text: &str) -> Option<String> {
        let low = text.trim().to_lowercase();
        let made = low.is_empty() || self.no_title.iter().any(|mark| low.starts_with(mark.as_str()) || low.ends_with(mark.as_str()));
        (!made).then(|| text.trim().to_string())
    }
    /// Author properties that name somebody; several stand between semicolons.
    pub fn authors(&self, text: &str) -> Vec<String> {
        let named = |a: &&str| !a.is_empty() && !self.no_author.contains(&a.to_lowercase());
        text.split(';').map(str::trim).filter(named).map(str::to_string).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_read_and_its_selectors_are_sound() {
        let page = &NAMES.page;
        for selector in page.never.iter().chain(&page.drop).chain(&page.main).chain(&page.pull_quote) {
            assert!(dom_query::Matcher::new(selector).is_ok(), "{selector} is no CSS selector");
        }
        for genre in NAMES.linked.genre.values() {
            assert!(khabar_model::Genre::parse(genre).is_some(), "{genre} is no genre");
        }
        for column in NAMES.columns.text.iter().chain(&NAMES.columns.date).chain(&NAMES.columns.publisher) {
            assert_eq!(*column, column.to_lowercase());
        }
    }

    #[test]
    fn titles_that_a_program_wrote_are_no_titles() {
        assert_eq!(NAMES.office.title("Microsoft Word - final_v3.docx"), None);
        assert_eq!(NAMES.office.title(" Water and power "), Some("Water and power".into()));
        assert_eq!(NAMES.office.authors("Admin; R. Vance"), ["R. Vance"]);
    }
}
