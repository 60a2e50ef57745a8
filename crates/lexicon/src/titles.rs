//! Titles and roles beside names (`titles.tsv`): the sector they put a person in and the tie they state.

use std::ops::Range;

use khabar_model::{EntityType, Predicate};

use crate::finder::Finder;
use crate::{LexiconError, Shelf, tsv::Tsv};

const FILE: &str = "titles.tsv";

/// What a title says of its bearer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title {
    /// In lower case, without stops.
    pub words: String,
    /// PLOVER sector; None where the body decides ("leader", "director").
    pub sector: Option<String>,
    /// Leads, EmployedBy or MemberOf.
    pub tie: Option<Predicate>,
    /// The kind of body that the tie is to; None for any.
    pub body: Option<EntityType>,
}

#[derive(Debug)]
pub struct Titles(Finder<Title>);

impl Titles {
    /// Parts a name from the titles before it: "Iraqi Prime Minister Adil Hasan" gives ("Adil Hasan", prime minister).
    /// Of several titles ("retired Lt. Gen. Dr. X") the first that states a tie is given, else the first.
    /// A name without a title, or a title without a name, comes back whole.
    pub fn strip<'n>(&self, name: &'n str) -> (&'n str, Option<&Title>) {
        let found = self.0.find(name);
        let starts_name = |at: usize| name[at..].trim_start_matches(['.', ' ', '\n', '\t', '\u{a0}']);
        let is_name = |rest: &str| rest.starts_with(|c: char| c.is_uppercase() || matches!(c, '\'' | '’' | 'ʿ')) || is_article(rest);
        let Some(last) = found.iter().rposition(|(r, _)| is_name(starts_name(r.end)) && !name[..r.end].contains(',')) else {
            return (name, None);
        };
        let titles = &found[..=last];
        let title = titles.iter().find(|(_, t)| t.tie.is_some()).or(titles.first()).map(|(_, t)| *t);
        (starts_name(found[last].0.end), title)
    }

    /// The first title in `words`: "a spokesman for the ministry" gives spokesman. The longest that begins there wins.
    pub fn find(&self, words: &str) -> Option<(Range<usize>, &Title)> {
        self.0.find(words).into_iter().next()
    }

    /// Every title in `text` with its byte range.
    pub fn find_all(&self, text: &str) -> Vec<(Range<usize>, &Title)> {
        self.0.find(text)
    }
}

/// Does a family name with a small article begin here ("al-Khalidi", "van der Berg" does not)?
fn is_article(rest: &str) -> bool {
    rest.split_once('-').is_some_and(|(head, name)| head.len() <= 3 && name.starts_with(char::is_uppercase))
}

pub(crate) fn load(shelf: &Shelf) -> Result<Titles, LexiconError> {
    let text = shelf.text(FILE)?;
    let mut titles = Vec::new();
    for row in &Tsv::parse(FILE, &text, &["title", "sector", "tie", "body"])?.rows {
        let tie = row.some(2).map(|_| row.parse(2, "leads, employed_by or member_of", Predicate::parse)).transpose()?;
        let body = row.some(3).map(|_| row.parse(3, "an entity type", EntityType::parse)).transpose()?;
        let title = Title { words: row.get(0).to_owned(), sector: row.some(1).map(str::to_owned), tie, body };
        titles.push((row.get(0).to_owned(), title));
    }
    Ok(Titles(Finder::new(titles)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Lexicon;

    #[test]
    fn titles_come_off_and_say_what_they_lead() {
        let lex = Lexicon::bundled().unwrap();
        for (name, rest, title) in [
            ("Prime Minister Adil Hasan", "Adil Hasan", "prime minister"),
            ("Malian Foreign Minister Awa Keita", "Awa Keita", "foreign minister"),
            ("Lt. Gen. Tomas Ruiz", "Tomas Ruiz", "lt gen"),
            ("President al-Amin", "al-Amin", "president"),
            ("Awa Keita", "Awa Keita", ""),
            ("prime minister", "prime minister", ""),
            ("Martin Luther King", "Martin Luther King", ""),
        ] {
            let (found, t) = lex.titles.strip(name);
            assert_eq!((found, t.map_or(String::new(), |t| t.words.replace('.', ""))), (rest, title.to_owned()));
        }
        let spokesman = lex.titles.find("a spokesman for the ministry").unwrap().1;
        assert_eq!(spokesman.tie, Some(Predicate::EmployedBy));
        let minister = lex.titles.find("the defence minister").unwrap().1;
        assert_eq!((minister.tie, minister.body), (Some(Predicate::Leads), Some(EntityType::GovernmentBody)));
    }
}
