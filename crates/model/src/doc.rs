//! A text as read: frozen tables over one source. Later tables point into earlier ones by index.

use crate::{
    AssessmentType, BlockKind, CharIndex, Chars, EntityType, Facts, Form, Note, RelationStatus, Source, Span, Stance, Status, When,
};

/// Everything that the reader found in one source. Nothing edits a table once it stands.
#[derive(Debug, Clone)]
pub struct Doc {
    pub source: Source,
    /// Facts settled from the text, the container and the user, in that order of trust.
    pub facts: Facts,
    /// In text order, not overlapping; white space between blocks belongs to none.
    pub blocks: Vec<Block>,
    /// Speakers of a transcript by full name; [`Block::speaker`] points here.
    pub speakers: Vec<String>,
    /// The entity of each speaker: index into [`Doc::entities`].
    pub speaker_entities: Vec<usize>,
    /// Sentences of all blocks, in text order.
    pub sentences: Vec<Sentence>,
    pub times: Vec<Time>,
    pub amounts: Vec<Amount>,
    /// In text order, an outer mention before those nested in it.
    pub mentions: Vec<Mention>,
    /// In-document entities: every mention is of exactly one.
    pub entities: Vec<Cluster>,
    pub acts: Vec<Act>,
    pub attributions: Vec<Attribution>,
    pub promises: Vec<Promise>,
    pub judgements: Vec<Judged>,
    pub ties: Vec<Tie>,
    pub notes: Vec<Note>,
    pub index: CharIndex,
}

impl Doc {
    pub fn text(&self) -> &str {
        &self.source.text
    }
    pub fn words(&self, span: Span) -> &str {
        span.of(&self.source.text)
    }
    pub fn chars(&self, span: Span) -> Chars {
        self.index.chars(&self.source.text, span)
    }
    /// Is it known by a name or a description? A pronoun that nothing was found for is not.
    pub fn is_told(&self, entity: usize) -> bool {
        !self.entities[entity].name.is_empty()
    }
    /// The sentence that holds byte `at`.
    pub fn sentence_at(&self, at: usize) -> Option<usize> {
        let i = self.sentences.partition_point(|s| s.span.end <= at);
        self.sentences.get(i).filter(|s| s.span.holds(at)).map(|_| i)
    }
    pub fn block_of(&self, sentence: usize) -> &Block {
        &self.blocks[self.sentences[sentence].block]
    }
}

/// A stretch of one kind: a headline, a paragraph, a speaker's turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    pub span: Span,
    pub kind: BlockKind,
    /// Who speaks here, in a transcript: index into [`Doc::speakers`].
    pub speaker: Option<usize>,
    /// Are acts and statements read from it? Boilerplate, bylines, repeated pull-quotes are not.
    pub coded: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sentence {
    pub span: Span,
    /// Index into [`Doc::blocks`].
    pub block: usize,
}

/// A time expression (TimeML TIMEX3) and what it means against the document's date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Time {
    pub span: Span,
    /// TIMEX3 value: `2020-06-25`, `2020-06`, `2020-Q2`, `2020-W26`, `2020-SU`, `P3D`, `PAST_REF`, ...
    pub value: String,
    pub kind: TimeKind,
    /// The days meant; None for durations, sets and references without an anchor. A spell up to now ("recent weeks",
    /// `PXW`) has days although it is a duration.
    pub when: Option<When>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeKind {
    Date,
    Duration,
    /// Recurring: "every Friday", "annually".
    Set,
    /// PAST_REF, PRESENT_REF, FUTURE_REF.
    Vague,
}

/// A measured amount.
#[derive(Debug, Clone, PartialEq)]
pub struct Amount {
    pub span: Span,
    /// The best figure; None where the words give only an order ("hundreds").
    pub value: Option<f64>,
    pub low: Option<f64>,
    pub high: Option<f64>,
    pub approx: bool,
    /// The words that qualify: "at least", "nearly".
    pub qualifier: Option<String>,
    /// As written and singular where it is a noun ("percent", "US dollar", "rocket").
    pub unit: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Mention {
    pub span: Span,
    pub kind: EntityType,
    /// Index into [`Doc::entities`].
    pub entity: usize,
    pub score: f32,
}

/// An in-document entity: names, descriptions and pronouns of one thing.
#[derive(Debug, Clone, PartialEq)]
pub struct Cluster {
    /// Indices into [`Doc::mentions`], in text order; empty for a speaker or publisher never named in coded text.
    pub mentions: Vec<usize>,
    /// The fullest name, else the fullest description.
    pub name: String,
    pub kind: EntityType,
    /// Is it called by a proper name anywhere?
    pub named: bool,
    /// Names without articles, as written, the commonest first; includes `name`.
    pub aliases: Vec<String>,
    /// Key of the general actor list that the name stands for, e.g. a country's `USA`.
    pub known: Option<String>,
    /// ISO 3166-1 alpha-3.
    pub country: Option<String>,
    pub sector: Option<String>,
}

/// The part that a mention plays in an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    Actor,
    Recipient,
    Place,
}

/// A told act, before it is an event: its trigger and what the model and the rules link to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Act {
    pub trigger: Span,
    pub sentence: usize,
    /// PLOVER type and mode, as in the knowledge files.
    pub kind: String,
    pub mode: Option<String>,
    pub status: Status,
    /// (part, index into [`Doc::entities`], probability), best first.
    pub parts: Vec<(Part, usize, f32)>,
    /// Index into [`Doc::times`].
    pub time: Option<usize>,
    pub score: f32,
}

/// Words attributed to a source.
#[derive(Debug, Clone, PartialEq)]
pub struct Attribution {
    pub content: Span,
    pub cue: Option<Span>,
    pub source: Voice<usize>,
    pub stance: Stance,
    pub form: Form,
    pub score: f32,
}

/// Who vouches for something: the author, a known entity, or somebody unnamed as told.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Voice<E> {
    Author,
    Entity(E),
    /// The describing words: "a Western diplomat".
    Anonymous(String),
}

/// The words of a commitment.
#[derive(Debug, Clone, PartialEq)]
pub struct Promise {
    pub span: Span,
    pub by: Vec<usize>,
    pub to: Vec<usize>,
    /// Does the model read a condition in it?
    pub conditional: bool,
    pub score: f32,
}

/// A forecast, graded judgement or piece of advice.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    pub span: Span,
    pub kind: AssessmentType,
    pub by: Voice<usize>,
    pub score: f32,
}

/// Words that state a lasting tie.
#[derive(Debug, Clone, PartialEq)]
pub struct Tie {
    pub span: Span,
    pub subject: usize,
    pub predicate: crate::Predicate,
    pub object: usize,
    pub status: RelationStatus,
    pub score: f32,
}
