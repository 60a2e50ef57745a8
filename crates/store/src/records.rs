//! Records by filter, in an order that does not depend on when they were committed.

use crate::{Desk, Filter, StoreError};
use khabar_model::Record;

impl Desk {
    /// Events, statements, commitments, measures, assessments and relations, by document date (undated last),
    /// document id, span, family.
    pub fn records(&self, _filter: &Filter) -> Result<Vec<Record>, StoreError> {
        todo!()
    }
    /// Documents, entities, records and stories: what `records --format jsonl` writes. With conditions, entities are
    /// those of the records and documents let through.
    pub fn all(&self, _filter: &Filter) -> Result<Vec<Record>, StoreError> {
        todo!()
    }
    /// The record whose id starts with `key`; also documents, entities and stories.
    pub fn record(&self, _key: &str) -> Result<Record, StoreError> {
        todo!()
    }
}
