//! What is known of how reports look: page furniture, labels, printed dates, abbreviations, genre words (`layout/*.tsv`).

use std::collections::BTreeMap;

use khabar_model::{Genre, When};

use crate::tsv::{Row, Tsv};
use crate::{LexiconError, Shelf};

/// All layout tables. Words are lower case with straight apostrophes unless said otherwise.
#[derive(Debug)]
pub struct Layout {
    pub boilerplate: Vec<Boilerplate>,
    /// Words before a colon and what they are.
    pub labels: BTreeMap<String, Label>,
    cues: BTreeMap<String, Vec<String>>,
    /// Signs of news agencies as written ("AP") and their names.
    pub agencies: BTreeMap<String, String>,
    /// Without the last stop: "u.s", "gen".
    pub abbreviations: BTreeMap<String, Abbreviation>,
    pub genres: Vec<GenreCue>,
    /// 1 to 12.
    pub months: BTreeMap<String, i8>,
    /// 1 (Monday) to 7.
    pub weekdays: BTreeMap<String, i8>,
    pub polls: Vec<Poll>,
}

/// A line of the page that is no part of the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Boilerplate {
    pub words: String,
    pub how: How,
    /// After it nothing of the report is expected.
    pub tail: bool,
}

/// How a line and words must meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    Is,
    Starts,
    Ends,
    Has,
}

/// What a word before a colon is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label {
    /// A role that speaks: "Q", "Moderator".
    Speaker,
    /// A role that speaks and leads the talk.
    Host,
    /// Names a field, never a speaker: "Location".
    Field,
    /// A small word inside names: "van", "al".
    Particle,
    /// Stands before names: "Dr".
    Title,
}

/// Whether the full stop after an abbreviation may end a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Abbreviation {
    /// A name follows: "Gen."
    Before,
    /// Never ends one: "e.g."
    Inside,
    /// Ends one where a sentence starter follows: "U.S."
    Either,
}

/// Words that show a genre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GenreCue {
    pub words: String,
    pub genre: Genre,
    /// Only in the title, a heading or the first lines.
    pub head: bool,
}

/// A day fixed by law, called by `words` near one of `of`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Poll {
    pub words: String,
    pub day: When,
    pub of: Vec<String>,
}

impl Layout {
    /// The words of a cue ("byline", "credit", ...); none for an unknown cue.
    pub fn cue(&self, cue: &str) -> &[String] {
        self.cues.get(cue).map_or(&[], Vec::as_slice)
    }

    /// Is `word` (lower case) among the words of a cue?
    pub fn is_cue(&self, cue: &str, word: &str) -> bool {
        self.cue(cue).binary_search_by(|w| w.as_str().cmp(word)).is_ok()
    }
}

/// Reads all tables of the folder.
pub(crate) fn load(shelf: &Shelf) -> Result<Layout, LexiconError> {
    let mut cues: BTreeMap<String, Vec<String>> = BTreeMap::new();
    rows(shelf, "layout/cues.tsv", &["cue", "words"], |row| {
        cues.entry(row.get(0).to_owned()).or_default().push(row.get(1).to_owned());
        Ok(())
    })?;
    for words in cues.values_mut() {
        words.sort();
    }
    let mut boilerplate = Vec::new();
    rows(shelf, "layout/boilerplate.tsv", &["words", "how", "region"], |row| {
        let tail = row.parse(2, "line or tail", |c| ["line", "tail"].contains(&c).then_some(c == "tail"))?;
        boilerplate.push(Boilerplate { words: row.get(0).to_owned(), how: row.parse(1, "is, starts, ends or has", how)?, tail });
        Ok(())
    })?;
    let mut genres = Vec::new();
    rows(shelf, "layout/genres.tsv", &["words", "genre", "place"], |row| {
        let head = row.parse(2, "head or body", |c| ["head", "body"].contains(&c).then_some(c == "head"))?;
        genres.push(GenreCue { words: row.get(0).to_owned(), genre: row.parse(1, "a genre", Genre::parse)?, head });
        Ok(())
    })?;
    let mut polls = Vec::new();
    rows(shelf, "layout/polls.tsv", &["words", "day", "of"], |row| {
        let day = row.parse(1, "a day like 2024-11-05", |c| c.parse().ok())?;
        polls.push(Poll { words: row.get(0).to_owned(), day, of: row.list(2).map(str::to_owned).collect() });
        Ok(())
    })?;
    Ok(Layout {
        boilerplate,
        labels: map(shelf, "layout/labels.tsv", &["word", "kind"], |r| r.parse(1, "speaker, host, field, particle or title", label))?,
        cues,
        agencies: map(shelf, "layout/agencies.tsv", &["short", "name"], |r| Ok(r.get(1).to_owned()))?,
        abbreviations: map(shelf, "layout/abbreviations.tsv", &["word", "kind"], |r| r.parse(1, "before, inside or either", abbreviation))?,
        genres,
        months: map(shelf, "layout/months.tsv", &["word", "number"], |r| r.parse(1, "1 to 12", |c| number(c, 12)))?,
        weekdays: map(shelf, "layout/weekdays.tsv", &["word", "number"], |r| r.parse(1, "1 to 7", |c| number(c, 7)))?,
        polls,
    })
}

fn rows(shelf: &Shelf, file: &str, columns: &[&str], mut take: impl FnMut(&Row) -> Result<(), LexiconError>) -> Result<(), LexiconError> {
    let text = shelf.text(file)?;
    Tsv::parse(file, &text, columns)?.rows.iter().try_for_each(&mut take)
}

/// A table by its first column, which must not name a word twice.
fn map<T>(
    shelf: &Shelf,
    file: &str,
    columns: &[&str],
    value: impl Fn(&Row) -> Result<T, LexiconError>,
) -> Result<BTreeMap<String, T>, LexiconError> {
    let mut map = BTreeMap::new();
    rows(shelf, file, columns, |row| match map.insert(row.get(0).to_owned(), value(row)?) {
        None => Ok(()),
        Some(_) => Err(row.error(format!("`{}` stands twice, expected one line a word", row.get(0)))),
    })?;
    Ok(map)
}

fn how(cell: &str) -> Option<How> {
    Some(match cell {
        "is" => How::Is,
        "starts" => How::Starts,
        "ends" => How::Ends,
        "has" => How::Has,
        _ => return None,
    })
}

fn label(cell: &str) -> Option<Label> {
    Some(match cell {
        "speaker" => Label::Speaker,
        "host" => Label::Host,
        "field" => Label::Field,
        "particle" => Label::Particle,
        "title" => Label::Title,
        _ => return None,
    })
}

fn abbreviation(cell: &str) -> Option<Abbreviation> {
    Some(match cell {
        "before" => Abbreviation::Before,
        "inside" => Abbreviation::Inside,
        "either" => Abbreviation::Either,
        _ => return None,
    })
}

fn number(cell: &str, most: i8) -> Option<i8> {
    cell.parse().ok().filter(|n| (1..=most).contains(n))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_load_and_answer() {
        let layout = load(&Shelf::new(&|_| None)).unwrap();
        assert_eq!(layout.months["sept"], 9);
        assert_eq!(layout.abbreviations["u.s"], Abbreviation::Either);
        assert!(layout.is_cue("future", "ahead") && !layout.is_cue("future", "after"));
        assert!(layout.cue("nothing such").is_empty());
    }

    #[test]
    fn a_wrong_cell_is_named_with_its_line() {
        let own = |file: &str| (file == "layout/months.tsv").then(|| "word\tnumber\nsol\t13\n".to_owned());
        let error = load(&Shelf::new(&own)).unwrap_err();
        assert_eq!(error.to_string(), "layout/months.tsv:2: found `13`, expected 1 to 12");
    }
}
