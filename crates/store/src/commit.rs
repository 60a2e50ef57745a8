//! One transaction a source, idempotent.

use crate::{Desk, Receipt, StoreError, Submission};
use khabar_model::Source;

impl Desk {
    /// Writes one source's document and records, all or nothing. See [`Receipt`] for what can come of it.
    pub fn commit(&mut self, _: &Submission) -> Result<Receipt, StoreError> {
        todo!()
    }

    /// Would a commit of `source` as read by `reader` change nothing? Then reading it can be skipped.
    pub fn seen(&self, _source: &Source, _reader: &str) -> Result<bool, StoreError> {
        todo!()
    }
}
