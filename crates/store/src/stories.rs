//! Stories: events that are reports of one happening.

use crate::{Desk, Filter, StoreError};
use khabar_model::StoryRecord;

impl Desk {
    /// Stories of two or more events that the filter lets through, by date, then id.
    pub fn stories(&self, _filter: &Filter) -> Result<Vec<StoryRecord>, StoreError> {
        todo!()
    }
}
