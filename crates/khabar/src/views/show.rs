//! One thing in full: a record with the words around it, an entity with what is known of it, a document with what was read from it.

use khabar_lexicon::Lexicon;
use khabar_model::{Chars, DocId, EntityId, EntityRecord, Event, Record, RecordId, StoryRecord, Voice};
use khabar_store::{Desk, DocumentRow, Family, Filter, NoteRow, StoreError};
use serde::Serialize;
use std::collections::BTreeMap;

use super::picture::{Citation, Picture, base, one_line};
use super::saying::say;

/// What an id, the start of one, a name or a path stands for.
#[derive(Debug)]
pub enum Shown {
    Record(Box<ShownRecord>),
    Entity(Box<ShownEntity>),
    Document(Box<ShownDocument>),
    Story(Box<ShownStory>),
}

#[derive(Debug, Serialize)]
pub struct ShownRecord {
    pub record: Record,
    /// The record as a sentence.
    pub what: String,
    /// Who vouches for it; "author" for the document's author.
    pub said_by: Vec<String>,
    pub context: Context,
    pub source: Citation,
}

/// The whole sentences around some words.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Context {
    /// The sentence before, and the sentence after; empty at the ends of a text.
    pub before: String,
    pub after: String,
    /// The sentences that the words stand in: what precedes the words, the words, what follows.
    pub head: String,
    pub words: String,
    pub tail: String,
}

#[derive(Debug, Serialize)]
pub struct ShownEntity {
    pub entity: EntityRecord,
    /// Records that name it, as sentences, with their source.
    pub records: Vec<Line>,
}

#[derive(Debug, Serialize)]
pub struct Line {
    pub id: RecordId,
    pub what: String,
    pub confidence: f64,
    pub source: Citation,
}

#[derive(Debug)]
pub struct ShownDocument {
    pub document: DocumentRow,
    pub notes: Vec<NoteRow>,
    /// Records by family.
    pub counts: BTreeMap<&'static str, usize>,
    pub records: Vec<Line>,
}

#[derive(Debug, Serialize)]
pub struct ShownStory {
    pub story: StoryRecord,
    pub records: Vec<Line>,
}

/// Finds `key` among records, entities, documents and stories.
pub fn show(desk: &Desk, lexicon: &Lexicon, key: &str) -> Result<Shown, StoreError> {
    if is_record(key) {
        return record(desk, lexicon, key);
    }
    // `d` and `e` begin ids of documents and entities, but also names and paths.
    let entity = desk.entity(key);
    if let Ok(found) = entity {
        return shown_entity(desk, lexicon, found);
    }
    match desk.document(key) {
        Ok(found) => shown_document(desk, lexicon, found),
        Err(missing @ StoreError::NotFound { .. }) => match shown_story(desk, lexicon, key)? {
            Some(story) => Ok(story),
            None if matches!(entity, Err(StoreError::Ambiguous { .. })) => entity.map(|_| unreachable!("it is an error")),
            None => Err(missing),
        },
        Err(other) => Err(other),
    }
}

/// Ids of findings begin with two letters of their family; the second is never a hexadecimal digit or the first never begins another id.
fn is_record(key: &str) -> bool {
    let hex = |rest: &str| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_hexdigit());
    ["ev", "st", "cm", "me", "as", "re"].iter().any(|p| key.strip_prefix(p).is_some_and(hex))
}

fn record(desk: &Desk, lexicon: &Lexicon, key: &str) -> Result<Shown, StoreError> {
    let record = desk.record(key)?;
    let Some(at) = base(&record) else {
        return Err(StoreError::NotFound { what: "record", key: key.to_owned(), hint: "see `khabar records`" });
    };
    let (doc, span) = (at.doc.clone(), at.span);
    let mut picture = Picture::names(desk)?;
    picture.fetch_text(desk, &doc)?;
    let said_by = voices(&record).iter().map(|v| picture.speaker(v, &doc)).collect();
    Ok(Shown::Record(Box::new(ShownRecord {
        what: say(&record, &mut picture, lexicon).unwrap_or_default(),
        said_by,
        context: context(desk, &picture, &doc, span)?,
        source: picture.cite(&doc, span),
        record,
    })))
}

/// Who vouches for a record: the author where nobody else is named.
fn voices(record: &Record) -> Vec<Voice<EntityId>> {
    let said = |e: &Event<EntityId>| if e.said_by.is_empty() { vec![Voice::Author] } else { e.said_by.clone() };
    match record {
        Record::Event(k) => said(&k.body),
        Record::Statement(k) => vec![k.body.source.clone()],
        Record::Commitment(k) => k.body.by.iter().cloned().map(Voice::Entity).collect(),
        Record::Assessment(k) => k.body.by.clone(),
        _ => vec![Voice::Author],
    }
}

/// The sentences that `span` touches and their neighbours.
pub fn context(desk: &Desk, picture: &Picture, doc: &DocId, span: Chars) -> Result<Context, StoreError> {
    let (around, _) = desk.sentence_around(doc, span)?;
    let sentences = desk.sentences(doc)?;
    let words = |from: usize, to: usize| one_line(picture.words(doc, Chars::from((from, to.max(from)))));
    let before = sentences.iter().rev().find(|s| s.end <= around.start).map_or_else(String::new, |s| words(s.start, s.end));
    let after = sentences.iter().find(|s| s.start >= around.end).map_or_else(String::new, |s| words(s.start, s.end));
    Ok(Context {
        before,
        after,
        head: words(around.start, span.start),
        words: words(span.start, span.end),
        tail: words(span.end, around.end),
    })
}

fn shown_entity(desk: &Desk, lexicon: &Lexicon, entity: EntityRecord) -> Result<Shown, StoreError> {
    let filter = Filter { actor: Some(entity.id.0.clone()), min_confidence: Some(0.0), ..Filter::default() };
    let picture = Picture::load(desk, &filter)?;
    Ok(Shown::Entity(Box::new(ShownEntity { records: lines(picture, lexicon), entity })))
}

fn shown_document(desk: &Desk, lexicon: &Lexicon, document: DocumentRow) -> Result<Shown, StoreError> {
    let id = &document.record.id;
    let filter = Filter { doc: Some(id.0.clone()), min_confidence: Some(0.0), include_superseded: true, ..Filter::default() };
    let picture = Picture::load(desk, &filter)?;
    let mut counts = BTreeMap::new();
    for record in &picture.records {
        *counts.entry(family(record).as_str()).or_default() += 1;
    }
    let notes = desk.notes(id)?;
    Ok(Shown::Document(Box::new(ShownDocument { notes, counts, records: lines(picture, lexicon), document })))
}

fn shown_story(desk: &Desk, lexicon: &Lexicon, key: &str) -> Result<Option<Shown>, StoreError> {
    let mut picture = Picture::names(desk)?;
    let Some(story) = picture.stories.values().find(|s| key.len() > 2 && s.id.0.starts_with(key)).cloned() else { return Ok(None) };
    for id in &story.events {
        let record = desk.record(&id.0)?;
        if let Some(at) = base(&record) {
            picture.fetch_text(desk, at.doc)?;
        }
        picture.records.push(record);
    }
    Ok(Some(Shown::Story(Box::new(ShownStory { records: lines(picture, lexicon), story }))))
}

fn lines(mut picture: Picture, lexicon: &Lexicon) -> Vec<Line> {
    let records = std::mem::take(&mut picture.records);
    let line = |record: &Record| {
        let at = base(record)?;
        let what = say(record, &mut picture, lexicon)?;
        Some(Line { id: at.id.clone(), what, confidence: at.confidence, source: picture.cite(at.doc, at.span) })
    };
    records.iter().filter_map(line).collect()
}

/// The family of a record.
pub fn family(record: &Record) -> Family {
    match record {
        Record::Document(_) => Family::Document,
        Record::Entity(_) => Family::Entity,
        Record::Event(_) => Family::Event,
        Record::Statement(_) => Family::Statement,
        Record::Commitment(_) => Family::Commitment,
        Record::Measure(_) => Family::Measure,
        Record::Assessment(_) => Family::Assessment,
        Record::Relation(_) => Family::Relation,
        Record::Story(_) => Family::Story,
    }
}
