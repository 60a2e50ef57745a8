//! What a question sees of a desk: the records that match it, and the documents, names and words that they need.

use khabar_model::{
    CharIndex, Chars, DateSource, DocId, DocumentRecord, EntityId, EntityRecord, Record, RecordId, StoryId, StoryRecord, Voice, When,
};
use khabar_store::{Desk, Filter, StoreError};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::MIN_CONFIDENCE;

/// Part of a desk, in memory. Order of `records`: document, then place in it.
#[derive(Debug, Default)]
pub struct Picture {
    pub documents: BTreeMap<DocId, DocumentRecord>,
    pub entities: BTreeMap<EntityId, EntityRecord>,
    pub stories: BTreeMap<StoryId, StoryRecord>,
    /// Events to relations; documents, entities and stories have their own tables.
    pub records: Vec<Record>,
    /// Records that match but are less sure than asked for.
    pub left_out: usize,
    texts: BTreeMap<DocId, Text>,
}

#[derive(Debug)]
struct Text {
    text: Arc<str>,
    index: CharIndex,
    /// In text order; empty where they are not known.
    sentences: Vec<Chars>,
}

/// An entity as rows show it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Named {
    pub id: EntityId,
    pub name: String,
}

/// Where something is written: enough for a reader to find the words again.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Citation {
    pub doc: DocId,
    pub path: String,
    pub title: Option<String>,
    pub publisher: Option<String>,
    pub date: Option<When>,
    pub date_source: Option<DateSource>,
    /// Code points of the document's text.
    pub span: Chars,
    /// The words there.
    pub words: String,
}

impl Picture {
    /// Reads what matches. `filter.limit` is left to the views, which know their order;
    /// `filter.min_confidence` defaults to [`MIN_CONFIDENCE`].
    pub fn load(desk: &Desk, filter: &Filter) -> Result<Picture, StoreError> {
        let least = filter.min_confidence.unwrap_or(MIN_CONFIDENCE);
        let all = Filter { min_confidence: None, limit: None, ..filter.clone() };
        let mut picture = Picture::names(desk)?;
        for record in desk.records(&all)? {
            match record {
                Record::Document(_) | Record::Entity(_) | Record::Story(_) => {}
                record if base(&record).is_some_and(|b| b.confidence < least) => picture.left_out += 1,
                record => picture.records.push(record),
            }
        }
        let docs: BTreeSet<DocId> = picture.records.iter().filter_map(base).map(|b| b.doc.clone()).collect();
        for doc in docs {
            picture.fetch_text(desk, &doc)?;
        }
        Ok(picture)
    }

    /// All documents, entities and stories of a desk, without records and texts.
    pub fn names(desk: &Desk) -> Result<Picture, StoreError> {
        let all = Filter { include_superseded: true, ..Filter::default() };
        Ok(Picture {
            documents: desk.documents(&all)?.into_iter().map(|d| (d.record.id.clone(), d.record)).collect(),
            entities: desk.entities(&all)?.into_iter().map(|e| (e.id.clone(), e)).collect(),
            stories: desk.stories(&all)?.into_iter().map(|s| (s.id.clone(), s)).collect(),
            ..Picture::default()
        })
    }

    /// Makes the words of a document available to citations.
    pub fn add_text(&mut self, doc: DocId, text: impl Into<Arc<str>>) {
        let text = text.into();
        let index = CharIndex::new(&text);
        self.texts.insert(doc, Text { text, index, sentences: Vec::new() });
    }

    /// As [`Picture::add_text`], from the desk, unless the text is at hand.
    pub fn fetch_text(&mut self, desk: &Desk, doc: &DocId) -> Result<(), StoreError> {
        if !self.texts.contains_key(doc) {
            self.add_text(doc.clone(), desk.text(doc)?);
            if let Some(text) = self.texts.get_mut(doc) {
                text.sentences = desk.sentences(doc)?;
            }
        }
        Ok(())
    }

    /// The words at a place; empty where the text is not at hand.
    pub fn words(&self, doc: &DocId, span: Chars) -> &str {
        let Some(text) = self.texts.get(doc) else { return "" };
        text.index.span(&text.text, span).of(&text.text)
    }

    /// The sentence in which `span` begins; `span` itself where that is not known.
    pub fn sentence(&self, doc: &DocId, span: Chars) -> Chars {
        let sentences = self.texts.get(doc).map_or(&[][..], |t| &t.sentences);
        let at = sentences.partition_point(|s| s.end <= span.start);
        sentences.get(at).filter(|s| s.start <= span.start).map_or(span, |s| Chars { end: s.end.max(span.end), ..*s })
    }

    pub fn named(&self, id: &EntityId) -> Named {
        let name = self.entities.get(id).map_or_else(|| id.to_string(), |e| e.name.clone());
        Named { id: id.clone(), name }
    }

    pub fn name_list(&self, ids: &[EntityId]) -> Vec<Named> {
        ids.iter().map(|id| self.named(id)).collect()
    }

    /// A voice as rows show it: a name, "author", or the words that describe an unnamed source.
    pub fn voice(&self, voice: &Voice<EntityId>) -> String {
        match voice {
            Voice::Author => "author".to_owned(),
            Voice::Entity(id) => self.named(id).name,
            Voice::Anonymous(words) => words.clone(),
        }
    }

    /// A voice as sentences name it: the author by the names that the document gives, else by its publisher.
    pub fn speaker(&self, voice: &Voice<EntityId>, doc: &DocId) -> String {
        if *voice != Voice::Author {
            return self.voice(voice);
        }
        let Some(document) = self.documents.get(doc) else { return "the author".to_owned() };
        match (&document.authors[..], &document.publisher) {
            ([], None) => "the author".to_owned(),
            ([], Some(publisher)) => format!("the author ({publisher})"),
            (authors, _) => format!("the author ({})", authors.join(", ")),
        }
    }

    pub fn cite(&self, doc: &DocId, span: Chars) -> Citation {
        let document = self.documents.get(doc);
        Citation {
            doc: doc.clone(),
            path: document.map_or_else(String::new, |d| d.path.clone()),
            title: document.and_then(|d| d.title.clone()),
            publisher: document.and_then(|d| d.publisher.clone()),
            date: document.and_then(|d| d.date),
            date_source: document.and_then(|d| d.date_source),
            span,
            words: self.words(doc, span).to_owned(),
        }
    }

    /// The day of a document, for order.
    pub fn doc_date(&self, doc: &DocId) -> Option<When> {
        self.documents.get(doc).and_then(|d| d.date)
    }
}

/// What every family shares.
#[derive(Debug, Clone, Copy)]
pub struct Base<'a> {
    pub id: &'a RecordId,
    pub doc: &'a DocId,
    pub span: Chars,
    pub confidence: f64,
}

/// The shared part of a record; None for documents, entities and stories.
pub fn base(record: &Record) -> Option<Base<'_>> {
    macro_rules! of {
        ($kept:expr) => {
            Some(Base { id: &$kept.id, doc: &$kept.doc, span: $kept.span, confidence: $kept.confidence })
        };
    }
    match record {
        Record::Event(k) => of!(k),
        Record::Statement(k) => of!(k),
        Record::Commitment(k) => of!(k),
        Record::Measure(k) => of!(k),
        Record::Assessment(k) => of!(k),
        Record::Relation(k) => of!(k),
        Record::Document(_) | Record::Entity(_) | Record::Story(_) => None,
    }
}

/// "A", "A and B", "A, B and C".
pub fn joined<S: AsRef<str>>(names: &[S]) -> String {
    match names {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", first.join(", "), last.as_ref())
        }
    }
}

/// Words on one line: runs of white space and line breaks become one space.
pub fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}
