//! What people said of records: kept when records are read anew.

use crate::{Desk, StoreError, Verdict};
use khabar_model::RecordId;

impl Desk {
    /// Keeps a verdict on a record that is on the desk. Later ones stand beside earlier ones.
    pub fn judge(&mut self, _verdict: &Verdict) -> Result<(), StoreError> {
        todo!()
    }
    /// Verdicts on one record, or all of them, oldest first.
    pub fn verdicts(&self, _record: Option<&RecordId>) -> Result<Vec<Verdict>, StoreError> {
        todo!()
    }
}
