//! Knowledge files, read and checked: one table a file under `knowledge/`, one module here, one field of [`Lexicon`].
//!
//! To add a table: put the file under `knowledge/`, name it in `knowledge/SOURCES.toml`, write a module with
//! `pub(crate) fn load(shelf: &Shelf) -> Result<Table, LexiconError>`, add a field and a line in [`Lexicon::load`].

pub mod actors;
mod background;
pub mod casualties;
mod error;
pub mod events;
mod finder;
mod fold;
pub mod idioms;
pub mod layout;
pub mod likelihood;
pub mod nouns;
pub mod numbers;
mod phrases;
pub mod places;
pub mod pledges;
pub mod references;
mod shelf;
pub mod sources;
pub mod sources_file;
pub mod telling;
pub mod ties;
pub mod times;
pub mod titles;
pub mod tsv;
pub mod units;

pub use error::LexiconError;
pub use finder::Finder;
pub use fold::fold;
pub use phrases::Phrases;
pub use shelf::Shelf;

/// Everything that the program knows beforehand. Read only; cheap to share.
#[derive(Debug)]
pub struct Lexicon {
    /// Where each knowledge file comes from.
    pub files: sources_file::Files,
    /// How reports look.
    pub layout: layout::Layout,
    pub actors: actors::Actors,
    pub places: places::Places,
    /// The PLOVER event types.
    pub events: events::Events,
    pub likelihood: likelihood::Likelihoods,
    pub titles: titles::Titles,
    pub ties: ties::Ties,
    pub sources: sources::Sources,
    pub casualties: casualties::Casualties,
    pub telling: telling::Telling,
    pub times: times::Times,
    pub numbers: numbers::Numbers,
    pub units: units::Units,
    pub references: references::References,
    pub idioms: idioms::Idioms,
    /// Nouns of groups and the entity type of each.
    pub groups: nouns::Words<khabar_model::EntityType>,
    /// Cues of attribution that have one stance.
    pub cues: nouns::Words<khabar_model::Stance>,
    pub pledges: pledges::Pledges,
    /// Plain sentences of news, for what must be told from them.
    pub background: Vec<String>,
}

impl Lexicon {
    /// The files that the binary carries.
    pub fn bundled() -> Result<Lexicon, LexiconError> {
        Lexicon::load(|_| None)
    }

    /// As [`Lexicon::bundled`], but `files` may give another text for a file, named by its path below `knowledge/`.
    pub fn load(files: impl Fn(&str) -> Option<String>) -> Result<Lexicon, LexiconError> {
        let shelf = Shelf::new(&files);
        Ok(Lexicon {
            files: sources_file::load(&shelf)?,
            layout: layout::load(&shelf)?,
            actors: actors::load(&shelf)?,
            places: places::load(&shelf)?,
            events: events::load(&shelf)?,
            likelihood: likelihood::load(&shelf)?,
            titles: titles::load(&shelf)?,
            ties: ties::load(&shelf)?,
            sources: sources::load(&shelf)?,
            casualties: casualties::load(&shelf)?,
            telling: telling::load(&shelf)?,
            times: times::load(&shelf)?,
            numbers: numbers::load(&shelf)?,
            units: units::load(&shelf)?,
            references: references::References::load(&shelf)?,
            idioms: idioms::load(&shelf)?,
            groups: nouns::groups(&shelf)?,
            cues: nouns::cues(&shelf)?,
            pledges: pledges::Pledges::load(&shelf)?,
            background: background::load(&shelf)?,
        })
    }

    /// Adds a user's own type of act, known by `code`, to the ontology and to how acts are told; a type that is there stays.
    pub fn add_type(&mut self, code: &str, kind: events::Kind) {
        self.telling.add(code, &kind.label);
        self.events.add(code, kind);
    }
}
