//! Facts of a document as a whole: title, publisher, authors, date, genre, language.
//!
//! Trust: what the container or the text prints, then what the user gave, then what is inferred and marked so.

pub(crate) mod dates;
mod day;
mod genre;
mod people;

use khabar_lexicon::Lexicon;
use khabar_model::{Block, BlockKind, DateSource, Facts, Note, Sentence, Source};

use crate::{blocks::words, language};

/// Letters under which a declared language is believed though none can be told from the text.
const SHORT: usize = 120;

/// Settles all facts; notes tell what was inferred and where sources of a fact differ.
///
/// R030: the date was inferred. R031: printed and given date differ. R032: the publisher was inferred.
/// R033: the declared language is not that of the text.
pub fn facts(source: &Source, blocks: &[Block], sentences: &[Sentence], lex: &Lexicon) -> (Facts, Vec<Note>) {
    let mut notes = Vec::new();
    let look = Look { text: &source.text, blocks, sentences, lex };
    let (told, given) = (&source.container, &source.given);
    let (date, date_source) = day::settle(&look, source, &mut notes);
    let title = told.title.clone().or_else(|| look.headline()).or_else(|| given.title.clone());
    let publisher = told.publisher.clone().or_else(|| people::publisher(&look)).or_else(|| given.publisher.clone());
    let publisher = publisher.or_else(|| people::inferred_publisher(&look, &mut notes));
    let mut authors = told.authors.clone();
    if authors.is_empty() {
        authors = people::authors(&look);
    }
    if authors.is_empty() {
        authors.clone_from(&given.authors);
    }
    let genre = given.genre.or(told.genre).or_else(|| genre::genre(&look, title.as_deref(), publisher.as_deref()));
    let language = settle_language(source, &mut notes);
    (Facts { title, publisher, authors, date, date_source, genre, language }, notes)
}

/// What the parts of this module look at.
pub(crate) struct Look<'a> {
    pub text: &'a str,
    pub blocks: &'a [Block],
    pub sentences: &'a [Sentence],
    pub lex: &'a Lexicon,
}

impl<'a> Look<'a> {
    pub fn of(&self, kind: BlockKind) -> impl Iterator<Item = &'a str> {
        let text = self.text;
        self.blocks.iter().filter(move |b| b.kind == kind).map(move |b| b.span.of(text))
    }

    fn headline(&self) -> Option<String> {
        let line = self.of(BlockKind::Headline).next()?;
        let line = line.trim_matches(['#', '*', '_', ' ']);
        Some(line.split_whitespace().collect::<Vec<_>>().join(" "))
    }
}

/// The language of the text; a declared one only where the text is too short to tell or says the same.
fn settle_language(source: &Source, notes: &mut Vec<Note>) -> Option<String> {
    let seen = language::language(&source.text);
    let declared = source.given.language.as_ref().or(source.container.language.as_ref());
    let Some(declared) = declared.map(|l| l.split(['-', '_']).next().unwrap_or(l).to_lowercase()) else { return seen };
    let letters = source.text.chars().filter(|c| c.is_alphabetic()).take(SHORT).count();
    match seen {
        Some(seen) if letters >= SHORT => {
            if seen != declared {
                notes.push(Note::info("R033", format!("declared as `{declared}`, but the text reads as `{seen}`")));
            }
            Some(seen)
        }
        _ => Some(declared),
    }
}

/// Marks a date as from somewhere.
pub(crate) type Dated = (Option<khabar_model::When>, Option<DateSource>);

/// The first blocks, in which a document speaks of itself.
pub(crate) fn head<'a>(look: &Look<'a>) -> Vec<&'a str> {
    let head = look.blocks.iter().take(12).map(|b| b.span.of(look.text));
    head.take_while(|line| words::count(line) < 60).collect()
}
