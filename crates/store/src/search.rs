//! Full-text search over sentences; no query of a user is a syntax error.

use crate::{Desk, Filter, Hit, StoreError};

impl Desk {
    /// Sentences of documents that hold every word of `query`, best first.
    pub fn search(&self, _query: &str, _filter: &Filter) -> Result<Vec<Hit>, StoreError> {
        todo!()
    }
}
