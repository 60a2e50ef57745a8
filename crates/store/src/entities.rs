//! Entities across documents: the union of what each document says of them.

use crate::{Desk, Filter, StoreError};
use khabar_model::EntityRecord;

impl Desk {
    /// Entities by number of mentions in the documents that the filter lets through, most first; then name, id.
    pub fn entities(&self, _filter: &Filter) -> Result<Vec<EntityRecord>, StoreError> {
        todo!()
    }
    /// The entity whose id starts with `key`, or that alone is called `key`.
    pub fn entity(&self, _key: &str) -> Result<EntityRecord, StoreError> {
        todo!()
    }
}
