//! Documents, their texts, sentences and notes; what the desk holds in all.

use crate::{BlockAt, Counts, Desk, DocumentRow, Filter, NoteRow, StoreError};
use khabar_model::{Chars, DocId};

impl Desk {
    /// In the order of date (undated last) and id.
    pub fn documents(&self, _filter: &Filter) -> Result<Vec<DocumentRow>, StoreError> {
        todo!()
    }
    /// The document whose id starts with `key`, or whose path is `key`; superseded ones too.
    pub fn document(&self, _key: &str) -> Result<DocumentRow, StoreError> {
        todo!()
    }
    /// The text as received.
    pub fn text(&self, _doc: &DocId) -> Result<String, StoreError> {
        todo!()
    }
    /// The words under a span.
    pub fn words(&self, _doc: &DocId, _span: Chars) -> Result<String, StoreError> {
        todo!()
    }
    /// The whole sentences that `span` touches, and their words; the span's own words where no sentence is known.
    pub fn sentence_around(&self, _doc: &DocId, _span: Chars) -> Result<(Chars, String), StoreError> {
        todo!()
    }
    pub fn blocks(&self, _doc: &DocId) -> Result<Vec<BlockAt>, StoreError> {
        todo!()
    }
    pub fn sentences(&self, _doc: &DocId) -> Result<Vec<Chars>, StoreError> {
        todo!()
    }
    /// What the corridor noted about the document.
    pub fn notes(&self, _doc: &DocId) -> Result<Vec<NoteRow>, StoreError> {
        todo!()
    }
    pub fn counts(&self) -> Result<Counts, StoreError> {
        todo!()
    }
}
