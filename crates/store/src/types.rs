//! What goes into a desk and what comes out, besides the records of the model.

use jiff::Timestamp;
use khabar_model::{BlockKind, Chars, DocId, DocumentRecord, Note, RecordId, Resolution, Severity, Source, Span, When};
use std::collections::BTreeMap;

/// The families of the record format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    Document,
    Entity,
    Event,
    Statement,
    Commitment,
    Measure,
    Assessment,
    Relation,
    Story,
}

impl Family {
    pub const ALL: &'static [Family] = &[
        Family::Document,
        Family::Entity,
        Family::Event,
        Family::Statement,
        Family::Commitment,
        Family::Measure,
        Family::Assessment,
        Family::Relation,
        Family::Story,
    ];
    /// As in the record format's `kind`.
    pub fn as_str(self) -> &'static str {
        match self {
            Family::Document => "document",
            Family::Entity => "entity",
            Family::Event => "event",
            Family::Statement => "statement",
            Family::Commitment => "commitment",
            Family::Measure => "measure",
            Family::Assessment => "assessment",
            Family::Relation => "relation",
            Family::Story => "story",
        }
    }
    pub fn parse(text: &str) -> Option<Family> {
        Family::ALL.iter().copied().find(|f| f.as_str() == text)
    }
}

/// One source as read, ready for one transaction.
#[derive(Debug, Clone, Copy)]
pub struct Submission<'a> {
    pub source: &'a Source,
    pub resolution: &'a Resolution,
    pub blocks: &'a [BlockAt],
    pub sentences: &'a [Chars],
    pub notes: &'a [Note],
    /// The model's name and version; another reader's records replace this one's.
    pub reader: &'a str,
    /// When the commit is made; the desk has no clock.
    pub at: Timestamp,
}

/// A block of a document in code points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockAt {
    pub span: Chars,
    pub kind: BlockKind,
    pub speaker: Option<String>,
    pub coded: bool,
}

/// What a commit did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Receipt {
    /// A text that the desk did not hold.
    Added,
    /// Held already: nothing was written.
    Unchanged,
    /// A changed text at a path that the desk knows; the old version is kept, out of queries.
    Superseded { old: DocId },
    /// The same text read anew (newer reader, or other facts given): its records are replaced, verdicts stay.
    Again,
    /// The same text at another path: kept once, and both places are remembered. `of` is the path whose facts are used.
    Copy { of: String },
}

/// A document as kept.
#[derive(Debug, Clone, PartialEq)]
pub struct DocumentRow {
    pub record: DocumentRecord,
    pub reader: String,
    /// When it was committed, ISO 8601.
    pub added_at: String,
    pub superseded_by: Option<DocId>,
    /// Every place that this text was found at and still stands at, smallest first.
    pub paths: Vec<String>,
}

/// A remark as kept; its place is in code points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteRow {
    pub code: String,
    pub severity: Severity,
    pub message: String,
    pub span: Option<Chars>,
    pub help: Option<String>,
}

/// Which records, documents, entities: every condition that is set must hold.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filter {
    /// Empty for all.
    pub families: Vec<Family>,
    /// Not wholly before this. A record's date is its own, else its document's.
    pub since: Option<When>,
    /// Not wholly after this.
    pub until: Option<When>,
    /// An entity's id, or words of a name or alias, whatever their case and accents.
    pub actor: Option<String>,
    /// Event type or mode, stance, likelihood type, predicate, unit; of entities the entity type. Any case.
    pub kind: Option<String>,
    /// Words of a place's name, or an ISO 3166-1 alpha-3 country code.
    pub place: Option<String>,
    /// The start of a document's id, or a part of its path or title.
    pub doc: Option<String>,
    pub min_confidence: Option<f64>,
    /// At most so many, of the order that the query gives.
    pub limit: Option<usize>,
    /// Also documents that a newer version has replaced, and their records.
    pub include_superseded: bool,
}

/// A sentence that answers a search.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    pub doc: DocId,
    pub span: Chars,
    /// The sentence's words.
    pub snippet: String,
    /// Byte ranges of `snippet` that matched.
    pub marks: Vec<Span>,
    /// Rank (BM25): greater is better; only the order means something.
    pub score: f64,
}

/// A person's word on a record. It outranks the machine and survives a new reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    pub record: RecordId,
    /// `right`, `wrong`, `unsure`, or a word of the user's own.
    pub verdict: String,
    pub by: String,
    pub at: Timestamp,
    pub note: Option<String>,
}

/// How much a desk holds; records, entities and sentences of superseded documents are not counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    pub documents: usize,
    pub superseded: usize,
    pub sentences: usize,
    pub entities: usize,
    /// Of the families kept by document: events to relations.
    pub records: BTreeMap<Family, usize>,
    pub stories: usize,
    pub notes: usize,
    pub verdicts: usize,
}
