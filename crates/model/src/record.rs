//! What is kept: one object a line in `khabar records --format jsonl`.
//!
//! Families are generic over how an entity is named: `usize` (in-document, a draft) or [`EntityId`] (a record).

use crate::{
    AssessmentType, Chars, CommitmentStatus, DateSource, DocId, EntityId, EntityType, Form, Genre, PlacePrecision, Predicate, RecordId,
    RelationStatus, Stance, Status, StoryId, Voice, When,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeMap;

/// One line of the record format.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Record {
    Document(DocumentRecord),
    Entity(EntityRecord),
    Event(Kept<Event<EntityId>>),
    Statement(Kept<Statement<EntityId>>),
    Commitment(Kept<Commitment<EntityId>>),
    Measure(Kept<Measure<EntityId>>),
    Assessment(Kept<Assessment<EntityId>>),
    Relation(Kept<Relation<EntityId>>),
    Story(StoryRecord),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DocumentRecord {
    pub id: DocId,
    pub path: String,
    pub title: Option<String>,
    pub publisher: Option<String>,
    pub authors: Vec<String>,
    pub date: Option<When>,
    pub date_source: Option<DateSource>,
    pub genre: Option<Genre>,
    pub language: Option<String>,
    pub sha256: String,
    pub chars: usize,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EntityRecord {
    pub id: EntityId,
    pub name: String,
    #[serde(rename = "type")]
    pub kind: EntityType,
    pub country: Option<String>,
    pub sector: Option<String>,
    pub aliases: Vec<String>,
    pub mentions: Vec<MentionAt>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct MentionAt {
    pub doc: DocId,
    pub span: Chars,
}

/// A finding with its identity: every record shows its words (`doc`, `span`) and how sure the machine is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Kept<B> {
    pub id: RecordId,
    pub doc: DocId,
    /// The words it was read from.
    pub span: Chars,
    #[serde(flatten)]
    pub body: B,
    /// Calibrated: of the records with 0.9, nine in ten are right. Two decimals.
    pub confidence: f64,
}

/// A finding whose participants are still in-document entities (indices into [`crate::Doc::entities`]).
#[derive(Debug, Clone, PartialEq)]
pub enum Draft {
    Event(Found<Event<usize>>),
    Statement(Found<Statement<usize>>),
    Commitment(Found<Commitment<usize>>),
    Measure(Found<Measure<usize>>),
    Assessment(Found<Assessment<usize>>),
    Relation(Found<Relation<usize>>),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Found<B> {
    pub span: Chars,
    pub body: B,
    pub confidence: f64,
}

/// An act of PLOVER type `kind`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event<E> {
    /// The fewest words that name the act.
    pub trigger: Chars,
    #[serde(rename = "type")]
    pub kind: String,
    pub mode: Option<String>,
    pub actors: Vec<E>,
    pub recipients: Vec<E>,
    pub date: Option<When>,
    pub date_text: Option<String>,
    pub place: Option<Place<E>>,
    pub status: Status,
    #[serde(bound(serialize = "E: Serialize", deserialize = "E: From<String> + Deserialize<'de>"))]
    pub said_by: Vec<Voice<E>>,
    /// Counts told of the act: killed, wounded, arrested, ...
    #[serde(serialize_with = "plain::map")]
    pub numbers: BTreeMap<String, f64>,
    pub story: Option<StoryId>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Place<E> {
    pub name: String,
    pub entity: Option<E>,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    pub country: Option<String>,
    pub precision: Option<PlacePrecision>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Statement<E> {
    #[serde(bound(serialize = "E: Serialize", deserialize = "E: From<String> + Deserialize<'de>"))]
    pub source: Voice<E>,
    pub cue: Option<Chars>,
    pub form: Form,
    pub stance: Stance,
    /// Whom it was said to.
    pub to: Option<E>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Commitment<E> {
    pub by: Vec<E>,
    pub to: Vec<E>,
    /// The promised act in the text's words.
    pub what: String,
    pub condition: Option<String>,
    /// When it was made.
    pub made: Option<When>,
    pub deadline: Option<When>,
    pub status: CommitmentStatus,
    /// Records that show the status.
    pub evidence: Vec<RecordId>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measure<E> {
    #[serde(serialize_with = "plain::option")]
    pub value: Option<f64>,
    #[serde(serialize_with = "plain::option")]
    pub low: Option<f64>,
    #[serde(serialize_with = "plain::option")]
    pub high: Option<f64>,
    pub approx: bool,
    pub qualifier: Option<String>,
    pub unit: Option<String>,
    pub subject: Option<String>,
    pub entities: Vec<E>,
    pub as_of: Option<When>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Assessment<E> {
    #[serde(bound(serialize = "E: Serialize", deserialize = "E: From<String> + Deserialize<'de>"))]
    pub by: Vec<Voice<E>>,
    #[serde(rename = "type")]
    pub kind: AssessmentType,
    pub about: Vec<E>,
    pub likelihood: Option<Likelihood>,
    pub horizon: Option<When>,
}

/// Likelihood words and the range they stand for under a named scale, 0 to 1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Likelihood {
    pub words: String,
    pub low: Option<f64>,
    pub high: Option<f64>,
    /// `ICD 203`, `PHIA 2025`, `author` (the text gives a number), or `unstated`.
    pub scale: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Relation<E> {
    pub subject: E,
    pub predicate: Predicate,
    pub object: E,
    pub status: RelationStatus,
}

/// Reports of one happening.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StoryRecord {
    pub id: StoryId,
    #[serde(rename = "type")]
    pub kind: String,
    pub events: Vec<RecordId>,
    pub date: Option<When>,
    pub place: Option<String>,
    /// Independent origins: copies of one text count once.
    pub origins: usize,
    pub outlets: usize,
    pub title: String,
}

/// Figures as people write them: a whole number without a fraction (14, not 14.0).
mod plain {
    use serde::{Serialize, Serializer};
    use std::collections::BTreeMap;

    /// Whole numbers up to this size are exact in a double (2^53).
    const EXACT: f64 = 9_007_199_254_740_992.0;

    struct Plain(f64);

    impl Serialize for Plain {
        fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
            if self.0.fract() == 0.0 && self.0.abs() <= EXACT { s.serialize_i64(self.0 as i64) } else { s.serialize_f64(self.0) }
        }
    }

    pub fn option<S: Serializer>(value: &Option<f64>, s: S) -> Result<S::Ok, S::Error> {
        value.map(Plain).serialize(s)
    }

    pub fn map<S: Serializer>(values: &BTreeMap<String, f64>, s: S) -> Result<S::Ok, S::Error> {
        s.collect_map(values.iter().map(|(name, value)| (name, Plain(*value))))
    }
}

/// `author`, an entity's id, or `anonymous: a Western diplomat`.
impl<E: Serialize> Serialize for Voice<E> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self {
            Voice::Author => s.serialize_str("author"),
            Voice::Entity(e) => e.serialize(s),
            Voice::Anonymous(words) => s.collect_str(&format_args!("anonymous: {words}")),
        }
    }
}

impl<'de, E: From<String>> Deserialize<'de> for Voice<E> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        Ok(match text.strip_prefix("anonymous: ") {
            Some(words) => Voice::Anonymous(words.to_owned()),
            None if text == "author" => Voice::Author,
            None => Voice::Entity(E::from(text)),
        })
    }
}

impl From<String> for EntityId {
    fn from(id: String) -> EntityId {
        EntityId(id)
    }
}

/// What one source adds to the desk, ready to commit in one transaction.
#[derive(Debug, Clone, PartialEq)]
pub struct Resolution {
    pub document: DocumentRecord,
    /// Entities with this document's aliases and mentions only.
    pub entities: Vec<EntityRecord>,
    /// Families other than document, entity and story.
    pub records: Vec<Record>,
}
